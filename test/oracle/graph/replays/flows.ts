import type { Graph } from "../../../../graph/mod.ts";
import type { Fact } from "../file.ts";
import { column, type Replay, single } from "../replay.ts";

/** Flows, cuts, matchings, and graphs of two sides. */
export const flows: Readonly<Record<string, Replay>> = {
  maxflow: async (one, { params }) => {
    const [from, to] = [params.source as number, params.target as number];
    const edges = await one.maximumFlow({ from, to }).collect();
    return edges.reduce((sum, row) => sum + (row.source === from ? row.flow : row.target === from ? -row.flow : 0), 0);
  },
  // Leaving these edges out parts both, and they weigh what could flow.
  minimumCut: async (one, { params }) => {
    const [from, to] = [params.source as number, params.target as number];
    const rows = await one.minimumCut({ from, to }).collect();
    const left = await one
      .removeEdges(rows.filter(({ cut }) => cut))
      .bfs({ from })
      .collect();
    if (left.some(({ id, distance }) => id === to && distance !== null)) return "still joined";
    const weights = (await one.edges.collect()).map((edge) => (edge as { readonly weight?: number }).weight ?? 1);
    return weights.reduce((sum, weight, at) => (rows[at]!.cut ? sum + weight : sum), 0);
  },
  connectivity: async (one) => {
    const { vertexConnectivity, edgeConnectivity } = await single(one.connectivity());
    return { node: vertexConnectivity, edge: edgeConnectivity };
  },
  isBipartite: async (one) => !(await column(one.bipartition(), "side")).includes(null),
  matchingSize: async (one) => (await column(one.maximumMatching(), "mate")).filter((mate) => mate !== null).length / 2,
  bipartiteProjectionEdges: async (one, { params }) => {
    const edges = await one.bipartiteProjection({ onto: params.top as number[] }).collect();
    return { m: edges.length, totalWeight: edges.reduce((sum, { weight }) => sum + weight, 0) };
  },
  bipartiteRedundancy: async (one) => (await single(one.squareClustering())).coefficient,
  maximumAntichain: async (one) => (await one.maximumAntichain().collect()).length,
  antichainsMaxWidth: async (one) => (await one.maximumAntichain().collect()).length,
  mstWeight: (one) => forestWeight(one, "lightest"),
  maxSpanningWeight: (one) => forestWeight(one, "heaviest"),
  bellmanFord: (one, { params }: Fact) => column(one.bellmanFord({ from: params.source as number }), "distance"),
  floydWarshall: async (one) => {
    const table: number[][] = [];
    for (const { source, target, distance } of await one.floydWarshall().collect()) {
      table[source] ??= [];
      table[source][target] = distance;
    }
    return table;
  },
  immediateDominators: async (one, { params }) => {
    const rows = await one.dominators({ from: params.start as number }).collect();
    return Object.fromEntries(rows.flatMap(({ id, dominator }) => (dominator === null ? [] : [[id, dominator]])));
  },
};

async function forestWeight(one: Graph<number>, keep: "lightest" | "heaviest"): Promise<number> {
  return (await one.minimumSpanningForest({ keep }).collect()).reduce((sum, { weight }) => sum + weight, 0);
}
