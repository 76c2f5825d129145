import type { Footprint, Recoverable, StateDisk, StateHost, StateSegment, StateSnapshot } from "../state.ts";
import { eachStoredTimer, timerSnapshot } from "../stored-timers.ts";
import { bytesOfTimer, TimerQueue } from "../timer-queue.ts";
import type { Timer, Timers } from "../timers.ts";
import { eachBlock } from "./read-blocks.ts";
import { eachDone, nothingDone, TimerLog, type TimersDone } from "./timer-log.ts";

/** Of the memory there is, what the timers at hand may have; the rest is the log's. */
const handShare = 1 / 2;

/** Arrays double as they grow. */
const spareFactor = 2;

/** What was done to timers at hand is written again, as those that are left, when it is so many times as much, and more than this. */
const doneFactor = 2;
const fewDone = 1024;

/** Where two spans meet: by time, and, as very many timers may have one time, by what tells them apart then. */
interface Bound {
  readonly timeMs: number;
  readonly tie: number;
}

/** Timers from a time on, up to the next span: what was done to them, unread until their time comes. */
interface Span {
  readonly from: Bound;
  readonly done: TimersDone;
  /** When so much was done, it is put together, and parted where it is too much. */
  readonly most: number;
}

/**
 * Timers of which those that are due next are in memory, and all later ones on disk: in spans of time, each of which has what was
 * done to its timers, in order, and is read once, when its time comes. Where too many are at hand the later half of them
 * becomes a span. At a barrier what was done since the last one is written.
 */
export class DiskTimers implements Timers, Recoverable {
  readonly #host: StateHost;
  readonly #log: TimerLog;
  readonly #handMost: number;
  #queue = new TimerQueue();
  /** Timers at hand, where those of one time and tie are more than there should be. */
  #most: number;
  /** What was done to the timers at hand; undefined where it has to be written anew. */
  #done: TimersDone | undefined = nothingDone();
  /** From the earliest on: all of them later than the timers at hand. */
  #spans: Span[] = [];

  constructor(host: StateHost, disk: StateDisk) {
    this.#host = host;
    const handBytes = disk.memoryBytes * handShare;
    this.#log = new TimerLog(host, { ...disk, memoryBytes: disk.memoryBytes - handBytes });
    this.#handMost = Math.max(2, Math.floor(handBytes / (spareFactor * bytesOfTimer)));
    this.#most = this.#handMost;
  }

  set(key: number, timeMs: number, namespace = 0): void {
    // −0 is 0.
    const time = timeMs + 0;
    const at = this.#spanOf(key, time, namespace);
    if (at >= 0) return this.#change(at, true, key, time, namespace);
    if (!this.#queue.add(key, time, namespace)) return;
    this.#note(true, key, time, namespace);
    if (this.#queue.size > this.#most) this.#partHand();
  }

  delete(key: number, timeMs: number, namespace = 0): void {
    const time = timeMs + 0;
    const at = this.#spanOf(key, time, namespace);
    if (at >= 0) return this.#change(at, false, key, time, namespace);
    if (this.#queue.delete(key, time, namespace)) this.#note(false, key, time, namespace);
  }

  due(untilMs: number): Timer | undefined {
    for (;;) {
      const timer = this.#queue.takeDue(untilMs);
      if (timer !== undefined) {
        this.#note(false, timer.key, timer.timeMs, timer.namespace);
        return timer;
      }
      const [first] = this.#spans;
      if (this.#queue.size > 0 || first === undefined || first.from.timeMs > untilMs) return undefined;
      this.#bringNext();
    }
  }

  get next(): number {
    while (this.#queue.size === 0 && this.#spans.length > 0) this.#bringNext();
    return this.#queue.leastMs;
  }

  get size(): number {
    return this.#spans.reduce((sum, { done }) => sum + done.sets, this.#queue.size);
  }

  each(visit: (timer: Timer) => void): void {
    for (const timer of this.#queue.all()) visit(timer);
    for (const { done } of this.#spans) for (const timer of this.#log.timersOf(done)) visit(timer);
  }

  /** Those at hand: all others stand in the log with their keys. */
  eachKey(visit: (key: number) => void): void {
    this.#queue.eachKey(visit);
  }

  snapshot(): StateSnapshot {
    return timerSnapshot(this, this.#host.keys);
  }

  restore(parts: readonly StateSnapshot[]): void {
    eachStoredTimer(parts, this.#host.keys, ({ key, timeMs, namespace }) => this.set(key, timeMs, namespace));
  }

  segments(): readonly StateSegment[] {
    this.#done ??= this.#log.doneFor(this.#queue.all());
    this.#log.write(this.#done);
    for (const { done } of this.#spans) this.#log.write(done);
    return this.#log.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    const { keys } = this.#host;
    eachBlock(segments, (bytes, { from, to }) => {
      eachDone(bytes, keys, (isSet, key, timeMs, namespace) => {
        const group = keys.groupOf(key);
        if (group < from || group >= to) return;
        if (isSet) this.set(key, timeMs, namespace);
        else this.delete(key, timeMs, namespace);
      });
    });
  }

  footprint(): Footprint {
    const { size } = this;
    return { entries: size, bytes: bytesOfTimer * this.#queue.slotsUsed + this.#log.footprint().bytes, timers: size };
  }

  close(): void {
    this.#log.close();
  }

  #note(isSet: boolean, key: number, timeMs: number, namespace: number): void {
    if (this.#done === undefined) return;
    this.#log.note(this.#done, isSet, key, timeMs, namespace);
    if (this.#done.count > doneFactor * this.#queue.size + fewDone) this.#writeAnew();
  }

  /** Of what was done nothing counts any more: a barrier writes the timers that are left. */
  #writeAnew(): void {
    if (this.#done !== undefined) this.#log.remove(this.#done);
    this.#done = undefined;
  }

  /** The last span that begins at a timer or before it; −1 where it is earlier than all. */
  #spanOf(key: number, timeMs: number, namespace: number): number {
    let [low, high] = [0, this.#spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isFrom(this.#spans[middle]!.from, key, timeMs, namespace)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #isFrom(bound: Bound, key: number, timeMs: number, namespace: number): boolean {
    if (timeMs !== bound.timeMs) return timeMs > bound.timeMs;
    return bound.tie === 0 || this.#log.tieOf(key, namespace) >= bound.tie;
  }

  #change(at: number, isSet: boolean, key: number, timeMs: number, namespace: number): void {
    const { done, most } = this.#spans[at]!;
    this.#log.note(done, isSet, key, timeMs, namespace);
    if (done.count >= most) this.#putTogether(at);
  }

  /** A span becomes what is left of it: none, one, or two where it is too much to be at hand at once. */
  #putTogether(at: number): void {
    const { from, done } = this.#spans[at]!;
    const timers = this.#log.timersOf(done);
    const bound = 2 * timers.length > this.#handMost ? this.#boundOf(timers) : undefined;
    const parts = bound === undefined ? [timers] : this.#parted(timers, bound);
    const spans = parts.map((part, k) => this.#spanWith(k === 0 ? from : bound!, part));
    this.#log.remove(done);
    this.#spans.splice(at, 1, ...spans.filter((span) => span.done.count > 0));
  }

  /** The next span is at hand, where nothing else is. */
  #bringNext(): void {
    const { done } = this.#spans.shift()!;
    this.#writeAnew();
    this.#done = done;
    this.#log.each(done, (isSet, key, timeMs, namespace) => {
      if (isSet) this.#queue.add(key, timeMs, namespace);
      else this.#queue.delete(key, timeMs, namespace);
    });
    this.#most = this.#handMost;
    if (this.#queue.size > this.#most) this.#partHand();
  }

  #partHand(): void {
    const timers = this.#queue.all();
    const bound = this.#boundOf(timers);
    if (bound === undefined) {
      this.#most = 2 * timers.length;
      return;
    }
    const [earlier, later] = this.#parted(timers, bound);
    this.#spans.unshift(this.#spanWith(bound, later));
    this.#writeAnew();
    this.#queue = new TimerQueue();
    for (const { key, timeMs, namespace } of earlier) this.#queue.add(key, timeMs, namespace);
  }

  #spanWith(from: Bound, timers: readonly Timer[]): Span {
    return { from, done: this.#log.doneFor(timers), most: Math.max(this.#handMost, 2 * timers.length) };
  }

  #parted(timers: readonly Timer[], bound: Bound): [earlier: Timer[], later: Timer[]] {
    const parts: [Timer[], Timer[]] = [[], []];
    for (const timer of timers) {
      parts[this.#isFrom(bound, timer.key, timer.timeMs, timer.namespace) ? 1 : 0].push(timer);
    }
    return parts;
  }

  /** Where timers are parted in two, about equal if that can be; undefined where nothing tells them apart. */
  #boundOf(timers: readonly Timer[]): Bound | undefined {
    const times = new Float64Array(timers.length);
    timers.forEach(({ timeMs }, at) => {
      times[at] = timeMs;
    });
    times.sort();
    const [first, middle] = [times[0]!, times[times.length >> 1]!];
    if (middle > first) return { timeMs: middle, tie: 0 };
    const ties = Float64Array.from(
      timers.flatMap(({ key, timeMs, namespace }) => (timeMs === first ? [this.#log.tieOf(key, namespace)] : [])),
    ).sort();
    const half = ties[ties.length >> 1]!;
    const tie = half > ties[0]! ? half : ties.find((each) => each > ties[0]!);
    if (tie !== undefined) return { timeMs: first, tie };
    const later = times.find((time) => time > first);
    return later === undefined ? undefined : { timeMs: later, tie: 0 };
  }
}
