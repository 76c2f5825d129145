import { expect, test } from "vitest";
import { count, max, sum } from "../../../core/mod.ts";
import { type PlainGraph, sorted, testGraphs } from "../naive.ts";
import { type TestGraph, testGraph } from "./contents.ts";

type Direction = "out" | "in" | "both";

interface Seen {
  readonly id: number;
  readonly other: number;
  readonly weight: number;
}

/** A self-loop is seen once. */
function seenOf({ directed, edges }: PlainGraph, direction: Direction): Seen[] {
  return edges.flatMap(({ source, target, weight }) => {
    const out = { id: source, other: target, weight };
    const back = { id: target, other: source, weight };
    if (directed && direction !== "both") return [direction === "out" ? out : back];
    return source === target ? [out] : [out, back];
  });
}

async function expectRows(
  rowsOf: (graph: TestGraph, direction: Direction) => { collect(): Promise<unknown[]> },
  naive: (plain: PlainGraph, seen: readonly Seen[]) => readonly unknown[],
): Promise<void> {
  for (const [at, plain] of testGraphs().slice(0, 16).entries()) {
    const direction = (["out", "in", "both"] as const)[at % 3]!;
    const rows = await rowsOf(testGraph(plain), direction).collect();
    expect(sorted(rows), `${plain.name}, ${direction}`).toEqual(sorted(naive(plain, seenOf(plain, direction))));
  }
}

test("each vertex sees its edges, of a directed graph those of the direction that is asked for", () =>
  expectRows(
    (one, direction) =>
      one.incidences({ direction }).map(({ id, other, edge }) => ({ id, other, weight: edge.weight })),
    (_, seen) => seen,
  ));

test("aggregates over edges are of vertices that have some", () =>
  expectRows(
    (one, direction) => one.aggregateEdges({ heaviest: max(({ edge }) => edge.weight), edges: count() }, { direction }),
    (_, seen) =>
      Array.from(
        Map.groupBy(seen, ({ id }) => id),
        ([id, rows]) => ({
          id,
          heaviest: Math.max(...rows.map(({ weight }) => weight)),
          edges: rows.length,
        }),
      ),
  ));

test("aggregates over neighbours see the rows of those, one for each edge", () =>
  expectRows(
    (one, direction) => one.aggregateNeighbours({ ids: sum(({ neighbour }) => neighbour.id) }, { direction }),
    (_, seen) =>
      Array.from(
        Map.groupBy(seen, ({ id }) => id),
        ([id, rows]) => ({
          id,
          ids: rows.reduce((total, { other }) => total + other, 0),
        }),
      ),
  ));

test("a function of all edges is called for each vertex, with none where it has none", () =>
  expectRows(
    (one, direction) =>
      one.groupEdges(({ id }, edges) => [{ id, weights: edges.map(({ edge }) => edge.weight).sort() }], { direction }),
    ({ vertices }, seen) =>
      vertices.map((id) => ({
        id,
        weights: seen
          .filter((each) => each.id === id)
          .map(({ weight }) => weight)
          .sort(),
      })),
  ));

test("a function of all neighbours may give as many rows as it likes", () =>
  expectRows(
    (one, direction) =>
      one.groupNeighbours(({ id }, near) => near.map(({ neighbour, edge }) => [id, neighbour.id, edge.weight]), {
        direction,
      }),
    (_, seen) => seen.map(({ id, other, weight }) => [id, other, weight]),
  ));

test("directions are out, in or both, and what groups is a function", () => {
  const one = testGraph({ name: "", directed: true, vertices: [], edges: [] });
  expect(() => one.incidences({ direction: "all" as never })).toThrow(/direction/);
  expect(() => one.groupEdges("edges" as never)).toThrow("Cannot use groupEdges as it takes a function: got string");
});
