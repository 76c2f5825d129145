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
};
