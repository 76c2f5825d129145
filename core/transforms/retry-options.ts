import { type KnownOptions, requireOptions } from "../data/options.ts";
import { mustBeSync } from "../dataset/checks.ts";
import type { Outcome, Retry } from "../operators/retry.ts";
import { type Duration, nonNegativeMs } from "../time/duration.ts";

/** Which answers of an async function are tried again, how often, and after what pause. */
export interface RetryOptions<Result> {
  /** Calls in all, the first one included. Default 3. */
  readonly attempts?: number;
  /** How long to wait before the second one. Default "100ms". */
  readonly delay?: Duration;
  /** Each pause is so many times the one before; 1 keeps them equal. Default 2. */
  readonly factor?: number;
  /** No pause is longer. Default "30s". */
  readonly maxDelay?: Duration;
  /** The part of each pause, from 0 to 1, that chance may take away, so that not all come again at once. Default 0.5. */
  readonly jitter?: number;
  /** Whether an error is worth another try. Default: every one. */
  readonly ifError?: (error: unknown) => boolean;
  /** Whether a result is worth another try. Default: none. After the last attempt it stands as it is. */
  readonly ifResult?: (result: Result) => boolean;
}

const known: KnownOptions<RetryOptions<never>> = {
  attempts: true,
  delay: true,
  factor: true,
  maxDelay: true,
  jitter: true,
  ifError: true,
  ifResult: true,
};

/** The options as the operator takes them; `applies` says which outcomes they are for. */
export function retryOf<Result>(
  options: RetryOptions<Result>,
  where: string,
  applies?: (outcome: Outcome<Result>) => boolean,
): Retry<Result> {
  requireOptions(options, known, where);
  for (const name of ["ifError", "ifResult"] as const) {
    if (options[name] !== undefined)
      mustBeSync(options[name], `retry in ${where} by ${name}`, `${name}: (given) => true`);
  }
  const { attempts = 3, delay = "100ms", factor = 2, maxDelay = "30s", jitter = 0.5 } = options;
  const inRange =
    Number.isInteger(attempts) && attempts >= 1 && factor >= 1 && Number.isFinite(factor) && jitter >= 0 && jitter <= 1;
  if (!inRange) {
    throw new RangeError(
      `Cannot retry in ${where} as attempts must be a whole number above 0, factor 1 or more and jitter from 0 to 1: ` +
        `got attempts ${attempts}, factor ${factor}, jitter ${jitter}; leave them out for 3, 2 and 0.5`,
    );
  }
  const pause = {
    firstMs: nonNegativeMs(delay, "delay"),
    factor,
    longestMs: nonNegativeMs(maxDelay, "maxDelay"),
    jitter,
  };
  return { attempts, applies: applies ?? chosen(options), pause };
}

function chosen<Result>({ ifError, ifResult }: RetryOptions<Result>): (outcome: Outcome<Result>) => boolean {
  return (outcome) =>
    "error" in outcome
      ? ifError === undefined || verdict(ifError(outcome.error), "ifError")
      : ifResult !== undefined && verdict(ifResult(outcome.value), "ifResult");
}

/** A promise would be taken for true. */
function verdict(given: boolean, name: string): boolean {
  if (!((given as unknown) instanceof Promise)) return given;
  throw new TypeError(`${name} must say at once whether to try again and gave a promise`);
}
