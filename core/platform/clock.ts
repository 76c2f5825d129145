/** Where an operator or the runtime takes the time from: passed in, so that tests can hold it. */
export interface Clock {
  nowMs(): number;
}

/** Wall time, ms since the epoch. May jump when the machine's clock is set. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** Time since some moment before the start, ms with fractions. Never goes back: for durations. */
export const monotonicClock: Clock = { nowMs: () => performance.now() };
