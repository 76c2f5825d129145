import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { stochasticOutlierSelection } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";

const points = [
  [1, 1],
  [2, 1],
  [1, 2],
  [2, 2],
  [5, 8],
];
const rowsOf = (all: readonly (readonly number[])[]) => from(all.map((features) => ({ features })));

test("probabilities are those that FlinkML's test says", async () => {
  const found = await stochasticOutlierSelection(rowsOf(points), { perplexity: 3 });
  const expected = [
    0.2790094479202896, 0.25775014551682535, 0.22136130977995766, 0.12707053787018444, 0.9922779902453757,
  ];
  // Its search for the perplexity ends where its steps are so small.
  found.forEach((probability, at) => expect(probability).toBeCloseTo(expected[at]!, 12));
});

test("each row has the perplexity that was asked for: a plain search finds the same", async () => {
  const random = uniform(8);
  const some = Array.from({ length: 40 }, () => [random(), random(), 3 * random()]);
  for (const perplexity of [2, 10.5, 30]) {
    const plain = new Array(40).fill(1);
    some.forEach((point, i) => {
      const distances = some.map((other) => Math.hypot(...other.map((value, c) => value - point[c]!)));
      const affinitiesAt = (beta: number): number[] => distances.map((d, j) => (i === j ? 0 : Math.exp(-beta * d)));
      let [low, high] = [0, 1e4];
      for (let step = 0; step < 200; step++) {
        const middle = (low + high) / 2;
        const own = affinitiesAt(middle);
        const sum = own.reduce((total, value) => total + value, 0);
        const entropy = own.reduce((total, a) => total - (a > 0 ? (a / sum) * Math.log(a / sum) : 0), 0);
        if (entropy > Math.log(perplexity)) low = middle;
        else high = middle;
      }
      const own = affinitiesAt(low);
      const sum = own.reduce((total, value) => total + value, 0);
      own.forEach((a, j) => {
        if (i !== j) plain[j] *= 1 - a / sum;
      });
    });
    const found = await stochasticOutlierSelection(rowsOf(some), { perplexity });
    found.forEach((probability, at) => expect(probability).toBeCloseTo(plain[at], 10));
  }
});

test("units do not matter, of any size", async () => {
  const plain = await stochasticOutlierSelection(rowsOf(points), { perplexity: 2 });
  for (const scale of [1e-150, 1e-9, 1e150]) {
    const scaled = rowsOf(points.map((point) => point.map((value) => value * scale)));
    (await stochasticOutlierSelection(scaled, { perplexity: 2 })).forEach((probability, at) =>
      expect(probability).toBeCloseTo(plain[at]!, 9),
    );
  }
});

test("fewer rows than the perplexity all count alike; rows that are all the same, and one row alone", async () => {
  const few = await stochasticOutlierSelection(rowsOf(points));
  few.forEach((probability) => expect(probability).toBeCloseTo((3 / 4) ** 4, 12));
  const same = await stochasticOutlierSelection(rowsOf(Array.from({ length: 50 }, () => [7])), { perplexity: 5 });
  same.forEach((probability) => expect(probability).toBeCloseTo((48 / 49) ** 49, 12));
  expect([...(await stochasticOutlierSelection(rowsOf([[1]])))]).toEqual([1]);
});

test("many copies of a row: those beside them choose them, nobody chooses the row that is far away", async () => {
  const rows = [...Array.from({ length: 20 }, () => [0, 0]), [1, 0], [9, 9]];
  const found = await stochasticOutlierSelection(rowsOf(rows), { perplexity: 4 });
  expect(found.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
  expect(found[21]).toBeGreaterThan(0.9);
  expect(found[0]).toBeLessThan(0.6);
});

test("features that are not finite, no rows and a perplexity below 1 are refused; a signal stops it", async () => {
  await expect(stochasticOutlierSelection(rowsOf([[1], [Number.NaN]]))).rejects.toThrow(
    'Cannot fit stochasticOutlierSelection as column "features" must hold finite numbers: got NaN in row 1',
  );
  await expect(stochasticOutlierSelection(rowsOf(points).filter(() => false))).rejects.toThrow("must be given rows");
  await expect(stochasticOutlierSelection(rowsOf(points), { perplexity: 0.5 })).rejects.toThrow(
    "Cannot set perplexity in stochasticOutlierSelection as it must be a number ≥ 1 (rows): got 0.5; leave it out for 30",
  );
  const many = rowsOf(Array.from({ length: 3000 }, (_, at) => [at % 97, at % 89]));
  await expect(stochasticOutlierSelection(many, {}, { signal: AbortSignal.timeout(30) })).rejects.toThrow("timeout");
});
