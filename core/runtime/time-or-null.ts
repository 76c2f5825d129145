/** A watermark as those who ask see it: null before the first. */
export function timeOrNull(timeMs: number): number | null {
  return timeMs === Number.NEGATIVE_INFINITY ? null : timeMs;
}
