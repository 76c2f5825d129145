import { expect, test } from "vitest";
import { grid, randomCandidates } from "../../../ml/mod.ts";

test("a grid has all combinations, the last list changing first", () => {
  expect(grid({ a: [1, 2], b: ["x", "y"] })).toEqual([
    { a: 1, b: "x" },
    { a: 1, b: "y" },
    { a: 2, b: "x" },
    { a: 2, b: "y" },
  ]);
  expect(grid({})).toEqual([{}]);
});

test("random candidates are spread as they shall be, the same for the same seed", () => {
  const of = {
    c: { from: 1e-3, to: 1e3, scale: "logarithmic" as const },
    depth: { from: 1, to: 4, whole: true },
    kind: ["a", "b"],
    share: { from: -1, to: 1 },
  };
  const some = randomCandidates(of, 4000, 3);
  expect(some).toEqual(randomCandidates(of, 4000, 3));
  expect(some).not.toEqual(randomCandidates(of, 4000));
  const shareOf = (is: (one: (typeof some)[number]) => boolean): number => some.filter(is).length / 4000;
  expect(shareOf(({ c }) => c >= 1e-3 && c < 1)).toBeCloseTo(0.5, 1);
  expect(shareOf(({ c }) => c >= 1e-3 && c < 1e3)).toBe(1);
  for (const depth of [1, 2, 3, 4]) expect(shareOf((one) => one.depth === depth)).toBeCloseTo(0.25, 1);
  expect(shareOf(({ kind }) => kind === "a")).toBeCloseTo(0.5, 1);
  expect(shareOf(({ share }) => share >= -1 && share < 0)).toBeCloseTo(0.5, 1);
});

test("empty lists, bounds that are none, and counts below 1 are refused", () => {
  expect(() => grid({ a: [] })).toThrow(
    'Cannot make candidates by grid as "a" must be a list of values, at least one: got []',
  );
  const bounds = (of: object) => () => randomCandidates({ c: of } as never, 1);
  for (const of of [
    [],
    { from: 2, to: 1 },
    { from: 0, to: 1, scale: "logarithmic" },
    { from: 1.5, to: 3, whole: true },
  ]) {
    expect(bounds(of)).toThrow(
      'Cannot make candidates by randomCandidates as "c" must be a list of values, or { from, to }',
    );
  }
  expect(() => randomCandidates({ c: [1] }, 0)).toThrow(
    "Cannot draw candidates as count must be a whole number ≥ 1: got 0",
  );
});
