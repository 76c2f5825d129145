import { type PageRankOptions, pageRank } from "../algorithms/page-rank.ts";
import type { Makers, PerVertex } from "./rows.ts";

/** How central vertices and edges are. */
export interface CentralityMethods<Id, Name extends string> {
  /** As `apply(pageRank(options))`. */
  pageRank(options?: PageRankOptions<Id>): PerVertex<Id, Name, { rank: number }>;
}

export const centralityMethods: Makers<CentralityMethods<never, never>> = { pageRank };
