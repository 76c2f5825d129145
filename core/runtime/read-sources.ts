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
import { settle, waitFor } from "./waiting.ts";

/** Reads all sources to their end, those of one phase side by side. */
export async function readSources(execution: Execution): Promise<void> {
  for (const phase of phasesOf(execution.stages)) {
    const failed = new AbortController();
    const signal = AbortSignal.any([execution.signal, failed.signal]);
    const first: { failure?: { readonly error: unknown } } = {};
    const fail = (error: unknown): void => {
      first.failure ??= { error };
      failed.abort(error);
    };
    await Promise.all(phase.map((stage) => readStage(execution, stage, signal, fail).catch(fail)));
    if (first.failure !== undefined) throw first.failure.error;
  }
}

/** Settles when all its subtasks have: `fail` tells the others of one that cannot go on. */
async function readStage(
  execution: Execution,
  stage: Stage,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): Promise<void> {
  const node = stage.node as SourceNode;
  const context = readContext(execution, node, signal);
  const { edges } = execution.host;
  const splits = await edges.io(`list what to read of ${node.name}`, node.source.splits(context.request), { signal });
  const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => {
    const own = splits.filter((_split, at) => at % stage.parallelism === subtask);
    return readSubtask(execution, node, own, context, execution.wiring.outputOf(stage, subtask)).catch(fail);
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
  const { edges } = execution.host;
  for (const split of splits) {
    if (!output.needed) break;
    const { signal } = context;
    const opening = node.source.open(split, undefined, context);
    const reader = await edges.io(`open ${node.name}`, opening, { signal, tooLate: (late) => late.close() });
    const close = (): Promise<void> => edges.close(`close ${node.name}`, reader.close());
    try {
      await readSplit(execution, node, reader, context, output);
    } catch (error) {
      // What failed first is why.
      await close().catch(() => undefined);
      throw error;
    }
    await close();
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
