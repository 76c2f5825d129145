import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { kBinsDiscretizer } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";
import { columnOf, savedGives } from "./saved.ts";

const train = from(
  [
    [1, 10, 0],
    [1, 10, 0],
    [1, 10, 0],
    [4, 10, 0],
    [5, 10, 0],
    [6, 10, 0],
    [7, 10, 0],
    [10, 10, 0],
    [13, 10, 3],
  ].map((features) => ({ features })),
);
const given = from(
  [
    [-1, 0, 0],
    [1.5, 1, 2],
    [5, 2, 3],
    [13, 4, Number.NaN],
    [15, 4, 6],
  ].map((features) => ({ features })),
);

test.each([
  ["uniform", [0, 0, 1, 2, 2]],
  ["quantile", [0, 0, 1, 2, 2]],
  ["kmeans", [0, 0, 1, 2, 2]],
] as const)(
  "by %s; a constant feature has one bin, what is outside is in the nearest one, NaN stays",
  async (strategy, first) => {
    const model = await kBinsDiscretizer({ numBins: 3, strategy }).fit(train);
    const out = columnOf(await savedGives(model, given), "features") as number[][];
    expect(out.map(([x]) => x)).toEqual(first);
    expect(out.map(([, x]) => x)).toEqual([0, 0, 0, 0, 0]);
    expect(out[3]![2]).toBeNaN();
  },
);

test("bins of quantiles without width are left out", async () => {
  const model = await kBinsDiscretizer({ numBins: 4 }).fit(
    from([1, 1, 1, 1, 1, 1, 2, 3].map((x) => ({ features: [x] }))),
  );
  expect([...model.learned.edges]).toEqual([1, 2, 3]);
});

test("every value is in the bin between whose edges it lies", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 40 }),
      fc.constantFrom("uniform" as const, "quantile" as const, "kmeans" as const),
      fc.integer({ min: 2, max: 6 }),
      async (values, strategy, numBins) => {
        const rows = from(values.map((x) => ({ features: [x] })));
        const model = await kBinsDiscretizer({ numBins, strategy }).fit(rows);
        const edges = [...model.learned.edges];
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
        const bins = columnOf(await model.transform(rows).collect(), "features") as number[][];
        values.forEach((x, at) => {
          const naive = edges.slice(1, -1).filter((edge) => edge <= x).length;
          expect(bins[at]![0]).toBe(naive);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test("few edges, which are counted, four at a time, and many, which are halved, give the bin whose edges are around a value", async () => {
  const random = uniform(1);
  const rows = Array.from({ length: 500 }, () => ({ features: [random(), Math.floor(9 * random())] }));
  for (const numBins of [2, 3, 5, 6, 22, 23, 24, 60]) {
    const model = await kBinsDiscretizer({ numBins }).fit(from(rows));
    const out = columnOf(await model.transform(from(rows)).collect(), "features") as number[][];
    const { starts, edges } = model.learned;
    rows.forEach(({ features }, row) => {
      features.forEach((value, feature) => {
        const own = Array.from(edges.subarray(starts[feature]! + 1, starts[feature + 1]! - 1));
        expect(out[row]![feature]).toBe(own.filter((edge) => edge <= value).length);
      });
    });
  }
});
