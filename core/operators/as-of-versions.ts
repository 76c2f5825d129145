import { firstWhere } from "../data/first-where.ts";

/** Which version a row is joined with: the newest one not after it, the oldest one not before it, or the nearer of them. */
export type Direction = "backward" | "forward" | "nearest";

/** The versions of a key. */
export interface Versions {
  /** Places, by time. */
  readonly places: readonly number[];
  /** The time of each place. */
  readonly times: Float64Array;
  /** When versions were deleted, ascending. */
  readonly ends: readonly number[];
}

/** The place of a version, −1 for none; or that one may still come, and when it is certain if none does. */
export type Found = number | { readonly certainMs: number };

export interface AsOf {
  readonly direction: Direction;
  readonly toleranceMs: number;
  /** No version of this time or before will come. */
  readonly watermark: number;
}

/** The version that a row of a time is joined with. */
export function versionOf(versions: Versions, timeMs: number, asOf: AsOf): Found {
  const before = asOf.direction === "forward" ? -1 : validAt(versions, timeMs, asOf.toleranceMs);
  if (asOf.direction === "backward") return before;
  const { places, times } = versions;
  const after = places[firstFrom(versions, timeMs)] ?? -1;
  const afterMs = after < 0 ? Number.POSITIVE_INFINITY : times[after]! - timeMs;
  const beforeMs = before < 0 ? Number.POSITIVE_INFINITY : timeMs - times[before]!;
  // What comes later than this is too far away, or farther than the version before.
  const furthest = Math.min(asOf.toleranceMs, beforeMs);
  const certainMs = timeMs + Math.min(afterMs, furthest);
  if (asOf.watermark < certainMs) return { certainMs };
  if (afterMs <= asOf.toleranceMs && afterMs < beforeMs) return after;
  return before;
}

/** The newest version at or before a time, if it is near enough and not deleted by then. */
function validAt(versions: Versions, timeMs: number, toleranceMs: number): number {
  const { places, times, ends } = versions;
  const place = places[firstFrom(versions, timeMs, "after") - 1];
  if (place === undefined || timeMs - times[place]! > toleranceMs) return -1;
  const deletedMs = ends[firstWhere(ends.length, (at) => ends[at]! > timeMs) - 1];
  return deletedMs !== undefined && deletedMs > times[place]! ? -1 : place;
}

/** The position of the first version at a time or later, or after it. */
export function firstFrom(
  { places, times }: Omit<Versions, "ends">,
  timeMs: number,
  which: "at" | "after" = "at",
): number {
  return firstWhere(places.length, (at) => {
    const time = times[places[at]!]!;
    return which === "after" ? time > timeMs : time >= timeMs;
  });
}

/** Whether a version comes too late for any row to come: another has taken its place before the watermark. */
export function isSuperseded(versions: Versions, timeMs: number, watermark: number, direction: Direction): boolean {
  if (timeMs > watermark) return false;
  if (direction === "forward") return true;
  const { places, times, ends } = versions;
  const nextMs = times[places[firstFrom(versions, timeMs, "after")] ?? -1] ?? Number.POSITIVE_INFINITY;
  const nextEndMs = ends[firstWhere(ends.length, (at) => ends[at]! > timeMs)] ?? Number.POSITIVE_INFINITY;
  return Math.min(nextMs, nextEndMs) <= watermark;
}
