import { lastTimeMs } from "./event-time.ts";

/**
 * The clock on the wall of a time zone, as if it never went back: where it is set back, it stands still until it has
 * caught up. So every stretch of wall time is one stretch of time, of whatever length: days of 23 and 25 hours.
 * Wall times are ms since 1970-01-01T00:00 on the wall.
 */
export interface WallClock {
  wallOf(timeMs: number): number;
  /** The first time at which the wall shows this or later. */
  timeOf(wallMs: number): number;
}

/** A stretch of time in which a zone has one offset from UTC. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
  /** The latest wall time before it. */
  readonly caughtUp: number;
}

const dayMs = 86_400_000;

/** Offsets are looked up for so many days at once. */
const chunkMs = 64 * dayMs;

/** No zone has more, and none is set back by more in a day. */
const mostOffsetMs = 2 * dayMs;

const clocks = new Map<string, WallClock>();

/** @param zone A name of the IANA database that the runtime knows: `"Europe/Berlin"`. */
export function wallClock(zone: string): WallClock {
  const clock = clocks.get(zone) ?? clockOf(offsetReader(zone));
  clocks.set(zone, clock);
  return clock;
}

function clockOf(offsetAt: (timeMs: number) => number): WallClock {
  const chunks = new Map<number, readonly Stretch[]>();
  const stretchesAt = (timeMs: number): readonly Stretch[] => {
    const chunk = Math.floor(timeMs / chunkMs);
    const known = chunks.get(chunk) ?? stretchesOf(chunk * chunkMs, offsetAt);
    chunks.set(chunk, known);
    return known;
  };
  let last: Stretch = { from: 0, to: 0, offsetMs: 0, caughtUp: 0 };
  const stretchOf = (timeMs: number): Stretch => {
    if (timeMs >= last.from && timeMs < last.to) return last;
    last = stretchesAt(timeMs).find(({ to }) => timeMs < to)!;
    return last;
  };
  return {
    wallOf: (timeMs) => {
      const { offsetMs, caughtUp } = stretchOf(timeMs);
      return Math.max(timeMs + offsetMs, caughtUp);
    },
    timeOf: (wallMs) => {
      let stretch = stretchOf(wallMs - mostOffsetMs);
      while (stretch.to + stretch.offsetMs <= wallMs) stretch = stretchOf(stretch.to);
      return Math.max(stretch.from, wallMs - stretch.offsetMs);
    },
  };
}

/** The stretches of a chunk; their ends are found to the ms. No zone changes twice in a day. */
function stretchesOf(start: number, offsetAt: (timeMs: number) => number): Stretch[] {
  const stretches: Stretch[] = [];
  // A clock that was set back shortly before the chunk may not have caught up when it begins.
  let from = start - mostOffsetMs;
  let offsetMs = offsetAt(from);
  let caughtUp = Number.NEGATIVE_INFINITY;
  const end = (to: number, next: number): void => {
    if (to > start) stretches.push({ from: Math.max(from, start), to, offsetMs, caughtUp });
    // The wall time at the end itself is that of the next stretch: times are whole ms here, so the one before it counts.
    caughtUp = Math.max(caughtUp, to + offsetMs - 1);
    from = to;
    offsetMs = next;
  };
  for (let day = from; day < start + chunkMs; day += dayMs) {
    const next = offsetAt(day + dayMs);
    if (next !== offsetMs) end(changeBetween(day, day + dayMs, offsetAt), next);
  }
  end(start + chunkMs, offsetMs);
  return stretches;
}

/** The first ms with the offset that `after` has. */
function changeBetween(before: number, after: number, offsetAt: (timeMs: number) => number): number {
  const offsetMs = offsetAt(after);
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offsetMs) high = middle;
    else low = middle;
  }
  return high;
}

function offsetReader(zone: string): (timeMs: number) => number {
  const parts = formatOf(zone);
  return (timeMs) => {
    const second = Math.floor(Math.max(-lastTimeMs, Math.min(timeMs, lastTimeMs)) / 1000) * 1000;
    const shown: Record<string, number> = {};
    let era = "AD";
    for (const { type, value } of parts.formatToParts(second)) {
      if (type === "era") era = value;
      else shown[type] = Number(value);
    }
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second: seconds = 0 } = shown;
    const wall = new Date(0);
    wall.setUTCFullYear(era === "AD" ? year : 1 - year, month - 1, day);
    wall.setUTCHours(hour, minute, seconds);
    return wall.getTime() - second;
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn-hc-h23", {
      timeZone: zone,
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw new RangeError(
      `Cannot tell the time of the zone ${JSON.stringify(zone)} as it must be a name that this runtime knows: ` +
        `got ${JSON.stringify(zone)}; use for instance "Europe/Berlin" or "America/New_York"`,
      { cause },
    );
  }
}
