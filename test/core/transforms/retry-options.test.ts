import { expect, test } from "vitest";
import { pauseAfter } from "../../../core/operators/retry.ts";
import { type RetryOptions, retryOf } from "../../../core/transforms/retry-options.ts";

const failed = { error: new Error("busy") };

function pauses(options: RetryOptions<unknown>, random = () => 0): (number | undefined)[] {
  const retry = retryOf(options, "the retry of a test");
  return [1, 2, 3, 4, 5].map((attempt) => pauseAfter([retry], failed, attempt, random));
}

test("fixed: equal pauses, and so many attempts in all", () => {
  expect(pauses({ attempts: 4, delay: "1s", factor: 1, jitter: 0 })).toEqual([1000, 1000, 1000, undefined, undefined]);
});

test("exponential: each pause is a multiple of the one before, up to the longest", () => {
  expect(pauses({ attempts: 9, delay: 100, factor: 3, maxDelay: "1s", jitter: 0 })).toEqual([
    100, 300, 900, 1000, 1000,
  ]);
});

test("chance takes away a part of each pause", () => {
  expect(pauses({ attempts: 3, delay: 100, jitter: 0.5 }, () => 0.5)).toEqual([
    75,
    150,
    undefined,
    undefined,
    undefined,
  ]);
});

test("every error is tried again, and no result, unless a predicate says otherwise", () => {
  const retry = (options: RetryOptions<number>) => retryOf(options, "the retry of a test");
  const tries = (options: RetryOptions<number>, outcome: { value: number } | { error: unknown }) =>
    pauseAfter([retry({ delay: 1, jitter: 0, ...options })], outcome, 1, Math.random) !== undefined;
  expect([tries({}, failed), tries({}, { value: 0 })]).toEqual([true, false]);
  expect(tries({ ifError: (error) => (error as Error).message === "gone" }, failed)).toBe(false);
  expect([tries({ ifResult: (n) => n < 0 }, { value: -1 }), tries({ ifResult: (n) => n < 0 }, { value: 1 })]).toEqual([
    true,
    false,
  ]);
});

test("options out of range are refused with what they may be", () => {
  expect(() => retryOf({ attempts: 0 }, "the retry of a test")).toThrow(
    /attempts must be a whole number above 0.*got attempts 0/,
  );
  expect(() => retryOf({ jitter: 2 }, "the retry of a test")).toThrow(/jitter from 0 to 1.*jitter 2/);
  expect(() => retryOf({ atempts: 2 } as object, "the retry of a test")).toThrow(/"atempts" in the retry of a test/);
  expect(() => retryOf({ ifError: 3 as never }, "the retry of a test")).toThrow(
    /by ifError as it takes a function: got 3/,
  );
  expect(() => retryOf({ ifResult: (async () => true) as never }, "the retry of a test")).toThrow(
    /by ifResult with an async function as its promise would be taken for the result/,
  );
  expect(() => retryOf(null as never, "the retry of a test")).toThrow(
    /options of the retry of a test.*must be an object/,
  );
});
