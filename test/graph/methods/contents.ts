import { expect } from "vitest";
import type { Dataset } from "../../../core/mod.ts";
import type { Graph } from "../../../graph/mod.ts";
import { graphOf, type PlainEdge, type PlainGraph, sorted, testGraphs } from "../naive.ts";

/** A graph as rows, in an order that does not depend on that in which they came. */
export interface Contents {
  readonly vertices: readonly unknown[];
  readonly edges: readonly unknown[];
}

export type TestGraph = Graph<number, "id", PlainEdge, { id: number }>;

/** A test graph whose rows are those of its plain data. */
export function testGraph(plain: PlainGraph): TestGraph {
  return graphOf(plain);
}

/** What a method makes of every test graph is what plain code makes of it. */
export async function expectContents(
  make: (
    graph: TestGraph,
    plain: PlainGraph,
  ) => { readonly vertices: Dataset<unknown>; readonly edges: Dataset<unknown> },
  naive: (plain: PlainGraph) => Contents,
): Promise<void> {
  for (const plain of testGraphs().slice(0, 16)) {
    const made = make(testGraph(plain), plain);
    const found = { vertices: sorted(await made.vertices.collect()), edges: sorted(await made.edges.collect()) };
    const { vertices, edges } = naive(plain);
    expect(found, `${plain.name}, directed ${plain.directed}`).toEqual({
      vertices: sorted(vertices),
      edges: sorted(edges),
    });
  }
}

/** Rows with the ids of vertices. */
export function idsOf(vertices: Iterable<number>): { id: number }[] {
  return Array.from(vertices, (id) => ({ id }));
}

/** What tells edges between the same two vertices from others: of an undirected graph whichever end comes first. */
export function pairKey({ directed }: PlainGraph, { source, target }: Pick<PlainEdge, "source" | "target">): string {
  return directed || source <= target ? `${source} ${target}` : `${target} ${source}`;
}
