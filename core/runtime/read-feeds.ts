import { leastTime, type ReadFeed } from "./feed.ts";
import type { Handover } from "./handover.ts";
import { Lane, type Reading } from "./lane.ts";
import type { Output } from "./subtask.ts";
import { TimeHeap } from "./time-heap.ts";
import { waitFor } from "./waiting.ts";

/** Gives the feeds that come next, maybe none; undefined where nobody waits for more. */
export type MoreFeeds = (signal: AbortSignal, output: Output) => Promise<readonly ReadFeed[] | undefined>;

/**
 * Reads the feeds of a source's subtask to their end. Unbounded ones are read side by side, with those that come meanwhile.
 * Bounded ones whose event time is taken are read in its order, always the one that is least far, so that little is kept for
 * those that are behind; others one after another. Gives all that there were.
 */
export async function readFeeds(
  feeds: readonly ReadFeed[],
  reading: Reading,
  more?: MoreFeeds,
): Promise<readonly ReadFeed[]> {
  const { source } = reading.node;
  const { feeds: board } = reading.execution.host;
  const ended = (feed: ReadFeed): void => board.ended(feed);
  if (source.boundedness === "unbounded" && (feeds.length > 1 || more !== undefined)) {
    return readSideBySide(feeds, reading, more);
  }
  await readInTurn(feeds, reading, ended);
  return feeds;
}

/** Reads feeds that end as those of a bounded source, then those that do not, once all subtasks of the source have come so far. */
export async function readThenHandOver(
  feeds: readonly ReadFeed[],
  reading: Reading,
  more: MoreFeeds | undefined,
  { allHaveRead, open, allHaveOpened }: Handover,
): Promise<readonly ReadFeed[]> {
  const { execution, context, output } = reading;
  const held: ReadFeed[] = [];
  let left = feeds.length;
  await readInTurn(feeds, reading, (feed) => {
    left--;
    // The last one is held as well: where none were left others would take event time past what is to come.
    if (left > 0 && !feed.splits.some(({ ends }) => ends === "followed")) return execution.host.feeds.ended(feed);
    feed.setStatus("turn");
    held.push(feed);
  });
  await waitFor(allHaveRead(), execution, context.signal, output);
  const others = open();
  await waitFor(allHaveOpened(), execution, context.signal, output);
  for (const feed of held) execution.host.feeds.ended(feed);
  return [...feeds, ...(await readSideBySide(others, reading, more))];
}

async function readInTurn(
  feeds: readonly ReadFeed[],
  reading: Reading,
  ended: (feed: ReadFeed) => void,
): Promise<void> {
  const lanes = feeds.map((feed) => new Lane(feed, reading));
  try {
    if (lanes.length > 1 && feeds[0]!.times.length > 0) await readLeastFirst(lanes, reading, ended);
    else for (const lane of lanes) await readToEnd(lane, reading, ended);
  } catch (error) {
    // What failed first is why.
    await Promise.allSettled(lanes.map((lane) => lane.close()));
    throw error;
  }
}

/** Each by itself: one that waits does not keep the others waiting. All end when one fails, or when nobody wants more. */
async function readSideBySide(
  begun: readonly ReadFeed[],
  reading: Reading,
  more: MoreFeeds | undefined,
): Promise<readonly ReadFeed[]> {
  const enough = new AbortController();
  const signal = AbortSignal.any([reading.context.signal, enough.signal]);
  const feeds: ReadFeed[] = [];
  let first: { readonly error: unknown } | undefined;
  const unlessEnough = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!enough.signal.aborted) first = { error };
    }
    if (first !== undefined || !reading.output.needed) enough.abort();
  };
  const read = async (feed: ReadFeed): Promise<void> => {
    const lane = new Lane(feed, { ...reading, context: { ...reading.context, signal } });
    try {
      await readToEnd(lane, reading, (ended) => reading.execution.host.feeds.ended(ended), signal);
    } catch (error) {
      await lane.close().catch(() => undefined);
      throw error;
    }
  };
  const readAll = async (opened: readonly ReadFeed[] | undefined): Promise<void> => {
    feeds.push(...(opened ?? []));
    const reads = (opened ?? []).map((feed) => unlessEnough(() => read(feed)));
    if (opened !== undefined && more !== undefined)
      reads.push(unlessEnough(async () => readAll(await more(signal, reading.output))));
    await Promise.all(reads);
  };
  await readAll(begun);
  if (first !== undefined) throw first.error;
  return feeds;
}

async function readToEnd(
  lane: Lane,
  reading: Reading,
  ended: (feed: ReadFeed) => void,
  signal: AbortSignal = reading.context.signal,
): Promise<void> {
  while (reading.output.needed) {
    await untilAligned(lane, reading, signal);
    if (!(await lane.step())) break;
  }
  await lane.close();
  ended(lane.feed);
}

/** Readers that are open at a time; each holds what it has decoded. */
const openReaders = 16;

async function readLeastFirst(
  lanes: readonly Lane[],
  reading: Reading,
  ended: (feed: ReadFeed) => void,
): Promise<void> {
  const { alignment } = reading.execution.host.feeds;
  const left = new Set(lanes);
  // Where they cannot all be open, each is read until its event time is known, and later in one go.
  const inTurn = lanes.length <= openReaders;
  const readOn = async (lane: Lane, goesOn: () => boolean): Promise<void> => {
    lane.feed.setStatus("reading");
    do {
      if (await lane.step()) continue;
      left.delete(lane);
      await lane.close();
      ended(lane.feed);
    } while (left.has(lane) && reading.output.needed && goesOn());
    if (left.has(lane)) lane.feed.setStatus("turn");
    if (!inTurn) await lane.rest();
  };
  if (!inTurn) {
    for (const lane of lanes) await readOn(lane, () => leastTime(lane.feed) === Number.NEGATIVE_INFINITY);
  }
  const byTime = new TimeHeap<Lane>();
  for (const lane of left) byTime.put(leastTime(lane.feed), lane);
  while (left.size > 0 && reading.output.needed) {
    const lane = leastOf(byTime, left);
    await untilAligned(lane, reading, reading.context.signal);
    await readOn(lane, () => !inTurn && !alignment.isAhead(lane.feed));
  }
  for (const lane of left) await lane.close();
}

/** The lane that is least far, of those that are left: all were put by a time that they may have left behind since. */
function leastOf(lanes: TimeHeap<Lane>, left: ReadonlySet<Lane>): Lane {
  for (;;) {
    const { timeMs, item } = lanes.least!;
    const nowMs = leastTime(item.feed);
    if (!left.has(item)) lanes.takeLeast();
    else if (nowMs > timeMs) lanes.delayLeast(nowMs);
    else return item;
  }
}

/** Waits while the feed is too far ahead of others. */
async function untilAligned({ feed }: Lane, { execution, output }: Reading, signal: AbortSignal): Promise<void> {
  const { alignment } = execution.host.feeds;
  if (!alignment.isAhead(feed)) return;
  const before = feed.status;
  feed.setStatus("paused");
  // Who waits has begun: others need not wait for it any more than its event time says.
  alignment.moved(feed);
  while (alignment.isAhead(feed) && output.needed) await waitFor(alignment.change(feed), execution, signal, output);
  feed.setStatus(before);
}
