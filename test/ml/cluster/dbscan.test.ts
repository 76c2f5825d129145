import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { dbscan } from "../../../ml/mod.ts";

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

test("options out of range, and rows that have no place, are refused", async () => {
  await expect(dbscan(rowsOf([[1]]), { distance: 0 })).rejects.toThrow(
    "Cannot set distance in dbscan as it must be a number > 0: got 0",
  );
  await expect(dbscan(rowsOf([[1], [Number.POSITIVE_INFINITY]]))).rejects.toThrow(
    'Cannot fit dbscan as column "features" must hold finite numbers: got Infinity in row 1',
  );
});
