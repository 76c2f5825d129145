import { expect, test } from "vitest";
import { CoMoments } from "../../../ml/matrix/co-moments.ts";
import { matrixOf, rowsBetween } from "../../../ml/matrix/matrix.ts";
import { uniform } from "../learner/random-rows.ts";

/** Σ w · (a − mean a)(b − mean b) of columns, written down. */
function naive(rows: readonly number[][], weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const columns = rows[0]!.map((_, c) => c);
  const means = columns.map((c) => rows.reduce((sum, row, r) => sum + weights[r]! * row[c]!, 0) / total);
  return columns.flatMap((a) =>
    columns.map((b) =>
      rows.reduce((sum, row, r) => sum + weights[r]! * (row[a]! - means[a]!) * (row[b]! - means[b]!), 0),
    ),
  );
}

test.each([1, 2, 3, 4, 5, 9])(
  "products of %i columns and a label are those of the plain sums, with weights and without",
  (columns) => {
    const random = uniform(columns);
    const rows = Array.from({ length: 1500 }, () =>
      Array.from({ length: columns + 1 }, (_, c) => random() * (c + 1) + c),
    );
    const features = matrixOf(rows.map((row) => row.slice(0, columns)));
    const labels = Float64Array.from(rows, (row) => row[columns]!);
    for (const weights of [undefined, Float64Array.from(rows, (_, r) => r % 4)]) {
      const moments = new CoMoments(columns, "features and label");
      for (const [start, end] of [
        [0, 1024],
        [1024, 1500],
      ] as const) {
        moments.add({
          features: rowsBetween(features, start, end),
          labels: labels.subarray(start, end),
          weights: weights?.subarray(start, end),
        });
      }
      naive(
        rows,
        Array.from(labels, (_, r) => weights?.[r] ?? 1),
      ).forEach((value, at) => expect(moments.centred().data[at]).toBeCloseTo(value, 7));
    }
  },
);

test("rows of weight 0 alone change nothing", () => {
  const moments = new CoMoments(1, "features");
  moments.add({ features: matrixOf([[1], [2]]) });
  moments.add({ features: matrixOf([[100]]), weights: Float64Array.of(0) });
  expect(moments.weight).toBe(2);
  expect(moments.means[0]).toBe(1.5);
  expect([...moments.uncentred().data]).toEqual([5]);
});

test("a large mean takes no digits from a small deviation, and a constant has none", () => {
  const moments = new CoMoments(2, "features");
  const rows = Array.from({ length: 1000 }, (_, r) => [1e9 + (r % 2), 0.1]);
  moments.add({ features: matrixOf(rows) });
  expect([...moments.centred().data]).toEqual([250, 0, 0, 0]);
});

/** Correlation of two columns that drift, from block to block, by so many of their deviations. */
function correlation(moments: CoMoments): number {
  const { data } = moments.centred();
  return data[1]! / Math.sqrt(data[0]! * data[3]!);
}

test("blocks whose means lie far apart, and one that weighs next to nothing, leave all digits", () => {
  const random = uniform(5);
  const blocks = Array.from({ length: 6 }, (_, block) =>
    Array.from({ length: 64 }, () => {
      const noise = random();
      return [1e6 * block + noise, -3e6 * block + 2 * noise + random()];
    }),
  );
  const moments = new CoMoments(2, "features");
  for (const rows of blocks) moments.add({ features: matrixOf(rows) });
  const all = blocks.flat();
  const exact = naive(
    all,
    all.map(() => 1),
  );
  moments.centred().data.forEach((value, at) => expect(value / exact[at]!).toBeCloseTo(1, 12));
  expect(correlation(moments)).toBeLessThan(-0.999);

  // The rows before weigh less than the block: it is centred by its own means, so that nothing of them is left in it.
  const light = new CoMoments(2, "features");
  light.add({ features: matrixOf([[1e9, -1e9]]), weights: Float64Array.of(1e-30) });
  const near = matrixOf(blocks[0]!);
  light.add({ features: near });
  const alone = new CoMoments(2, "features");
  alone.add({ features: near });
  light.centred().data.forEach((value, at) => expect(value / alone.centred().data[at]!).toBeCloseTo(1, 10));
});
