import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { agglomerativeClustering } from "../../../ml/mod.ts";

const points = [
  [1, 1],
  [1, 4],
  [1, 0],
  [4, 4],
  [4, 1.5],
  [4, 0],
];
const rowsOf = (vectors: readonly (readonly number[])[]) => from(vectors.map((features) => ({ features })));

test.each([
  ["single", [1, 1.5, 2.5, 3, 3]],
  ["ward", [1, 1.5, 3, 4.2573465, 5.5113519]],
  ["average", [1, 1.5, 3, 3.1394402, 3.9559706]],
] as const)("known answers of %s", async (linkage, distances) => {
  const { merges } = await agglomerativeClustering(rowsOf(points), { linkage });
  expect([...merges.distances]).toEqual(distances.map((one) => expect.closeTo(one, 6)));
  expect(merges.sizes.at(-1)).toBe(6);
});

test("labels are numbered by their first rows; a threshold cuts as many as are nearer", async () => {
  const line = rowsOf([[10], [0], [11], [1], [30]]);
  const three = await agglomerativeClustering(line, { clusters: 3, linkage: "single" });
  expect([...three.labels]).toEqual([0, 1, 0, 1, 2]);
  const cut = await agglomerativeClustering(line, { distanceThreshold: 9, linkage: "single" });
  expect([cut.clusters, ...cut.labels]).toEqual([3, 0, 1, 0, 1, 2]);
  expect((await agglomerativeClustering(line, { distanceThreshold: 9.5, linkage: "single" })).clusters).toBe(2);
  expect([...cut.merges.left, ...cut.merges.right]).toEqual([0, 1, 5, 4, 2, 3, 6, 7]);
});

const between: Readonly<Record<string, (a: readonly number[], b: readonly number[]) => number>> = {
  euclidean: (a, b) => Math.hypot(...a.map((x, at) => x - b[at]!)),
  manhattan: (a, b) => a.reduce((sum, x, at) => sum + Math.abs(x - b[at]!), 0),
  cosine: (a, b) => 1 - a.reduce((sum, x, at) => sum + x * b[at]!, 0) / (Math.hypot(...a) * Math.hypot(...b)),
};

/** The distance of two clusters by its definition. */
function apart(a: readonly number[][], b: readonly number[][], linkage: string, distance: string): number {
  const all = a.flatMap((x) => b.map((y) => between[distance]!(x, y)));
  if (linkage === "single") return Math.min(...all);
  if (linkage === "complete") return Math.max(...all);
  if (linkage === "average") return all.reduce((sum, one) => sum + one, 0) / all.length;
  const centre = (rows: readonly number[][]): number[] =>
    rows[0]!.map((_, at) => rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length);
  return Math.sqrt((2 * a.length * b.length) / (a.length + b.length)) * between.euclidean!(centre(a), centre(b));
}

/** The nearest two of all clusters, again and again. */
function naive(rows: readonly number[][], linkage: string, distance: string): number[] {
  let clusters = rows.map((row) => [row]);
  const distances: number[] = [];
  while (clusters.length > 1) {
    const pairs = clusters.flatMap((a, i) =>
      clusters.slice(i + 1).map((b) => ({ a, b, far: apart(a, b, linkage, distance) })),
    );
    const { a, b, far } = pairs.reduce((best, pair) => (pair.far < best.far ? pair : best));
    distances.push(far);
    clusters = [...clusters.filter((one) => one !== a && one !== b), [...a, ...b]];
  }
  return distances.sort((one, other) => one - other);
}

test("merges are those of the nearest pairs, by any linkage and distance", async () => {
  const coordinate = fc.double({ min: 0.5, max: 9, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 9 }),
      fc.constantFrom("single" as const, "complete" as const, "average" as const, "ward" as const),
      fc.constantFrom("euclidean" as const, "manhattan" as const, "cosine" as const),
      async (rows, linkage, distance) => {
        const used = linkage === "ward" ? "euclidean" : distance;
        const { merges } = await agglomerativeClustering(rowsOf(rows), { linkage, distance: used });
        naive(rows, linkage, used).forEach((one, at) => expect(merges.distances[at]).toBeCloseTo(one, 7));
      },
    ),
    { numRuns: 120 },
  );
});

test("one row is one cluster; equal rows and huge ones are merged, too", async () => {
  expect(await agglomerativeClustering(rowsOf([[1]]))).toMatchObject({ clusters: 1, labels: Int32Array.of(0) });
  const equal = await agglomerativeClustering(rowsOf(new Array(50).fill([2, 3])), { linkage: "average" });
  expect(new Set(equal.merges.distances)).toEqual(new Set([0]));
  const huge = await agglomerativeClustering(rowsOf([[1e308], [-1e308], [0]]), { linkage: "complete" });
  expect(huge.merges.sizes.at(-1)).toBe(3);
});

test("options that do not fit, and rows without a direction or a number, are refused", async () => {
  const rows = rowsOf(points);
  await expect(agglomerativeClustering(rows, { clusters: 2, distanceThreshold: 1 })).rejects.toThrow(
    "got both; leave one of them out",
  );
  await expect(agglomerativeClustering(rows, { distance: "cosine" })).rejects.toThrow(
    "Ward's linkage is of euclidean ones",
  );
  await expect(agglomerativeClustering(rows, { clusters: 7 })).rejects.toThrow("got 7 for 6 rows; lower it");
  await expect(
    agglomerativeClustering(
      rowsOf([
        [1, 1],
        [0, 0],
      ]),
      { linkage: "single", distance: "cosine" },
    ),
  ).rejects.toThrow("got one of zeros in row 1");
  await expect(agglomerativeClustering(rowsOf([[1], [Number.NaN]]))).rejects.toThrow(
    "must hold finite numbers: got NaN in row 1",
  );
});
