import { expect, test } from "vitest";
import { isSuperseded, versionOf } from "../../../core/operators/as-of-versions.ts";

/** Versions at these times, in places that are their positions. */
const versions = (times: readonly number[], ends: readonly number[] = []) => ({
  places: [...times.keys()],
  times: Float64Array.from(times),
  ends,
});

test("a version is superseded when another, or a delete, has come after it by the watermark", () => {
  expect(isSuperseded(versions([5]), 4, 6, "backward")).toBe(true);
  expect(isSuperseded(versions([], [5]), 4, 6, "backward")).toBe(true);
  expect(isSuperseded(versions([], [5]), 4, 6, "nearest")).toBe(true);
  expect(isSuperseded(versions([7], [7]), 4, 6, "backward")).toBe(false);
  expect(isSuperseded(versions([3], [4]), 4, 6, "backward")).toBe(false);
  expect(isSuperseded(versions([5], [5]), 7, 6, "backward")).toBe(false);
});

test("no row to come takes a next version that the watermark has passed", () => {
  expect(isSuperseded(versions([]), 4, 6, "forward")).toBe(true);
  expect(isSuperseded(versions([]), 7, 6, "forward")).toBe(false);
});

test("of the versions around a time the newest before, the first from it on, or the nearer is found", () => {
  const asOf = { toleranceMs: 5, watermark: 100 } as const;
  const known = versions([10, 20]);
  expect(versionOf(known, 14, { ...asOf, direction: "backward" })).toBe(0);
  expect(versionOf(known, 16, { ...asOf, direction: "backward" })).toBe(-1);
  expect(versionOf(known, 16, { ...asOf, direction: "forward" })).toBe(1);
  expect(versionOf(known, 15, { ...asOf, direction: "nearest" })).toBe(0);
  expect(versionOf(known, 16, { ...asOf, direction: "nearest" })).toBe(1);
  expect(versionOf(versions([10], [12]), 12, { ...asOf, direction: "backward" })).toBe(-1);
  expect(versionOf(known, 16, { toleranceMs: 5, watermark: 19, direction: "forward" })).toEqual({ certainMs: 20 });
});

test("a version is found in a long history by halving it, not by a look at each", () => {
  const history = versions([...Array(100_000).keys()], [...Array(100_000).keys()]);
  let looks = 0;
  const counted = <Values extends object>(values: Values): Values =>
    new Proxy(values, { get: (all, name) => (looks++, Reflect.get(all, name)) });
  const watched = { places: counted(history.places), times: history.times, ends: counted(history.ends) };
  expect(isSuperseded(watched, 99_999, 200_000, "backward")).toBe(false);
  expect(isSuperseded(watched, 70, 60, "backward")).toBe(false);
  expect(isSuperseded(watched, 50, 60, "backward")).toBe(true);
  expect(versionOf(watched, 99_999.5, { direction: "backward", toleranceMs: 5, watermark: 0 })).toBe(99_999);
  expect(looks).toBeLessThan(250);
});
