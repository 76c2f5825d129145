import type { Waiting } from "../operators/operator.ts";
import type { RunHost } from "./build.ts";
import { channelCounts } from "./channels.ts";
import { alignedReceiver, type Barrier, BarrierAlignment } from "./checkpoint/barrier.ts";
import type { LoopStage } from "./loop-body.ts";
import { Rounds } from "./loop-rounds.ts";
import { Stream } from "./loop-stream.ts";
import type { SubtaskSnapshot } from "./snapshot.ts";
import type { Output, Receiver } from "./subtask.ts";

/** What a loop needs of a run. */
export type LoopHost = Omit<RunHost, "pending" | "edges" | "queues" | "writers">;

export interface OpenLoop {
  readonly receivers: Receiver[];
  /** It is in a checkpoint as a whole, with what goes round in it. To be called when a barrier has come by all channels. */
  barrier(barrier: Barrier): void;
  readonly inputsOver: boolean;
  /** Sends on what its body holds only to save work. */
  prepare(): void;
  /** What it and the stages of its body remember, by the ids of stages. */
  snapshot(): ReadonlyMap<string, readonly SubtaskSnapshot[]>;
  waits(): Waiting | undefined;
  close(): void;
}

/** @param outputs Of each of its subtasks. */
export function openLoop(stage: LoopStage, outputs: readonly Output[], host: LoopHost): OpenLoop {
  const run = stage.node.mode === "rounds" ? new Rounds(stage, outputs, host) : new Stream(stage, outputs, host);
  const channels = channelCounts(stage, stage.node.inputs.length);
  const each = channels.reduce((sum, count) => sum + count, 0);
  const barrier = (passing: Barrier): void => {
    const isOver = run.isDone;
    if (!isOver) run.prepare();
    host.barriers.passed(passing, run.snapshot());
    if (!isOver) for (const output of outputs) output.barrier(passing);
  };
  // What goes round is one whole: it is waited for all channels of all its subtasks.
  const alignment = new BarrierAlignment(each * outputs.length, barrier);
  return {
    receivers: outputs.map((_, subtask) => alignedReceiver(run.receiver(subtask), alignment, channels, subtask * each)),
    barrier,
    get inputsOver() {
      return run.inputsOver;
    },
    prepare: () => run.prepare(),
    snapshot: () => run.snapshot(),
    waits: () => run.waits(),
    close: () => run.close(),
  };
}
