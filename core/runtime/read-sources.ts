import type { Batch } from "../data/batch.ts";
import { lengthOf } from "../data/batch.ts";
import type { ReadContext, Split, SplitReader } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import { monotonicClock, yieldToEventLoop } from "../platform/mod.ts";
import type { Execution } from "./execution.ts";
import { defaultBatchRows } from "./options.ts";
import { phasesOf } from "./phases.ts";
import type { Stage } from "./stage.ts";
import type { Output } from "./subtask.ts";

/** Reads all sources to their end, those of one phase side by side. */
export async function readSources(execution: Execution): Promise<void> {
  for (const phase of phasesOf(execution.stages)) {
    const failed = new AbortController();
    const signal = AbortSignal.any([execution.signal, failed.signal]);
    const readings = phase.map((stage) => readStage(execution, stage, signal));
    try {
      await Promise.all(readings);
    } catch (error) {
      failed.abort(error);
      await Promise.allSettled(readings);
      throw error;
    }
  }
}

async function readStage(execution: Execution, stage: Stage, signal: AbortSignal): Promise<void> {
  const node = stage.node as SourceNode;
  const context = readContext(execution, node, signal);
  const splits = await node.source.splits(context.request);
  const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => {
    const own = splits.filter((_split, at) => at % stage.parallelism === subtask);
    return readSubtask(execution, node, own, context, execution.wiring.outputOf(stage, subtask));
  });
  await Promise.all(subtasks);
}

function readContext({ host, options }: Execution, node: SourceNode, signal: AbortSignal): ReadContext {
  return {
    request: { columns: node.columns, conditions: node.conditions ?? [] },
    batchRows: options.batchRows ?? defaultBatchRows,
    signal,
    onBadRecord: (record) => host.onBadRecord(node, record, undefined),
  };
}

async function readSubtask(
  execution: Execution,
  node: SourceNode,
  splits: readonly Split[],
  context: ReadContext,
  output: Output,
): Promise<void> {
  for (const split of splits) {
    if (!output.needed) break;
    const reader = await node.source.open(split, undefined, context);
    try {
      await readSplit(execution, node, reader, context, output);
    } finally {
      await reader.close();
    }
  }
  output.end();
  await settle(execution);
}

async function readSplit(
  execution: Execution,
  node: SourceNode,
  reader: SplitReader,
  context: ReadContext,
  output: Output,
): Promise<void> {
  let yieldedMs = monotonicClock.nowMs();
  let bytes = 0;
  while (output.needed) {
    context.signal.throwIfAborted();
    const read = reader.read();
    const batch = read instanceof Promise ? await waitFor(read, execution, context.signal) : read;
    if (batch === undefined) break;
    push(execution, node, batch, output);
    const consumed = reader.bytesRead?.() ?? 0;
    execution.progress.bytes += consumed - bytes;
    bytes = consumed;
    await settle(execution);
    if (monotonicClock.nowMs() - yieldedMs < maximalHoldMs) continue;
    execution.progress.report(false);
    await yieldToEventLoop();
    yieldedMs = monotonicClock.nowMs();
  }
}

/** Signals, timers and progress are looked at this often at least. */
const maximalHoldMs = 20;

function push(execution: Execution, node: SourceNode, batch: Batch, output: Output): void {
  const rows = lengthOf(batch);
  execution.progress.add(rows);
  execution.host.metrics.add(node.name, "rowsRead", rows);
  output.emit(batch, undefined);
  execution.host.wakeups.wake();
}

/** Waits for the next batch; meanwhile processing time goes on. */
async function waitFor(
  read: Promise<Batch | undefined>,
  execution: Execution,
  signal: AbortSignal,
): Promise<Batch | undefined> {
  const state = { settled: false };
  const settled = read.finally(() => {
    state.settled = true;
  });
  const aborted = abortPromise(signal);
  try {
    while (!state.settled) {
      const dueMs = Math.min(execution.host.wakeups.next - execution.host.clock.nowMs(), longestSleepMs);
      const sleep = sleepFor(Math.max(0, dueMs));
      await Promise.race([settled, aborted.promise, sleep.promise]);
      sleep.cancel();
      execution.host.wakeups.wake();
      execution.progress.report(false);
    }
    return await settled;
  } finally {
    aborted.release();
  }
}

const longestSleepMs = 1000;

function sleepFor(ms: number): { promise: Promise<void>; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

function abortPromise(signal: AbortSignal): { promise: Promise<never>; release: () => void } {
  let listener = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, release: () => signal.removeEventListener("abort", listener) };
}

/** Waits until sinks have taken what they were given: this is how they hold sources back. */
export async function settle({ host, deadLetters, signal }: Execution): Promise<void> {
  await deadLetters.flush();
  if (host.pending.size === 0) return Promise.resolve();
  // A sink that never answers does not outlive a stop.
  const aborted = abortPromise(signal);
  // A run that waits keeps the process alive: signals with a timeout do not.
  const alive = setInterval(() => undefined, longestSleepMs);
  try {
    await Promise.race([Promise.all(host.pending), aborted.promise]);
  } finally {
    clearInterval(alive);
    aborted.release();
  }
}
