import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { dct } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

test("known answers", async () => {
  const rows = from([{ features: [1, 1, 1, 1] }, { features: [1, 0, -1, 0] }]);
  const [one, two] = columnOf(await savedGives(dct(), rows), "features") as [number[], number[]];
  one.forEach((x, at) => expect(x).toBeCloseTo([2, 0, 0, 0][at]!, 12));
  two.forEach((x, at) => expect(x).toBeCloseTo([0, 0.9238795325112867, 1, -0.3826834323650898][at]!, 12));
});

test("the inverse gives back what went in, and lengths are kept", async () => {
  const there = dct();
  const back = dct({ inverse: true });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 17 }),
      async (vector) => {
        const moved = there.transform(from([{ features: vector }]));
        const [frequencies] = columnOf(await moved.collect(), "features") as [number[]];
        const [again] = columnOf(await back.transform(moved).collect(), "features") as [number[]];
        vector.forEach((x, at) => expect(again[at]).toBeCloseTo(x, 9));
        expect(Math.hypot(...frequencies)).toBeCloseTo(Math.hypot(...vector), 9);
      },
    ),
    { numRuns: 30 },
  );
});
