import type { BetweennessOptions } from "../../../../graph/mod.ts";
import type { Fact } from "../file.ts";
import { column, type Replay } from "../replay.ts";

/** How central vertices and edges are. */
export const centrality: Readonly<Record<string, Replay>> = {
  pagerank: (one, { params }) =>
    column(
      one.pageRank({ damping: params.damping as number, ...(params.weight === undefined ? {} : { weights: "use" }) }),
      "rank",
    ),
  personalizedPagerank: (one, { params }) => {
    const shares = Object.entries(params.personalization as Record<string, number>);
    const personalization = new Map(shares.map(([id, share]) => [Number(id), share]));
    return column(one.pageRank({ damping: params.damping as number, personalization }), "rank");
  },
  betweenness: (one, fact) => column(one.betweenness(betweennessOf(fact)), "betweenness"),
  edgeBetweenness: async (one, fact) =>
    (await one.edgeBetweenness(betweennessOf(fact)).collect()).map(({ betweenness }) => betweenness),
  closeness: (one) => column(one.closeness(), "closeness"),
  harmonic: (one) => column(one.harmonic(), "harmonic"),
  eigenvector: (one) => column(one.eigenvector({ tolerance: 1e-13 }), "centrality"),
  katz: (one, { params }) =>
    column(one.katz({ alpha: params.alpha as number, beta: params.beta as number }), "centrality"),
  hits: async (one) => {
    // NetworkX multiplies by the weighted adjacency matrix.
    const scores = one.hits({ weights: "use" });
    return { hubs: await column(scores, "hub"), authorities: await column(scores, "authority") };
  },
};

function betweennessOf({ params }: Fact): BetweennessOptions<number> {
  return {
    normalize: params.normalized === true ? "pairs" : "none",
    ...(params.weight === undefined ? {} : { weights: "use" as const }),
  };
}
