import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, kMeans, matrixOf } from "../../../ml/mod.ts";
import { asRows, dataOf, factOf, rowsOf, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

const rows = randomRows(60, (signal) => signal);

learnerSuite("kMeans", {
  make: (options) => kMeans({ k: 3, centres: rows.slice(1, 4).map(({ features }) => features), ...options }),
  rows,
  labels: "none",
  weights: "alike",
});

test("sk.kmeans.fixedinit.digits: inertia, centres, sizes and iterations are those of scikit-learn", async () => {
  const { params, expected, tolerance } = factOf("sk.kmeans.fixedinit.digits");
  const data = dataOf("digits");
  const first = rowsOf(data.features, params.init_rows as number[]);
  const centres = Array.from({ length: 10 }, (_, k) => [...first.data.subarray(k * 64, (k + 1) * 64)]);
  const digits = from(asRows(data));
  const model = await kMeans({ k: 10, centres, tolerance: 0 }).fit(digits);
  expect(worst([model.learned.inertia], [expected.inertia], tolerance)).toBe(0);
  expect(worst(model.learned.centres, expected.centers.flat(), tolerance)).toBe(0);
  expect(model.learned.iterations).toBe(expected.n_iter);
  const sizes = new Array(10).fill(0);
  for (const { prediction } of await model.transform(digits).collect()) sizes[prediction]++;
  expect(sizes).toEqual(expected.sizes);
});

test("sk.kmeans.best.iris: of ten starts the best is as good as scikit-learn's best of a hundred", () => {
  const { expected } = factOf("sk.kmeans.best.iris");
  const { inertia } = fitRows(kMeans({ k: 3, starts: 10 }), dataOf("iris"));
  expect(inertia).toBeLessThanOrEqual(expected.best_inertia * 1.001);
});

test("each row is with its nearest centre, each centre is the mean of its rows, far from 0 too", () => {
  for (const offset of [0, 1e8]) {
    const random = uniform(9);
    const points = Array.from({ length: 300 }, () => [random() + offset, random() - offset, random()]);
    const { centres, inertia } = fitRows(kMeans({ k: 7, tolerance: 0, seed: 3 }), { features: matrixOf(points) });
    const distance = (point: readonly number[], k: number): number =>
      point.reduce((sum, value, c) => sum + (value - centres[k * 3 + c]!) ** 2, 0);
    const nearest = points.map((point) =>
      [0, 1, 2, 3, 4, 5, 6].reduce((best, k) => (distance(point, k) < distance(point, best) ? k : best)),
    );
    expect(inertia).toBeCloseTo(
      points.reduce((sum, point, at) => sum + distance(point, nearest[at]!), 0),
      6,
    );
    for (let k = 0; k < 7; k++) {
      const own = points.filter((_, at) => nearest[at] === k);
      const mean = own.reduce((sum, point) => sum + (point[0]! - offset), 0) / own.length;
      expect(Math.abs(centres[k * 3]! - offset - mean)).toBeLessThan(offset === 0 ? 1e-12 : 1e-6);
    }
  }
});

test("a centre without rows moves to the row that is farthest from its own", () => {
  const features = matrixOf([[0], [1], [2], [50]]);
  const { centres, inertia } = fitRows(kMeans({ k: 3, centres: [[0], [2], [1e6]], tolerance: 0 }), { features });
  expect([...centres].sort((a, b) => a - b)).toEqual([0.5, 2, 50]);
  expect(inertia).toBe(0.5);
});

test("flink.kmeans.fewdistinct: points that are all alike are one group", async () => {
  const points = from(
    [
      [0, 0.1],
      [0, 0.1],
      [0, 0.1],
    ].map((features) => ({ features })),
  );
  const model = await kMeans({ k: 2 }).fit(points);
  expect(new Set((await model.transform(points).collect()).map(({ prediction }) => prediction)).size).toBe(1);
});

test("the same seed gives the same centres, another one others; more starts are never worse", () => {
  const data = dataOf("wine");
  const by = (options: object) => fitRows(kMeans({ k: 6, ...options }), data);
  expect(by({ seed: 4 })).toEqual(by({ seed: 4 }));
  expect(by({ seed: 5 }).centres).not.toEqual(by({ seed: 4 }).centres);
  expect(by({ seed: 4, starts: 5 }).inertia).toBeLessThanOrEqual(by({ seed: 4 }).inertia);
});

test("it ends after as many passes as it may make, or where centres move little", () => {
  const data = dataOf("digits");
  expect(fitRows(kMeans({ k: 10, maxIterations: 2, tolerance: 0 }), data).iterations).toBe(2);
  const few = fitRows(kMeans({ k: 10, tolerance: 0.5 }), data).iterations;
  expect(few).toBeLessThan(fitRows(kMeans({ k: 10, tolerance: 0 }), data).iterations);
});

test("fewer rows than clusters, and centres that are not k, are refused", () => {
  expect(() => fitRows(kMeans({ k: 3 }), { features: matrixOf([[1], [2]]) })).toThrow(
    "Cannot train kMeans as there must be at least k = 3 rows: got 2; make k smaller",
  );
  expect(() => kMeans({ k: 2, centres: [[1]] })).toThrow(
    "Cannot set centres in kMeans as there must be k of them: got 1, and k = 2; give as many",
  );
  expect(() => fitRows(kMeans({ k: 1, centres: [[1, 2]] }), { features: matrixOf([[1], [2]]) })).toThrow(
    "Cannot train kMeans as its first centres must have the 1 feature of the rows: got 2; give centres of 1",
  );
});

test.each([600, 1000, -600, -900])(
  "rows times 2^%d are clustered as they are by themselves, to the bit, though their squares are no numbers",
  async (power) => {
    const times = (by: number) => from(rows.map(({ features }) => ({ features: features.map((value) => value * by) })));
    const make = (centres?: number[][]) => kMeans({ k: 4, starts: 2, seed: 3, ...(centres && { centres }) });
    const scale = 2 ** power;
    const first = rows.slice(0, 4).map(({ features }) => [...features]);
    for (const by of [undefined, first]) {
      const plain = await make(by).fit(times(1));
      const scaled = await make(by?.map((centre) => centre.map((value) => value * scale))).fit(times(scale));
      expect(scaled.learned.centres).toEqual(plain.learned.centres.map((value) => value * scale));
      expect(scaled.learned.inertia).toBe(plain.learned.inertia * scale * scale);
      const labels = async (model: typeof plain, by: number) =>
        (await model.transform(times(by)).collect()).map((row) => row.prediction);
      expect(await labels(scaled, scale)).toEqual(await labels(plain, 1));
    }
  },
);
