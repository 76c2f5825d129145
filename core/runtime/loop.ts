import type { Waiting } from "../operators/operator.ts";
import type { RunHost } from "./build.ts";
import type { LoopStage } from "./loop-body.ts";
import { Rounds } from "./loop-rounds.ts";
import { Stream } from "./loop-stream.ts";
import type { SubtaskSnapshot } from "./snapshot.ts";
import type { Output, Receiver } from "./subtask.ts";

/** What a loop needs of a run. */
export type LoopHost = Omit<RunHost, "pending" | "edges" | "queues" | "writers">;

export interface OpenLoop {
  readonly receivers: Receiver[];
  /** What it and the stages of its body remember, by the ids of stages. */
  snapshot(): ReadonlyMap<string, readonly SubtaskSnapshot[]>;
  waits(): Waiting | undefined;
  close(): void;
}

/** @param outputs Of each of its subtasks. */
export function openLoop(stage: LoopStage, outputs: readonly Output[], host: LoopHost): OpenLoop {
  const run = stage.node.mode === "rounds" ? new Rounds(stage, outputs, host) : new Stream(stage, outputs, host);
  return {
    receivers: outputs.map((_, subtask) => run.receiver(subtask)),
    snapshot: () => run.snapshot(),
    waits: () => run.waits(),
    close: () => run.close(),
  };
}
