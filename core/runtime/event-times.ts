import type { EventTimeHandling } from "../operators/operator.ts";
import type { Clock } from "../platform/mod.ts";
import type { FeedTime, ReadFeed } from "./feed.ts";
import type { FeedBoard } from "./feed-board.ts";
import type { ChannelStatus, Output } from "./subtask.ts";
import type { Waker, Wakeups } from "./wakeups.ts";
import { type WatermarkTracker, watermarkTracker } from "./watermark-tracker.ts";

/**
 * The watermarks of a subtask that makes them: one for each feed of the sources right before it, of which the least counts.
 * Feeds that have not begun hold it back, those that are idle or have ended do not. The subtasks of a step that share a board
 * go on together: which feeds one of them reads decides of no row whether it is late.
 */
export interface EventTimes {
  /** What tells the feed of the batch under way from others; empty where that is not known. */
  readonly split: string;
  /** Rows of the feed under way have come. */
  arrived(): void;
  /** A watermark of a split, by default that of the batch under way. +∞ is the end of all. */
  watermark(timeMs: number, split?: string): void;
  /** The feeds as they stand, for those who ask. */
  readonly feeds: readonly FeedTime[];
  readonly idleAfterMs: number | undefined;
  /** The last watermark that was sent on; −∞ before the first. */
  readonly given: number;
  snapshot(): EventTimesSnapshot;
  /** Nothing happens any more. */
  close(): void;
}

export interface EventTimesSnapshot {
  /** The last one that was sent on. */
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

/** The watermarks of the feeds of all subtasks of a step, and who sends on the least of them. */
export interface SharedTimes {
  readonly tracker: WatermarkTracker;
  readonly members: Set<{ send(advanced: number | undefined): void }>;
}

export function sharedTimes(): SharedTimes {
  return { tracker: watermarkTracker(0), members: new Set() };
}

export function eventTimes(setup: EventTimesSetup): EventTimes {
  return new FeedTimes(setup);
}

class FeedTimes implements EventTimes {
  readonly #setup: EventTimesSetup;
  readonly #board: FeedBoard | undefined;
  readonly #shared: SharedTimes;
  readonly #tracker: WatermarkTracker;
  readonly #entries = new Map<string, Entry>();
  /** What stands for the feeds of a source before they are known. */
  readonly #awaited: ReadonlyMap<string, number>;
  readonly #restored: ReadonlyMap<string, number>;
  readonly #waker: Waker;
  /** How far event time is, and what of it was sent on: after a restore nothing yet. */
  #given: number;
  #sent = Number.NEGATIVE_INFINITY;
  #status: ChannelStatus = "active";

  constructor(setup: EventTimesSetup) {
    this.#setup = setup;
    this.#board = setup.feeds?.board;
    this.#shared = this.#board?.times(setup.step) ?? sharedTimes();
    this.#tracker = this.#shared.tracker;
    this.#shared.members.add(this);
    this.#restored = new Map(setup.restored?.splits);
    this.#given = setup.restored?.watermark ?? Number.NEGATIVE_INFINITY;
    const sources = setup.feeds?.sources ?? [];
    this.#awaited = new Map(sources.map((source) => [source, this.#tracker.add()]));
    this.#waker = setup.wakeups.waker();
    if (this.idleAfterMs !== undefined) this.#waker.wakes((nowMs) => this.#fallIdle(nowMs));
    if (sources.length === 0) this.#add("", undefined);
    this.#board?.listen(sources, setup.subtask, {
      open: (source, feeds) => this.#open(source, feeds),
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
    return this.#given;
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
    this.#send(undefined);
  }

  watermark(timeMs: number, split?: string): void {
    if (timeMs === Number.POSITIVE_INFINITY) {
      this.#sent = timeMs;
      return this.#setup.output.watermark(timeMs);
    }
    const entry = split === undefined ? this.#atHand() : this.#entries.get(split);
    // An idle split is asked again once it has rows.
    if (entry === undefined || entry.isIdle) return;
    if (timeMs > entry.watermark) {
      entry.moved = { atMs: this.#setup.clock.nowMs(), rows: entry.feed?.rows ?? 0 };
    }
    this.#send(this.#tracker.advance(entry.channel, timeMs));
    this.#board?.alignment.moved();
  }

  snapshot(): EventTimesSnapshot {
    const splits = [...this.#entries].map(([split, { watermark }]) => [split, watermark] as const);
    return { watermark: this.#given, splits };
  }

  close(): void {
    this.#waker.release();
    this.#shared.members.delete(this);
  }

  /** Sends on how far event time is, where that is news. */
  send(advanced: number | undefined): void {
    // +∞ is what is left when all have ended: the end of the input says so.
    if (advanced !== undefined && advanced !== Number.POSITIVE_INFINITY) this.#given = Math.max(this.#given, advanced);
    if (this.#sent === Number.POSITIVE_INFINITY) return;
    if (this.#given > this.#sent) {
      this.#sent = this.#given;
      this.#setup.output.watermark(this.#sent);
    }
    const status = this.#tracker.isIdle ? "idle" : "active";
    if (status === this.#status) return;
    this.#status = status;
    this.#setup.output.status(status);
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

  #open(source: string, feeds: readonly ReadFeed[]): void {
    const { align } = this.#setup.handling;
    for (const feed of feeds) {
      const entry = this.#add(feed.key, feed);
      feed.times.push(entry);
      if (align !== undefined) this.#board!.alignment.join(align, feed, entry);
    }
    this.#send(this.#tracker.advance(this.#awaited.get(source)!, Number.POSITIVE_INFINITY));
  }

  #ended(feed: ReadFeed): void {
    const { channel } = this.#entries.get(feed.key)!;
    this.#entries.delete(feed.key);
    this.#setup.onEnd(feed.key);
    this.#send(this.#tracker.advance(channel, Number.POSITIVE_INFINITY));
  }

  #fallIdle(nowMs: number): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { channel, feed, quietSinceMs, heldBeforeMs, isIdle } of this.#entries.values()) {
      if (isIdle) continue;
      const quietMs = nowMs - quietSinceMs - (this.#heldMs(feed, nowMs) - heldBeforeMs);
      const leftMs = this.idleAfterMs! - quietMs;
      if (leftMs > 0) nextMs = Math.min(nextMs, nowMs + leftMs);
      else {
        const advanced = this.#tracker.idle(channel);
        feed?.idlenessChanged();
        this.#send(advanced);
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.#waker.at(nextMs);
    this.#board?.alignment.moved();
  }

  /** How long sinks, or the order of reading, kept it from giving anything. */
  #heldMs(feed: ReadFeed | undefined, nowMs: number): number {
    return feed?.heldMs(nowMs) ?? this.#board?.held.heldMs(nowMs) ?? 0;
  }

  #send(advanced: number | undefined): void {
    for (const member of this.#shared.members) member.send(advanced);
  }
}
