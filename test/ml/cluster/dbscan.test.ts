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
