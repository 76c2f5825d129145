import type { ReadContext, Split } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import { ComingSplits, type SplitRound } from "./coming-splits.ts";
import type { Execution } from "./execution.ts";
import { feedsOf, type ReadFeed } from "./feed.ts";
import { type Handover, handingOver } from "./handover.ts";
import type { Reading } from "./lane.ts";
import { watchedLoad } from "./observe/watch-steps.ts";
import { defaultBatchRows } from "./options.ts";
import { phasesOf } from "./phases.ts";
import { type MoreFeeds, readFeeds, readThenHandOver } from "./read-feeds.ts";
import type { Stage } from "./stage.ts";
import type { Output } from "./subtask.ts";
import { finishWaiting, goOnUntil, settle, waitFor } from "./waiting.ts";

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
    const ended = execution.thread?.reading?.allHave(`read phase ${number}`);
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
  const context = readContext(execution, stage, signal);
  const { edges, feeds } = execution.host;
  const progress = execution.progressOf(stage);
  const list = (): Promise<readonly Split[]> =>
    execution.thread?.reading?.splitsOf(stage) ?? node.source.splits(context.request, progress.restored);
  const listed = await edges.io(`list what to read of ${node.name}`, list, { signal });
  const splits = progress.listed(listed, node);
  const coming = comingSplits(execution, stage, splits);
  const handing = handingOver(execution, stage, splits);
  const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => {
    const given = execution.wiring.outputOf(stage, subtask);
    if (given === undefined) return async () => undefined;
    const opened = ownFeeds(execution, stage, subtask, { splits, before: 0 });
    const more = coming && feedsToCome(coming, { execution, stage, subtask, progress });
    const rest = coming && "more may come";
    const begun = handing?.begin(opened) ?? opened;
    feeds.open(stage.id, subtask, begun, handing === undefined ? rest : "more may come");
    const handover = handing?.handover(opened, (later) => feeds.open(stage.id, subtask, later, rest));
    const load = watchedLoad(node.name, execution.host);
    const reading = { execution, node, context, output: drained(execution, given), given, progress, load };
    return () => readSubtask(begun, reading, more, handover).catch(fail);
  });
  await Promise.all(subtasks.map((read) => read()));
  await coming?.close();
}

type Rounds = Pick<ComingSplits, "round" | "close">;

/** What comes to a source later; undefined where nothing does. */
function comingSplits(execution: Execution, stage: Stage, listed: readonly Split[]): Rounds | undefined {
  const node = stage.node as SourceNode;
  if (node.source.newSplits === undefined) return undefined;
  const { reading } = execution.thread ?? {};
  if (reading === undefined) return new ComingSplits(node, listed, execution.progressOf(stage), execution.host.edges);
  // Whoever asks for all of them ends it.
  return { round: (number) => reading.newSplitsOf(stage, number), close: async () => undefined };
}

function ownFeeds(
  { host, thread }: Execution,
  stage: Stage,
  subtask: number,
  { splits, before }: SplitRound,
): readonly ReadFeed[] {
  const own = splits.filter((_split, at) => readerOf(stage, before + at, thread !== undefined) === subtask);
  return feedsOf(stage.id, own, host.clock);
}

interface SubtaskPlace extends Pick<Reading, "execution" | "progress"> {
  readonly stage: Stage;
  readonly subtask: number;
}

/** Gives the feeds of a subtask that come next; undefined when nobody waits for more. */
function feedsToCome(coming: Rounds, { execution, stage, subtask, progress }: SubtaskPlace): MoreFeeds {
  let rounds = 0;
  return async (signal, output) => {
    const round = await waitFor(coming.round(rounds), execution, signal, output);
    if (round === undefined || round.splits.length === 0) return undefined;
    rounds++;
    progress.came(round.splits);
    const opened = ownFeeds(execution, stage, subtask, round);
    execution.host.feeds.open(stage.id, subtask, opened, "more may come");
    return opened;
  };
}

/** Which subtask of a source reads a split of its list: one worker all of them, where their readers share something. */
export function readerOf({ node, parallelism }: Stage, at: number, onThreads: boolean): number {
  return onThreads && (node as SourceNode).source.readers === "together" ? 0 : at % parallelism;
}

export function readContext({ host, options, progressOf }: Execution, stage: Stage, signal: AbortSignal): ReadContext {
  const node = stage.node as SourceNode;
  return {
    request: { columns: node.columns, conditions: node.conditions ?? [] },
    batchRows: options.batchRows ?? defaultBatchRows,
    goesOn: progressOf(stage).isRestored,
    checkpoints: options.checkpoint !== undefined,
    signal,
    onBadRecord: (record) => host.onBadRecord(node, record, undefined, stage.id),
  };
}

/** Nobody wants more of a source whose run is drained. */
function drained(execution: Execution, output: Output): Output {
  return Object.create(output, {
    needed: { get: () => !execution.isDraining && output.needed },
  }) as Output;
}

async function readSubtask(
  begun: readonly ReadFeed[],
  reading: Reading & { readonly given: Output },
  more: MoreFeeds | undefined,
  handover: Handover | undefined,
): Promise<void> {
  const feeds = await (handover === undefined
    ? readFeeds(begun, reading, more)
    : readThenHandOver(begun, reading, more, handover));
  const { execution, given, context } = reading;
  // Where nobody wants more, what was left of them is not waited for either.
  for (const feed of feeds) feed.setStatus("ended");
  execution.host.feeds.alignment.moved();
  // No barrier is to be sent behind the end.
  execution.endedSources.add(given);
  given.end();
  await settle(execution, context.signal);
}
