/** How a call ended: with a value, or not. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: unknown };

/** Which outcomes are tried again, how often, and after what pause. */
export interface Retry<Value> {
  /** Calls in all, the first one included. */
  readonly attempts: number;
  applies(outcome: Outcome<Value>): boolean;
  readonly pause: Pause;
}

export interface Pause {
  /** Before the second attempt. */
  readonly firstMs: number;
  /** Each pause is so many times the one before. */
  readonly factor: number;
  readonly longestMs: number;
  /** The part of a pause, from 0 to 1, that chance may take away, so that calls that failed together do not come again together. */
  readonly jitter: number;
}

/** How long to wait after an attempt, counted from 1, before the next; undefined where its outcome stands. */
export function pauseAfter<Value>(
  retries: readonly Retry<Value>[],
  outcome: Outcome<Value>,
  attempt: number,
  random: () => number,
): number | undefined {
  const retry = retries.find((each) => each.applies(outcome));
  if (retry === undefined || attempt >= retry.attempts) return undefined;
  const { firstMs, factor, longestMs, jitter } = retry.pause;
  const pauseMs = Math.min(longestMs, firstMs * factor ** (attempt - 1));
  return jitter === 0 ? pauseMs : pauseMs * (1 - jitter * random());
}
