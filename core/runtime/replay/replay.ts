import { type KnownOptions, requireOptions, shown } from "../../data/options.ts";
import { type FileSystem, fileSystemOf, type Publishing } from "../../io/file-system.ts";
import { discardSink } from "../../io/memory-sink.ts";
import { type PlanNode, rebuild } from "../../plan/node.ts";
import { type Clock, elapsedBy, systemClock } from "../../platform/mod.ts";
import { matchCheckpoint } from "../checkpoint/match-checkpoint.ts";
import { savepointAt } from "../checkpoint/store.ts";
import { closeExecution, openExecution } from "../execution.ts";
import type { RunOptions } from "../options.ts";
import { plannedFor } from "../planned.ts";
import { readSources } from "../read-sources.ts";
import { settle } from "../waiting.ts";
import { type TracedCall, tracer } from "./tracer.ts";

/** What is run again, and of which key it is told. */
export interface KeyReplayOptions {
  /** The manifest of a checkpoint or a savepoint; of a folder the newest. */
  readonly from: string;
  /** A value, or an object where the key has several columns. */
  readonly key: unknown;
  /** Event time, ms: what is later is not told, and when it has come to some step the replay ends. Default: all of the input. */
  readonly until?: number;
  /** Given each call as it happens. Default: all are in the result. */
  readonly onCall?: (call: TracedCall) => void;
  readonly signal?: RunOptions["signal"];
  /** What stands in for the file system of `from`. */
  readonly files?: FileSystem & Publishing;
}

const known: KnownOptions<KeyReplayOptions> = {
  from: true,
  key: true,
  until: true,
  onCall: true,
  signal: true,
  files: true,
};

class ReplayedUntil extends Error {}

/** Runs a plan again from a checkpoint, a row at a time, in one subtask; sinks are not written. Gives what concerned the key. */
export async function replayPlan(
  roots: readonly PlanNode[],
  options: KeyReplayOptions,
): Promise<readonly TracedCall[]> {
  requireOptions(options, known, "replay");
  const { from, until = Number.POSITIVE_INFINITY, key, signal, onCall } = options;
  if (typeof from !== "string" || from === "") throw noCheckpoint(from);
  const files = options.files ?? (await fileSystemOf(from));
  const loaded = await savepointAt(files, from);
  // As with checkpoints, so that the steps are those that the checkpoint has state of.
  const run: RunOptions = { batchRows: 1, checkpoint: { dir: "none" }, ...(signal === undefined ? {} : { signal }) };
  const { roots: plan } = await plannedFor(withoutSinks(roots), run);
  const { stages, manifest } = matchCheckpoint(loaded, plan, 1, {});
  const clock = clockFrom(loaded.manifest.takenMs);
  const calls: TracedCall[] = [];
  let past = (): void => undefined;
  const trace = tracer({
    key: { value: key },
    clock,
    untilMs: until,
    onCall: onCall ?? ((call) => void calls.push(call)),
    onPast: () => past(),
  });
  // What sinks had prepared is committed by the run that goes on, and not again by this one.
  const restored = { stages, manifest: { sources: manifest!.sources, sinks: [], deadLetters: [] } };
  const execution = await openExecution(plan, { ...run, clock }, { restored, trace });
  past = () => execution.fail(new ReplayedUntil("The replay has come to its end"));
  try {
    await readSources(execution);
    await settle(execution);
  } catch (error) {
    await closeExecution(execution, error).catch(() => undefined);
    if (error instanceof ReplayedUntil) return calls;
    throw error;
  }
  await closeExecution(execution);
  return calls;
}

/** Nothing outside is written: neither by sinks, nor by those of records that cannot be processed. */
function withoutSinks(roots: readonly PlanNode[]): PlanNode[] {
  return rebuild(roots, (node) => {
    if (node.kind === "sink") return { ...node, sink: discardSink() };
    return "onError" in node && typeof node.onError === "object" ? { ...node, onError: "skip" as const } : node;
  });
}

/** Time goes on from the moment of the checkpoint. */
function clockFrom(takenMs: number): Clock {
  const elapsedMs = (): number => elapsedBy(systemClock);
  const began = elapsedMs();
  return { nowMs: () => takenMs + (elapsedMs() - began), elapsedMs };
}

function noCheckpoint(from: unknown): TypeError {
  return new TypeError(
    `Cannot replay as from must be the path of a checkpoint or a savepoint: got ${shown(from)}; give one like "./checkpoints/checkpoint-7.manifest"`,
  );
}
