const unknown = Number.NEGATIVE_INFINITY;
const finished = Number.POSITIVE_INFINITY;

/**
 * The watermarks of several channels, of which the least counts: channels of all inputs of a subtask, or splits within a
 * source. Finished channels hold nothing back, nor do idle ones. When all that are not finished are idle, nobody is left
 * to wait for: then the furthest counts that any of theirs may be taken to. The combined watermark never goes back, so a
 * channel that wakes with an older one only holds it where it is. Channels of one group wake together: none of them counts as
 * idle before all do, as those that say nothing yet are about to.
 */
export interface WatermarkTracker {
  /** The channel's watermark; it is no longer idle. Gives the new combined watermark, or undefined when it did not advance. +∞ finishes it. */
  advance(channel: number, timeMs: number): number | undefined;
  /**
   * Nothing comes by the channel for now. Gives the new combined watermark where that sets it free.
   *
   * @param untilMs How far it may be taken where all are idle: less than its watermark where what had been that far has ended
   * before it. Default: its watermark.
   */
  idle(channel: number, untilMs?: number): number | undefined;
  /**
   * Something comes by it again.
   *
   * @param timeMs Where its watermark is now, if that is older than it was.
   */
  active(channel: number, timeMs?: number): void;
  /** One more channel, with the watermark that it had before. Gives its number. */
  add(timeMs?: number): number;
  /** It was so far before, though its channels do not say so. */
  restore(timeMs: number): void;
  /** −∞ before the first. */
  readonly current: number;
  /** Whether there are channels that are not finished, and all of them are idle. */
  readonly isIdle: boolean;
  /** The least of the active channels or, where all are idle, the furthest. Other than `current` it goes back when one wakes that is behind. */
  readonly now: number;
  /** The latest watermark of each channel. */
  readonly times: readonly number[];
  /** The channel that holds the others back; undefined where none does. */
  readonly slowest: number | undefined;
  timeAt(channel: number): number;
  /** The greatest watermark that came by it, wherever it has woken since. */
  sentAt(channel: number): number;
  isIdleAt(channel: number): boolean;
}

/** @param groups A number for each channel, the same for those that wake together. Default: each by itself. */
export function watermarkTracker(channels: number, groups?: readonly number[]): WatermarkTracker {
  return new ChannelTracker(channels, groups);
}

/** What a channel tells of itself; see `ChannelStatus`. Gives the new combined watermark where that sets it free. */
export function heard(
  tracker: WatermarkTracker,
  status: "active" | "idle" | "idle as sent",
  channel: number,
  timeMs: number,
): number | undefined {
  if (status !== "active") {
    return tracker.idle(channel, status === "idle" ? timeMs : Math.min(timeMs, tracker.sentAt(channel)));
  }
  tracker.active(channel, timeMs);
  return undefined;
}

class ChannelTracker implements WatermarkTracker {
  readonly #times: number[];
  readonly #sent: number[];
  /** What each of them said. */
  readonly #saidIdle: boolean[];
  /** Those that count as idle: the same list where each is by itself. */
  readonly #idle: boolean[];
  readonly #groups: readonly number[] | undefined;
  /** How far idle ones may be taken. */
  readonly #until: number[] = [];
  /** Most never have one, and are asked often. */
  #idleCount = 0;
  /** `now`; undefined where it is to be found out anew. */
  #now: number | undefined;
  #current = unknown;

  constructor(channels: number, groups: readonly number[] | undefined) {
    this.#times = Array.from({ length: channels }, () => unknown);
    this.#sent = [...this.#times];
    this.#saidIdle = Array.from({ length: channels }, () => false);
    this.#groups = groups !== undefined && new Set(groups).size < groups.length ? groups : undefined;
    this.#idle = this.#groups === undefined ? this.#saidIdle : [...this.#saidIdle];
  }

  advance(channel: number, timeMs: number): number | undefined {
    this.#wake(channel);
    this.#sent[channel] = Math.max(this.#sent[channel]!, timeMs);
    if (timeMs <= this.#times[channel]!) return undefined;
    this.#times[channel] = timeMs;
    if (timeMs === finished) this.#regroup();
    return this.#moved();
  }

  idle(channel: number, untilMs = this.#times[channel]!): number | undefined {
    if (this.#times[channel] === finished) return undefined;
    if (!this.#saidIdle[channel]!) this.#idleCount++;
    this.#saidIdle[channel] = true;
    this.#regroup();
    this.#until[channel] = untilMs;
    return this.#moved();
  }

  active(channel: number, timeMs = finished): void {
    this.#wake(channel);
    if (timeMs >= this.#times[channel]!) return;
    this.#times[channel] = timeMs;
    this.#now = undefined;
  }

  add(timeMs = unknown): number {
    this.#now = undefined;
    this.#saidIdle.push(false);
    this.#sent.push(timeMs);
    return this.#times.push(timeMs) - 1;
  }

  restore(timeMs: number): void {
    this.#current = Math.max(this.#current, timeMs);
  }

  get current(): number {
    return this.#current;
  }

  get isIdle(): boolean {
    return this.#idleCount > 0 && this.slowest === undefined;
  }

  get now(): number {
    if (this.#now !== undefined) return this.#now;
    const least = leastOf(this.#times, this.#idle);
    const noneIsActive = least === finished && this.#idleCount > 0;
    this.#now = noneIsActive ? furthestOf(this.#times, this.#idle, this.#until) : least;
    return this.#now;
  }

  get times(): readonly number[] {
    return [...this.#times];
  }

  get slowest(): number | undefined {
    return slowestOf(this.#times, this.#idle);
  }

  timeAt(channel: number): number {
    return this.#times[channel]!;
  }

  sentAt(channel: number): number {
    return this.#sent[channel]!;
  }

  isIdleAt(channel: number): boolean {
    return this.#idle[channel]!;
  }

  #wake(channel: number): void {
    if (!this.#saidIdle[channel]!) return;
    this.#idleCount--;
    this.#saidIdle[channel] = false;
    this.#regroup();
    this.#now = undefined;
  }

  /** Those that are not finished count as idle where all such of their group said so. */
  #regroup(): void {
    const groups = this.#groups;
    if (groups === undefined) return;
    const awake = new Set(groups.filter((_, at) => !this.#saidIdle[at]! && this.#times[at] !== finished));
    for (const [channel, isIdle] of this.#saidIdle.entries())
      this.#idle[channel] = isIdle && !awake.has(groups[channel]!);
  }

  #moved(): number | undefined {
    this.#now = undefined;
    if (this.now <= this.#current) return undefined;
    this.#current = this.now;
    return this.#current;
  }
}

/** +∞ where none is active. */
function leastOf(times: readonly number[], idle: readonly boolean[]): number {
  let least = finished;
  for (let channel = 0; channel < times.length; channel++) {
    if (!idle[channel]!) least = Math.min(least, times[channel]!);
  }
  return least;
}

/** Of the idle ones that are not finished; +∞ where there is none. */
function furthestOf(times: readonly number[], idle: readonly boolean[], until: readonly number[]): number {
  let furthest = unknown;
  let isFound = false;
  for (let channel = 0; channel < times.length; channel++) {
    if (!idle[channel]! || times[channel] === finished) continue;
    furthest = Math.max(furthest, until[channel]!);
    isFound = true;
  }
  return isFound ? furthest : finished;
}

function slowestOf(times: readonly number[], idle: readonly boolean[]): number | undefined {
  let slowest: number | undefined;
  for (let channel = 0; channel < times.length; channel++) {
    if (idle[channel]! || times[channel] === finished) continue;
    if (slowest === undefined || times[channel]! < times[slowest]!) slowest = channel;
  }
  return slowest;
}
