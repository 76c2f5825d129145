import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { polynomialExpansion } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

test("known answers of degree 2 and 3, in Flink's order", async () => {
  expect(columnOf(await savedGives(polynomialExpansion(), from([{ features: [1, 2, 3] }])), "features")).toEqual([
    [1, 1, 2, 2, 4, 3, 3, 6, 9],
  ]);
  expect(
    columnOf(await savedGives(polynomialExpansion({ degree: 3 }), from([{ features: [2, 3] }])), "features"),
  ).toEqual([[2, 4, 8, 3, 6, 12, 9, 18, 27]]);
});

/** f([…, c], d) = f([…], d) ++ f([…], d − 1)·c ++ …, with the constant. */
function naive(vector: readonly number[], degree: number): number[] {
  if (vector.length === 0) return [1];
  const [rest, last] = [vector.slice(0, -1), vector.at(-1)!];
  return Array.from({ length: degree + 1 }, (_, power) =>
    naive(rest, degree - power).map((x) => x * last ** power),
  ).flat();
}

test("products are those of the recursion that defines them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 4 }),
      async (vector, degree) => {
        const [out] = columnOf(
          await polynomialExpansion({ degree })
            .transform(from([{ features: vector }]))
            .collect(),
          "features",
        );
        expect((out as number[]).map((x) => x + 0)).toEqual(
          naive(vector, degree)
            .slice(1)
            .map((x) => x + 0),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("too many products are refused before there are any", async () => {
  const wide = from([{ features: new Array<number>(1000).fill(1) }]);
  await expect(polynomialExpansion().transform(wide).collect()).rejects.toThrow(
    'Cannot expand the vectors of column "features" as there may be 65536 products at most: got 501500 of 1000 numbers to degree 2',
  );
});
