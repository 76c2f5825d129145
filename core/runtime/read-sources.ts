import type { ReadContext } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import type { Execution } from "./execution.ts";
import { feedsOf, type ReadFeed } from "./feed.ts";
import type { Reading } from "./lane.ts";
import { defaultBatchRows } from "./options.ts";
import { phasesOf } from "./phases.ts";
import { readFeeds } from "./read-feeds.ts";
import type { Stage } from "./stage.ts";
import { finishWaiting, goOnUntil, settle } from "./waiting.ts";

/** Reads all sources to their end, those of one phase side by side. */
export async function readSources(execution: Execution): Promise<void> {
  for (const [number, phase] of phasesOf(execution.stages).entries()) {
    const failed = new AbortController();
    const signal = AbortSignal.any([execution.signal, failed.signal]);
    const first: { failure?: { readonly error: unknown } } = {};
    const fail = (error: unknown): void => {
      first.failure ??= { error };
      failed.abort(error);
    };
    await Promise.all(phase.map((stage) => readStage(execution, stage, signal, fail).catch(fail)));
    if (first.failure !== undefined) throw first.failure.error;
    await finishWaiting(execution);
    const ended = execution.thread?.reading?.phaseEnded(number);
    if (ended !== undefined) await goOnUntil(execution, ended);
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
  const listed = execution.thread?.reading?.splitsOf(stage) ?? node.source.splits(context.request);
  const splits = await edges.io(`list what to read of ${node.name}`, listed, { signal });
  const { feeds, clock } = execution.host;
  const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => {
    const output = execution.wiring.outputOf(stage, subtask);
    if (output === undefined) return async () => undefined;
    const own = splits.filter((_split, at) => at % stage.parallelism === subtask);
    const opened = feedsOf(stage.id, own, clock);
    feeds.open(stage.id, subtask, opened);
    return () => readSubtask(opened, { execution, node, context, output }).catch(fail);
  });
  await Promise.all(subtasks.map((read) => read()));
}

export function readContext({ host, options }: Execution, node: SourceNode, signal: AbortSignal): ReadContext {
  return {
    request: { columns: node.columns, conditions: node.conditions ?? [] },
    batchRows: options.batchRows ?? defaultBatchRows,
    signal,
    onBadRecord: (record) => host.onBadRecord(node, record, undefined),
  };
}

async function readSubtask(feeds: readonly ReadFeed[], reading: Reading): Promise<void> {
  await readFeeds(feeds, reading);
  reading.output.end();
  await settle(reading.execution);
}
