import type { Clock } from "../platform/mod.ts";
import { type Alignment, alignment } from "./alignment.ts";
import type { ReadFeed } from "./feed.ts";
import { type HoldMeter, holdMeter } from "./observe/hold-meter.ts";

/** Where those who read sources tell of their feeds, and the steps that take event time hear of them. */
export interface FeedBoard {
  /** The feed that the batch under way comes from. */
  reading: ReadFeed | undefined;
  /** All feeds that there are so far. */
  readonly feeds: readonly ReadFeed[];
  readonly alignment: Alignment;
  /** Time in which sinks held sources back, by now. */
  readonly held: HoldMeter;
  /** Asks to be told of the feeds that one subtask of some sources reads. */
  listen(sources: readonly string[], subtask: number, listener: FeedListener): void;
  /** Tells of feeds of a source's subtask before the first of them is read: of all that there will be, unless more may come. */
  open(source: string, subtask: number, feeds: readonly ReadFeed[], rest?: "more may come"): void;
  ended(feed: ReadFeed): void;
}

export interface FeedListener {
  open(source: string, feeds: readonly ReadFeed[], rest?: "more may come"): void;
  ended(feed: ReadFeed): void;
}

/** @param aligned Where feeds are held back that are ahead of others. */
export function feedBoard(clock: Clock, aligned: Alignment = alignment()): FeedBoard {
  const listeners = new Map<string, FeedListener[]>();
  const listenersOf = new Map<ReadFeed, readonly FeedListener[]>();
  const feeds: ReadFeed[] = [];
  const placeOf = (source: string, subtask: number): string => `${subtask} ${source}`;
  const board: FeedBoard = {
    reading: undefined,
    feeds,
    alignment: aligned,
    held: holdMeter(clock),
    listen: (sources, subtask, listener) => {
      for (const source of sources) {
        const place = placeOf(source, subtask);
        listeners.set(place, [...(listeners.get(place) ?? []), listener]);
      }
    },
    open: (source, subtask, opened, rest) => {
      const told = listeners.get(placeOf(source, subtask)) ?? [];
      feeds.push(...opened);
      for (const feed of opened) listenersOf.set(feed, told);
      for (const listener of told) listener.open(source, opened, rest);
    },
    ended: (feed) => {
      feed.setStatus("ended");
      for (const listener of listenersOf.get(feed) ?? []) listener.ended(feed);
      board.alignment.moved(feed);
    },
  };
  return board;
}
