import type { EventTimeHandling } from "../operators/operator.ts";
import type { Clock } from "../platform/mod.ts";
import type { FeedTime, ReadFeed } from "./feed.ts";
import type { FeedBoard } from "./feed-board.ts";
import type { Output } from "./subtask.ts";
import { ToldTime } from "./told-time.ts";
import type { Waker, Wakeups } from "./wakeups.ts";
import { watermarkTracker } from "./watermark-tracker.ts";

/**
 * The watermarks of a subtask that makes them: one for each feed of the sources right before it, of which the least counts.
 * Feeds that have not begun hold it back, those that are idle or have ended do not.
 */
export interface EventTimes {
  /** What tells the feed of the batch under way from others; empty where that is not known. */
  readonly split: string;
  /** Rows of the feed under way have come. */
  arrived(): void;
  /**
   * A watermark of a split, by default that of the batch under way. +∞ is the end of all. Gives whether it counts: not that of
   * a split that is idle.
   */
  watermark(timeMs: number, split?: string): boolean;
  /** The feeds as they stand, for those who ask. */
  readonly feeds: readonly FeedTime[];
  readonly idleAfterMs: number | undefined;
  /** How far event time has been; −∞ before the first watermark. */
  readonly given: number;
  snapshot(): EventTimesSnapshot;
  /** Nothing happens any more. */
  close(): void;
}

export interface EventTimesSnapshot {
  /** How far event time was. */
  readonly watermark: number;
  readonly splits: readonly (readonly [split: string, watermark: number])[];
}

export interface EventTimesSetup {
  readonly step: string;
  readonly subtask: number;
  readonly handling: EventTimeHandling;
  readonly output: Output;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  /** Who tells of feeds, and of which sources; undefined where rows do not come straight from sources. */
  readonly feeds: { readonly board: FeedBoard; readonly sources: readonly string[] } | undefined;
  readonly restored: EventTimesSnapshot | undefined;
  /** A feed has been read whole. */
  readonly onEnd: (split: string) => void;
}

/** A feed, or all that comes where feeds are not known. */
interface Entry extends FeedTime {
  readonly channel: number;
  readonly feed: ReadFeed | undefined;
  /** When rows came last, or when it began to be waited for. */
  quietSinceMs: number;
  moved: FeedTime["moved"];
  /** How long it had been held by then. */
  heldBeforeMs: number;
}

export function eventTimes(setup: EventTimesSetup): EventTimes {
  return new FeedTimes(setup);
}

class FeedTimes implements EventTimes {
  readonly #setup: EventTimesSetup;
  readonly #board: FeedBoard | undefined;
  readonly #tracker = watermarkTracker(0);
  readonly #told: ToldTime;
  readonly #entries = new Map<string, Entry>();
  /** What stands for the feeds of a source before they are known. */
  readonly #awaited: ReadonlyMap<string, number>;
  readonly #restored: ReadonlyMap<string, number>;
  readonly #waker: Waker;

  constructor(setup: EventTimesSetup) {
    this.#setup = setup;
    this.#board = setup.feeds?.board;
    this.#told = new ToldTime(setup.output, { ownWatermarks: false, isRestored: setup.restored !== undefined });
    this.#restored = new Map(setup.restored?.splits);
    if (setup.restored !== undefined) this.#tracker.restore(setup.restored.watermark);
    const sources = setup.feeds?.sources ?? [];
    this.#awaited = new Map(sources.map((source) => [source, this.#tracker.add()]));
    this.#waker = setup.wakeups.waker();
    if (this.idleAfterMs !== undefined) this.#waker.wakes((nowMs) => this.#fallIdle(nowMs));
    if (sources.length === 0) this.#add("", undefined);
    this.#board?.listen(sources, setup.subtask, {
      open: (source, feeds, rest) => this.#open(source, feeds, rest),
      ended: (feed) => this.#ended(feed),
    });
  }

  get split(): string {
    return this.#awaited.size === 0 ? "" : (this.#board!.reading?.key ?? "");
  }

  get idleAfterMs(): number | undefined {
    return this.#setup.handling.idleAfterMs;
  }

  get given(): number {
    return this.#tracker.current;
  }

  get feeds(): readonly FeedTime[] {
    return [...this.#entries.values()];
  }

  arrived(): void {
    if (this.idleAfterMs === undefined) return;
    const entry = this.#atHand();
    const nowMs = this.#setup.clock.nowMs();
    entry.quietSinceMs = nowMs;
    entry.heldBeforeMs = this.#heldMs(entry.feed, nowMs);
    if (!entry.isIdle) return;
    this.#tracker.active(entry.channel);
    entry.feed?.idlenessChanged();
    this.#waker.at(nowMs + this.idleAfterMs);
    this.#tell();
  }

  watermark(timeMs: number, split?: string): boolean {
    if (timeMs === Number.POSITIVE_INFINITY) {
      this.#setup.output.watermark(timeMs);
      return true;
    }
    const entry = split === undefined ? this.#atHand() : this.#entries.get(split);
    // An idle split is asked again once it has rows.
    if (entry === undefined || entry.isIdle) return false;
    if (timeMs > entry.watermark) {
      entry.moved = { atMs: this.#setup.clock.nowMs(), rows: entry.feed?.rows ?? 0 };
    }
    this.#tracker.advance(entry.channel, timeMs);
    this.#tell();
    this.#board?.alignment.moved(entry.feed);
    return true;
  }

  snapshot(): EventTimesSnapshot {
    const splits = [...this.#entries].map(([split, { watermark }]) => [split, watermark] as const);
    return { watermark: this.given, splits };
  }

  close(): void {
    this.#waker.release();
  }

  #atHand(): Entry {
    return this.#entries.get(this.split) ?? this.#add(this.split, undefined);
  }

  #add(split: string, feed: ReadFeed | undefined): Entry {
    const tracker = this.#tracker;
    const channel = tracker.add(this.#restored.get(split));
    const nowMs = this.#setup.clock.nowMs();
    const entry: Entry = {
      step: this.#setup.step,
      channel,
      feed,
      quietSinceMs: nowMs,
      moved: undefined,
      heldBeforeMs: this.#heldMs(feed, nowMs),
      get watermark() {
        return tracker.timeAt(channel);
      },
      get isIdle() {
        return tracker.isIdleAt(channel);
      },
    };
    this.#entries.set(split, entry);
    if (this.idleAfterMs !== undefined) this.#waker.at(nowMs + this.idleAfterMs);
    return entry;
  }

  #open(source: string, feeds: readonly ReadFeed[], rest: "more may come" | undefined): void {
    const { align } = this.#setup.handling;
    for (const feed of feeds) {
      const entry = this.#add(feed.key, feed);
      feed.times.push(entry);
      if (align !== undefined) this.#board!.alignment.join(align, feed, entry);
    }
    const awaited = this.#awaited.get(source)!;
    if (rest === undefined) return this.#end(awaited);
    // What may come is not waited for, but a subtask that has nothing yet is no more than idle.
    this.#tracker.idle(awaited);
    this.#tell();
  }

  #ended(feed: ReadFeed): void {
    const { channel } = this.#entries.get(feed.key)!;
    this.#entries.delete(feed.key);
    this.#setup.onEnd(feed.key);
    this.#end(channel);
  }

  #fallIdle(nowMs: number): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { channel, feed, quietSinceMs, heldBeforeMs, isIdle } of this.#entries.values()) {
      if (isIdle) continue;
      const quietMs = nowMs - quietSinceMs - (this.#heldMs(feed, nowMs) - heldBeforeMs);
      const leftMs = this.idleAfterMs! - quietMs;
      if (leftMs > 0) nextMs = Math.min(nextMs, nowMs + leftMs);
      else {
        this.#tracker.idle(channel);
        feed?.idlenessChanged();
      }
    }
    this.#tell();
    if (nextMs < Number.POSITIVE_INFINITY) this.#waker.at(nextMs);
    this.#board?.alignment.moved();
  }

  /** How long sinks, or the order of reading, kept it from giving anything. */
  #heldMs(feed: ReadFeed | undefined, nowMs: number): number {
    return feed?.heldMs(nowMs) ?? this.#board?.held.heldMs(nowMs) ?? 0;
  }

  #end(channel: number): void {
    this.#tracker.advance(channel, Number.POSITIVE_INFINITY);
    this.#tell();
  }

  #tell(): void {
    const { isIdle, now } = this.#tracker;
    if (isIdle) this.#told.idle(now);
    else this.#told.active(now);
  }
}
