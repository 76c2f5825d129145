import { monotonicClock } from "../platform/mod.ts";

/** Of calls within the one under way. Steps call one another in one go, so that one number for all does. */
let innerMs = 0;

/** How long a call takes without those within it that are measured as well, ms. */
export function ownTime(call: () => void): number {
  const outerMs = innerMs;
  innerMs = 0;
  const beganMs = monotonicClock.nowMs();
  try {
    call();
    return monotonicClock.nowMs() - beganMs - innerMs;
  } finally {
    innerMs = outerMs + monotonicClock.nowMs() - beganMs;
  }
}
