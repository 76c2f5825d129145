const unknown = Number.NEGATIVE_INFINITY;
const finished = Number.POSITIVE_INFINITY;

/**
 * The watermarks of several channels, of which the least counts: channels of all inputs of a subtask, or splits within a
 * source. Finished channels hold nothing back, nor do idle ones. When all that are not finished are idle, nobody is left
 * to wait for: then the greatest of theirs counts. The combined watermark never goes back, so a channel that wakes with an
 * older one only holds it where it is.
 */
export interface WatermarkTracker {
  /** The channel's watermark; it is no longer idle. Gives the new combined watermark, or undefined when it did not advance. +∞ finishes it. */
  advance(channel: number, timeMs: number): number | undefined;
  /** Nothing comes by the channel for now. Gives the new combined watermark where that sets it free. */
  idle(channel: number): number | undefined;
  /** Something comes by it again. */
  active(channel: number): void;
  /** One more channel, with the watermark that it had before. Gives its number. */
  add(timeMs?: number): number;
  /** −∞ before the first. */
  readonly current: number;
  /** Whether there are channels that are not finished, and all of them are idle. */
  readonly isIdle: boolean;
  /** The latest watermark of each channel. */
  readonly times: readonly number[];
  /** The channel that holds the others back; undefined where none does. */
  readonly slowest: number | undefined;
  timeAt(channel: number): number;
  isIdleAt(channel: number): boolean;
}

export function watermarkTracker(channels: number): WatermarkTracker {
  const times: number[] = Array.from({ length: channels }, () => unknown);
  const idle: boolean[] = Array.from({ length: channels }, () => false);
  let current = unknown;
  // Most never have one, and are asked often.
  let idleCount = 0;
  const wake = (channel: number): void => {
    if (idle[channel]!) idleCount--;
    idle[channel] = false;
  };
  const moved = (): number | undefined => {
    const combined = combinedOf(times, idle);
    if (combined <= current) return undefined;
    current = combined;
    return current;
  };
  return {
    advance: (channel, timeMs) => {
      wake(channel);
      if (timeMs <= times[channel]!) return undefined;
      times[channel] = timeMs;
      return moved();
    },
    idle: (channel) => {
      if (idle[channel]! || times[channel] === finished) return undefined;
      idle[channel] = true;
      idleCount++;
      return moved();
    },
    active: wake,
    add: (timeMs = unknown) => {
      idle.push(false);
      return times.push(timeMs) - 1;
    },
    get current() {
      return current;
    },
    get isIdle() {
      return idleCount > 0 && slowestOf(times, idle) === undefined;
    },
    get times() {
      return [...times];
    },
    get slowest() {
      return slowestOf(times, idle);
    },
    timeAt: (channel) => times[channel]!,
    isIdleAt: (channel) => idle[channel]!,
  };
}

function combinedOf(times: readonly number[], idle: readonly boolean[]): number {
  let least = finished;
  let greatestIdle = unknown;
  let someIdle = false;
  for (let channel = 0; channel < times.length; channel++) {
    const timeMs = times[channel]!;
    if (timeMs === finished) continue;
    if (!idle[channel]!) least = Math.min(least, timeMs);
    else {
      someIdle = true;
      greatestIdle = Math.max(greatestIdle, timeMs);
    }
  }
  return least === finished && someIdle ? greatestIdle : least;
}

function slowestOf(times: readonly number[], idle: readonly boolean[]): number | undefined {
  let slowest: number | undefined;
  for (let channel = 0; channel < times.length; channel++) {
    if (idle[channel]! || times[channel] === finished) continue;
    if (slowest === undefined || times[channel]! < times[slowest]!) slowest = channel;
  }
  return slowest;
}
