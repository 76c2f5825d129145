import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { normalizer } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

test.each([1, 1.5, 2, 3, Number.POSITIVE_INFINITY])(
  "vectors have the %d-norm 1, or stay where theirs is 0",
  async (p) => {
    const stage = normalizer({ p });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }), async (vector) => {
        const [out] = columnOf(await stage.transform(from([{ features: vector }])).collect(), "features") as [number[]];
        const naive =
          p === Number.POSITIVE_INFINITY
            ? Math.max(...vector.map(Math.abs))
            : vector.reduce((sum, x) => sum + Math.abs(x) ** p, 0) ** (1 / p);
        vector.forEach((x, at) => expect(out[at]).toBeCloseTo(naive === 0 ? 0 : x / naive, 12));
      }),
      { numRuns: 20 },
    );
  },
);

test("sparse vectors stay sparse", async () => {
  const rows = from([{ features: { size: 9, indices: [1, 8], values: [3, -4] } }]);
  expect(columnOf(await savedGives(normalizer(), rows), "features")).toEqual([sparse(9, { 1: 0.6, 8: -0.8 })]);
});

test("a norm below 1 is none", () => {
  expect(() => normalizer({ p: 0.5 })).toThrow(
    "Cannot set p in normalizer as it must be a number ≥ 1 and ≤ Infinity: got 0.5",
  );
});
