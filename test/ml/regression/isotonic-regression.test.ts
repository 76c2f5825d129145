import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { isotonicRegression } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "../feature/saved.ts";

const predicted = async (rows: object[], asked: number[], options: object = {}): Promise<unknown[]> => {
  const model = await isotonicRegression(options).fit(from(rows) as never);
  return columnOf(await savedGives(model, from(asked.map((features) => ({ features })))), "prediction");
};

test("labels out of order are pooled, predictions are straight between and level beyond", async () => {
  const rows = [1, 3, 2, 4].map((label, x) => ({ features: [x], label }));
  expect(await predicted(rows, [-9, 0, 0.5, 1, 1.5, 2, 2.5, 9, Number.NaN])).toEqual([
    1,
    1,
    1.75,
    2.5,
    2.5,
    2.5,
    3.25,
    4,
    Number.NaN,
  ]);
  const down = rows.map(({ features, label }) => ({ features, label: -label }));
  expect(await predicted(down, [0.5, 1, 9], { direction: "decreasing" })).toEqual([-1.75, -2.5, -4]);
});

test("rows of equal feature count as one, by their weights; those of weight 0 not at all", async () => {
  const rows = [
    { features: 1, label: 10, w: 1 },
    { features: 1, label: 40, w: 2 },
    { features: 2, label: 15, w: 3 },
    { features: 3, label: -99, w: 0 },
  ];
  expect(await predicted(rows, [1, 2, 3], { weight: "w" })).toEqual([22.5, 22.5, 22.5]);
});

/** max over starts ≤ i of min over ends ≥ i of the mean between: the solution by its minimax formula. */
function naive(values: readonly number[]): number[] {
  const mean = (from: number, to: number): number =>
    values.slice(from, to + 1).reduce((sum, value) => sum + value, 0) / (to + 1 - from);
  return values.map((_, i) =>
    Math.max(
      ...values
        .slice(0, i + 1)
        .map((_, start) => Math.min(...values.slice(i).map((_, further) => mean(start, i + further)))),
    ),
  );
}

test("it is the least-squares solution, by its minimax formula", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 }), async (labels) => {
      const rows = from(labels.map((label, features) => ({ features, label })));
      const model = await isotonicRegression().fit(rows);
      const own = (await model.transform(rows).collect()).map(({ prediction }) => prediction);
      naive(labels).forEach((value, at) => expect(own[at]).toBeCloseTo(value, 9));
    }),
    { numRuns: 60 },
  );
});

test("what is not finite, and weights below 0, are refused with the row", async () => {
  const bad = { features: 1, label: Number.NaN };
  await expect(isotonicRegression().fit(from([{ features: 0, label: 1 }, bad]))).rejects.toThrow(
    'Cannot fit isotonicRegression as column "label" must hold finite numbers, weights none below 0: got NaN in row 1',
  );
  await expect(predicted([{ features: 1, label: 1, w: -1 }], [1], { weight: "w" })).rejects.toThrow("got -1 in row 0");
  await expect(predicted([{ features: 1, label: 1, w: 0 }], [1], { weight: "w" })).rejects.toThrow(
    "a row must have a weight above 0",
  );
});
