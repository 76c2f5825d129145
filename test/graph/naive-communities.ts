import { expect } from "vitest";
import type { Graph, PerVertex } from "../../graph/mod.ts";
import { graphOf, type PlainGraph, positiveGraphs, sumOf } from "./naive.ts";

type Found = PerVertex<number, "id", { community: number }>;

/** Two triangles and an edge between them. */
export const twoTriangles: [number, number][] = [
  [1, 2],
  [2, 3],
  [3, 1],
  [3, 4],
  [4, 5],
  [5, 6],
  [6, 4],
];

/** Σ over communities of the share of edges within them less what it would be by chance, of a graph without directions. */
export function modularityOf(
  { edges }: PlainGraph,
  of: ReadonlyMap<number, unknown>,
  weights: "ignore" | "use",
  resolution = 1,
): number {
  const weight = (edge: PlainGraph["edges"][number]): number => (weights === "use" ? edge.weight : 1);
  const total = sumOf(edges, weight);
  return sumOf([...new Set(of.values())], (community) => {
    const isIn = (id: number): number => (of.get(id) === community ? 1 : 0);
    const within = sumOf(edges, (edge) => weight(edge) * isIn(edge.source) * isIn(edge.target));
    const ends = sumOf(edges, (edge) => weight(edge) * (isIn(edge.source) + isIn(edge.target)));
    return within / total - resolution * (ends / (2 * total)) ** 2;
  });
}

/** Communities are named by their smallest ids, and merging two or moving a vertex to another one, or alone, does not pay. */
export async function expectGoodCommunities(
  find: (one: Graph<number>) => Found,
  changes: readonly ("merge" | "move")[],
): Promise<void> {
  for (const plain of positiveGraphs()) {
    const rows = await find(graphOf(plain)).collect();
    const found = new Map(rows.map(({ id, community }) => [id, community]));
    for (const [id, community] of found) {
      expect(found.get(community), plain.name).toBe(community);
      expect(community).toBeLessThanOrEqual(id);
    }
    if (plain.edges.length === 0) continue;
    const best = modularityOf(plain, found, "use") + 1e-9;
    const names = [...new Set(found.values())];
    const merged = names.flatMap((one) =>
      names.map((other) => new Map([...found].map(([id, name]) => [id, name === one ? other : name]))),
    );
    const moved = plain.vertices.flatMap((id) =>
      [...names, "alone"].map((name) => new Map<number, unknown>([...found, [id, name]])),
    );
    if (changes.includes("merge"))
      for (const other of merged) expect(modularityOf(plain, other, "use")).toBeLessThanOrEqual(best);
    if (changes.includes("move"))
      for (const other of moved) expect(modularityOf(plain, other, "use"), plain.name).toBeLessThanOrEqual(best);
  }
}
