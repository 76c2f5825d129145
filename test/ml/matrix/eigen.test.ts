import { expect, test } from "vitest";
import { eigenOf } from "../../../ml/matrix/eigen.ts";
import { matrixOf } from "../../../ml/matrix/matrix.ts";
import { uniform } from "../learner/random-rows.ts";

test("known answers: a matrix of two, and a diagonal one", () => {
  const { values, vectors } = eigenOf(
    matrixOf([
      [2, 1],
      [1, 2],
    ]),
  );
  expect([...values]).toEqual([expect.closeTo(3, 14), expect.closeTo(1, 14)]);
  [Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2].forEach((value, at) =>
    expect(Math.abs(vectors.data[at]!)).toBeCloseTo(Math.abs(value), 14),
  );
  expect([
    ...eigenOf(
      matrixOf([
        [1, 0, 0],
        [0, 5, 0],
        [0, 0, -2],
      ]),
    ).values,
  ]).toEqual([5, 1, -2]);
});

test.each([1, 2, 3, 8, 40])(
  "A·v = λ·v and vectors of length 1 at right angles, of %i rows, of full and of low rank",
  (size) => {
    const random = uniform(size);
    for (const rank of [size, Math.ceil(size / 2)]) {
      const factors = Array.from({ length: rank }, () => Array.from({ length: size }, random));
      const a = Array.from({ length: size }, (_, i) =>
        Array.from({ length: size }, (_, j) => factors.reduce((sum, factor) => sum + factor[i]! * factor[j]!, 0)),
      );
      const { values, vectors } = eigenOf(matrixOf(a));
      const vector = (v: number): number[] => [...vectors.data.subarray(v * size, (v + 1) * size)];
      for (let v = 0; v < size; v++) {
        a.forEach((row, i) => {
          const product = row.reduce((sum, value, j) => sum + value * vector(v)[j]!, 0);
          expect(Math.abs(product - values[v]! * vector(v)[i]!)).toBeLessThan(1e-12 * (1 + values[0]!));
        });
        for (let w = 0; w < size; w++) {
          const dot = vector(v).reduce((sum, value, i) => sum + value * vector(w)[i]!, 0);
          expect(dot).toBeCloseTo(v === w ? 1 : 0, 12);
        }
        if (v > 0) expect(values[v]).toBeLessThanOrEqual(values[v - 1]!);
        const largest = vector(v).reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
        expect(largest).toBeGreaterThan(0);
      }
    }
  },
);
