import { expect, test } from "vitest";
import { connectivity } from "../../../graph/mod.ts";
import { distancesOf, graphOf, graphOfPairs, type PlainGraph, testGraphs } from "../naive.ts";

test("a ring falls apart by two, a whole graph of four vertices by three, and one way round a ring by one", async () => {
  const ring = [
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 1],
  ] as const;
  const all = [...ring, [1, 3], [2, 4]] as const;
  const of = async (pairs: readonly (readonly [number, number])[], directed: boolean): Promise<number[]> =>
    Object.values((await graphOfPairs(pairs, directed).apply(connectivity()).collect())[0]!) as number[];
  expect(await of(ring, false)).toEqual([2, 2]);
  expect(await of(all, false)).toEqual([3, 3]);
  expect(await of(ring, true)).toEqual([1, 1]);
});

test("connectivity is the fewest vertices or edges whose loss parts a graph", async () => {
  const small = testGraphs().filter(({ vertices, edges }) => vertices.length <= 9 && edges.length <= 14);
  expect(small.length).toBeGreaterThan(6);
  for (const plain of small) {
    const [row] = await graphOf(plain).connectivity().collect();
    expect(row, `${plain.name}, directed ${plain.directed}`).toEqual(naive(plain));
  }
});

function naive(plain: PlainGraph): unknown {
  const { vertices, edges } = plain;
  const isWhole = (left: readonly number[], among: PlainGraph["edges"]): boolean => {
    const distance = distancesOf({ ...plain, vertices: left, edges: among }, "ignore");
    return left.every((one) => left.every((other) => Number.isFinite(distance(one, other))));
  };
  const withoutVertices = (out: ReadonlySet<number>): boolean =>
    isWhole(
      vertices.filter((id) => !out.has(id)),
      edges.filter(({ source, target }) => !out.has(source) && !out.has(target)),
    );
  const byVertices = subsets(vertices).filter(
    (out) => vertices.length - out.length > 1 && !withoutVertices(new Set(out)),
  );
  const byEdges = subsets(edges).filter(
    (out) =>
      !isWhole(
        vertices,
        edges.filter((edge) => !out.includes(edge)),
      ),
  );
  const least = (of: readonly (readonly unknown[])[], otherwise: number): number =>
    Math.min(otherwise, ...of.map(({ length }) => length));
  return {
    vertexConnectivity: vertices.length < 2 ? 0 : least(byVertices, vertices.length - 1),
    edgeConnectivity: vertices.length < 2 ? 0 : least(byEdges, Number.POSITIVE_INFINITY),
  };
}

/** All subsets of up to four: more are not needed to part graphs so small. */
function subsets<Value>(values: readonly Value[]): Value[][] {
  let all: Value[][] = [[]];
  for (const value of values) all = [...all, ...all.filter(({ length }) => length < 4).map((some) => [...some, value])];
  return all;
}
