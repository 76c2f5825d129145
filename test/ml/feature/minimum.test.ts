import fc from "fast-check";
import { expect, test } from "vitest";
import { minimumOf } from "../../../ml/feature/minimum.ts";

test("the least value of a function that falls and rises is found, wherever it is", () => {
  const shapes = [
    (d: number) => d ** 2,
    (d: number) => Math.abs(d),
    (d: number) => Math.cosh(d),
    (d: number) => d ** 4 - 1,
  ];
  fc.assert(
    fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.constantFrom(0, 1, 2), (at, shape) => {
      const found = minimumOf((x) => shapes[shape]!(x - at), -2, 2, 1.5e-8);
      expect(Math.abs(found - at)).toBeLessThan(1e-5 * (1 + Math.abs(at)));
    }),
  );
});

test("it looks few times", () => {
  let looks = 0;
  const counted = (x: number): number => {
    looks++;
    return (x - 0.3) ** 2 + 0.1 * (x - 0.3) ** 4;
  };
  minimumOf(counted, -2, 2, 1.5e-8);
  expect(looks).toBeLessThan(40);
});
