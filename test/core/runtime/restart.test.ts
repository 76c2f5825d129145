import { expect, test } from "vitest";
import { type RestartOptions, restartStrategy } from "../../../core/runtime/restart.ts";

/** The delays that a strategy gives for failures at these times, ms; "no" where it gives up. */
function delays(options: RestartOptions, timesMs: readonly number[], chance = 0.5): (number | "no")[] {
  const next = restartStrategy(options);
  return timesMs.map((elapsedMs) => next({ elapsedMs, random: () => chance }) ?? "no");
}

test("without restarts the first failure is the last", () => {
  expect(delays({ strategy: "none" }, [0])).toEqual(["no"]);
});

test("a fixed delay is the same so many times", () => {
  expect(delays({ strategy: "fixed delay", delay: "2s", attempts: 2 }, [0, 1, 2])).toEqual([2000, 2000, "no"]);
});

test("an exponential delay grows up to the longest, and begins anew when there was no failure for long", () => {
  const options: RestartOptions = {
    strategy: "exponential",
    delay: "1s",
    maxDelay: "5s",
    resetAfter: "1m",
    attempts: 5,
  };
  expect(delays(options, [0, 2000, 6000, 12_000])).toEqual([1000, 2000, 4000, 5000]);
  // The fourth runs again from 17 s on: a minute later it is forgotten.
  expect(delays(options, [0, 2000, 6000, 12_000, 77_000])).toEqual([1000, 2000, 4000, 5000, 1000]);
  expect(delays(options, [0, 1, 2, 3, 4, 5])).toEqual([1000, 2000, 4000, 5000, 5000, "no"]);
});

test("jitter makes a delay longer or shorter by its share", () => {
  expect(delays({ strategy: "exponential", jitter: 0.2 }, [0], 0)).toEqual([800]);
  expect(delays({ strategy: "exponential", jitter: 0.2 }, [0], 1)).toEqual([1200]);
});

test("more failures within the interval than the rate are too many", () => {
  const options: RestartOptions = { strategy: "failure rate", failures: 2, interval: "10s", delay: 5 };
  expect(delays(options, [0, 9000, 18_000, 18_500])).toEqual([5, 5, 5, "no"]);
});

test.each([
  [{ strategy: "sometimes" }, /must be "none", "fixed delay", "exponential" or "failure rate": got "sometimes"/],
  [{ strategy: "fixed delay", attempts: 0 }, /attempts must be a whole number from 1 on: got 0/],
  [{ strategy: "exponential", jitter: 2 }, /jitter must be at most 1: got 2/],
  [{ strategy: "exponential", tries: 2 }, /Cannot set "tries" in restart as there is no such option/],
])("%o is refused", (options, message) => {
  expect(() => restartStrategy(options as RestartOptions)).toThrow(message);
});
