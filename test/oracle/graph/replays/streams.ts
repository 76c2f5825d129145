import { from } from "../../../../core/mod.ts";
import { type RunningMetrics, runningMetrics } from "../../../../graph/mod.ts";
import type { Fact, FactGraph } from "../file.ts";

/** What a graph is like after each of its edges. */
export const streams: Readonly<Record<string, (given: FactGraph, fact: Fact) => Promise<unknown>>> = {
  streamComponentsPerPrefix: async (given) => (await metricsOf(given)).map(({ components }) => components),
  streamTrianglesPerPrefix: async (given) => (await metricsOf(given)).map(({ triangles }) => triangles),
  streamFirstNonBipartiteEdge: async (given) => {
    const first = (await metricsOf(given)).findIndex(({ bipartite }) => !bipartite);
    return first < 0 ? null : first;
  },
};

function metricsOf({ edges }: FactGraph): Promise<RunningMetrics[]> {
  const rows = from(edges.map(([source, target]) => ({ source: source!, target: target! })));
  return rows.apply(runningMetrics({ source: "source", target: "target" })).collect();
}
