import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { dbscan } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";

const rowsOf = (vectors: readonly (readonly number[])[]) => from(vectors.map((features) => ({ features })));

test("what lies close together is a cluster, what has too few neighbours is noise", async () => {
  const { labels, clusters, cores } = await dbscan(rowsOf([[9], [0], [0.4], [0.8], [5], [9.1], [9.2], [1.3]]), {
    minNeighbours: 3,
  });
  expect([...labels]).toEqual([0, 1, 1, 1, -1, 0, 0, 1]);
  expect(clusters).toBe(2);
  expect([...cores]).toEqual([1, 0, 1, 1, 0, 1, 1, 0]);
});

test("clusters of cores are the components of near cores, and noise is near none", async () => {
  const coordinate = fc.integer({ min: 0, max: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(1, 1.5, 2),
      async (points, minNeighbours, distance) => {
        const { labels, cores, clusters } = await dbscan(rowsOf(points), { minNeighbours, distance });
        const isNear = (a: number, b: number): boolean =>
          Math.hypot(points[a]![0] - points[b]![0], points[a]![1] - points[b]![1]) <= distance;
        const rows = points.map((_, row) => row);
        rows.forEach((row) => {
          const near = rows.filter((other) => isNear(row, other));
          expect(cores[row]).toBe(near.length >= minNeighbours ? 1 : 0);
          const nearCores = near.filter((other) => cores[other] === 1);
          if (cores[row] === 1) for (const other of nearCores) expect(labels[other]).toBe(labels[row]);
          expect(labels[row] === -1).toBe(nearCores.length === 0);
          if (labels[row] !== -1) expect(nearCores.map((other) => labels[other])).toContain(labels[row]);
        });
        // Components of cores by flooding; as many as there are clusters.
        const seen = new Set<number>();
        let components = 0;
        for (const row of rows) {
          if (cores[row] === 0 || seen.has(row)) continue;
          components++;
          const waiting = [row];
          for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
            if (seen.has(one)) continue;
            seen.add(one);
            waiting.push(...rows.filter((other) => cores[other] === 1 && isNear(one!, other)));
          }
        }
        expect(clusters).toBe(components);
      },
    ),
    { numRuns: 100 },
  );
});

/** By looking at all pairs, again and again. */
function plainClusters(points: readonly (readonly number[])[], distance: number, minNeighbours: number): number[] {
  const near = points.map((one) =>
    points.flatMap((other, at) => (Math.hypot(...one.map((x, c) => x - other[c]!)) <= distance ? [at] : [])),
  );
  const labels = points.map(() => -1);
  let clusters = 0;
  points.forEach((_, row) => {
    if (labels[row] !== -1 || near[row]!.length < minNeighbours) return;
    const waiting = [row];
    labels[row] = clusters;
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (near[one]!.length < minNeighbours) continue;
      for (const other of near[one]!) {
        if (labels[other] !== -1) continue;
        labels[other] = clusters;
        waiting.push(other);
      }
    }
    clusters++;
  });
  return labels;
}

test("rows that are looked at in several blocks have the clusters of plain loops, in their order", async () => {
  const random = uniform(3);
  const points = Array.from({ length: 1500 }, () => [Math.floor(90 * random()), Math.floor(60 * random())]);
  for (const minNeighbours of [3, 5, 7]) {
    const { labels } = await dbscan(rowsOf(points), { distance: 2, minNeighbours });
    expect([...labels]).toEqual(plainClusters(points, 2, minNeighbours));
  }
});

test("more pairs than are kept are sought again, also of borders that have more cores near them than an array has room for", async () => {
  const places = [-1, 0, 0, 1];
  const points = Array.from({ length: 16_401 }, (_, row) => [row === 16_400 ? 9 : places[row % 4]!]);
  const { labels, clusters, cores } = await dbscan(rowsOf(points), { distance: 1, minNeighbours: 16_400 });
  expect(clusters).toBe(1);
  expect(cores.every((isCore, row) => isCore === (points[row]![0] === 0 ? 1 : 0))).toBe(true);
  expect(labels.every((label, row) => label === (row === 16_400 ? -1 : 0))).toBe(true);
});

test("options out of range, and rows that have no place, are refused", async () => {
  await expect(dbscan(rowsOf([[1]]), { distance: 0 })).rejects.toThrow(
    "Cannot set distance in dbscan as it must be a number > 0: got 0",
  );
  await expect(dbscan(rowsOf([[1], [Number.POSITIVE_INFINITY]]))).rejects.toThrow(
    'Cannot fit dbscan as column "features" must hold finite numbers: got Infinity in row 1',
  );
});

test("a row near cores of two clusters is in that whose first core comes first, as in scikit-learn", async () => {
  // 1 is near 0.6 and 1.4, which are cores; it has no more neighbours than these.
  const [left, right] = [
    [0.6, 0.5, 0.3],
    [1.4, 1.5, 1.7],
  ];
  const by = async (values: readonly number[]) => [
    ...(await dbscan(rowsOf(values.map((x) => [x])), { distance: 0.45, minNeighbours: 4 })).labels,
  ];
  expect(await by([1, ...left, ...right])).toEqual([0, 0, 0, 0, 1, 1, 1]);
  expect(await by([1, ...right, ...left])).toEqual([0, 0, 0, 0, 1, 1, 1]);
  expect(await by([...right.slice(1), ...left, 1, 1.4])).toEqual([1, 1, 0, 0, 0, 0, 1]);
});

test.each([600, 1000, -600, -900])(
  "rows and a distance times 2^%d are clustered as by themselves, though their squares are no numbers",
  async (power) => {
    const [random, scale] = [uniform(2), 2 ** power];
    const vectors = Array.from({ length: 60 }, () => [random(), random(), random()]);
    const plain = await dbscan(rowsOf(vectors), { distance: 0.4, minNeighbours: 3 });
    const scaled = rowsOf(vectors.map((one) => one.map((value) => value * scale)));
    expect(await dbscan(scaled, { distance: 0.4 * scale, minNeighbours: 3 })).toEqual(plain);
    expect(plain.clusters).toBeGreaterThan(1);
  },
);

test("rows far beyond the distance are near none; a distance that vanishes beside them is refused", async () => {
  const rows = rowsOf([[1e200], [1.1e200], [3], [3.1]]);
  expect([...(await dbscan(rows, { minNeighbours: 2 })).labels]).toEqual([-1, -1, 0, 0]);
  await expect(dbscan(rows, { distance: 1e-200 })).rejects.toThrow(
    "Cannot set distance in dbscan as it must be a number in the size of the rows, too: got 1e-200 beside 1e+200; scale features",
  );
});
