import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { type Duration, nonNegativeMs, positiveMs } from "../time/duration.ts";

/** What becomes of a run that fails: how often, and after how long, it begins again where its last checkpoint is. */
export type RestartOptions =
  | { readonly strategy: "none" }
  | FixedDelayRestart
  | ExponentialRestart
  | FailureRateRestart;

export interface FixedDelayRestart {
  readonly strategy: "fixed delay";
  /** Default "1s". */
  readonly delay?: Duration;
  /** How many times in all. Default 3. */
  readonly attempts?: number;
}

export interface ExponentialRestart {
  readonly strategy: "exponential";
  /** Before the first restart. Default "1s". */
  readonly delay?: Duration;
  /** Default "1m". */
  readonly maxDelay?: Duration;
  /** What each delay is multiplied by for the next. Default 2. */
  readonly factor?: number;
  /** The share by which a delay is longer or shorter by chance, so that many do not come back at once: 0 to 1. Default 0.1. */
  readonly jitter?: number;
  /** After how long without a failure the count, and the delay, begin anew. Default "10m". */
  readonly resetAfter?: Duration;
  /** How many times in a row. Default 10. */
  readonly attempts?: number;
}

export interface FailureRateRestart {
  readonly strategy: "failure rate";
  /** Default "1s". */
  readonly delay?: Duration;
  /** More failures than these within the interval are too many. Default 3. */
  readonly failures?: number;
  /** Default "5m". */
  readonly interval?: Duration;
}

/** Asked at each failure: after how many ms the run begins again; undefined where it does not. Times go by what elapses. */
export type RestartStrategy = (failure: {
  readonly elapsedMs: number;
  readonly random: () => number;
}) => number | undefined;

const knownFixed: KnownOptions<FixedDelayRestart> = { strategy: true, delay: true, attempts: true };
const knownExponential: KnownOptions<ExponentialRestart> = {
  strategy: true,
  delay: true,
  maxDelay: true,
  factor: true,
  jitter: true,
  resetAfter: true,
  attempts: true,
};
const knownRate: KnownOptions<FailureRateRestart> = { strategy: true, delay: true, failures: true, interval: true };

/**
 * What options of a restart mean: for programs that run jobs as processes, as a run itself goes by its `restart`.
 *
 * @example
 * ```ts
 * import { restartStrategy } from "millrace";
 * const next = restartStrategy({ strategy: "fixed delay", delay: "5s", attempts: 1 });
 * console.log(next({ elapsedMs: 0, random: Math.random })); // 5000
 * console.log(next({ elapsedMs: 9_000, random: Math.random })); // undefined
 * ```
 */
export function restartStrategy(options: RestartOptions): RestartStrategy {
  switch (options?.strategy) {
    case "none":
      return () => undefined;
    case "fixed delay":
      return fixedDelay(options);
    case "exponential":
      return exponential(options);
    case "failure rate":
      return failureRate(options);
    default:
      throw new RangeError(
        'Cannot restart as the strategy must be "none", "fixed delay", "exponential" or "failure rate": ' +
          `got ${shown((options as RestartOptions | undefined)?.strategy)}; use for instance { strategy: "fixed delay", delay: "5s" }`,
      );
  }
}

function fixedDelay(options: FixedDelayRestart): RestartStrategy {
  requireOptions(options, knownFixed, "restart");
  const delayMs = nonNegativeMs(options.delay ?? "1s", "delay");
  const attempts = atLeast(options.attempts ?? 3, 1, "attempts");
  let failures = 0;
  return () => (++failures > attempts ? undefined : delayMs);
}

function exponential(options: ExponentialRestart): RestartStrategy {
  requireOptions(options, knownExponential, "restart");
  const firstMs = positiveMs(options.delay ?? "1s", "delay");
  const mostMs = positiveMs(options.maxDelay ?? "1m", "maxDelay");
  const factor = atLeast(options.factor ?? 2, 1, "factor", "any");
  const jitter = atLeast(options.jitter ?? 0.1, 0, "jitter", "any");
  if (jitter > 1) throw outOf("jitter", "at most 1", jitter);
  const resetMs = positiveMs(options.resetAfter ?? "10m", "resetAfter");
  const attempts = atLeast(options.attempts ?? 10, 1, "attempts");
  let failures = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ elapsedMs, random }) => {
    if (elapsedMs - lastMs >= resetMs) failures = 0;
    if (++failures > attempts) return undefined;
    const delayMs = Math.min(firstMs * factor ** (failures - 1), mostMs);
    const withJitter = delayMs * (1 + jitter * (2 * random() - 1));
    // Time without a failure begins when it runs again.
    lastMs = elapsedMs + withJitter;
    return withJitter;
  };
}

function failureRate(options: FailureRateRestart): RestartStrategy {
  requireOptions(options, knownRate, "restart");
  const delayMs = nonNegativeMs(options.delay ?? "1s", "delay");
  const most = atLeast(options.failures ?? 3, 1, "failures");
  const intervalMs = positiveMs(options.interval ?? "5m", "interval");
  let times: number[] = [];
  return ({ elapsedMs }) => {
    times = [...times.filter((timeMs) => elapsedMs - timeMs < intervalMs), elapsedMs];
    return times.length > most ? undefined : delayMs;
  };
}

function atLeast(value: number, least: number, name: string, which: "whole" | "any" = "whole"): number {
  if (typeof value === "number" && value >= least && (which === "any" || Number.isInteger(value))) return value;
  throw outOf(name, `${which === "whole" ? "a whole number" : "a number"} from ${least} on`, value);
}

function outOf(name: string, must: string, got: unknown): RangeError {
  return new RangeError(`Cannot restart as ${name} must be ${must}: got ${shown(got)}; leave it out for the default`);
}
