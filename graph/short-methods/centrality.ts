import { type BetweennessOptions, betweenness } from "../algorithms/betweenness.ts";
import { type ClosenessOptions, closeness } from "../algorithms/closeness.ts";
import { edgeBetweenness } from "../algorithms/edge-betweenness.ts";
import { type EigenvectorOptions, eigenvector } from "../algorithms/eigenvector.ts";
import { type HarmonicOptions, harmonic } from "../algorithms/harmonic.ts";
import { type HitsOptions, type HubAndAuthority, hits } from "../algorithms/hits.ts";
import { type KatzOptions, katz } from "../algorithms/katz.ts";
import { type PageRankOptions, pageRank } from "../algorithms/page-rank.ts";
import type { Makers, PerEdge, PerVertex } from "./rows.ts";

/** How central vertices and edges are. */
export interface CentralityMethods<Id, Name extends string> {
  /** As `apply(pageRank(options))`. */
  pageRank(options?: PageRankOptions<Id>): PerVertex<Id, Name, { rank: number }>;
  /** As `apply(closeness(options))`. */
  closeness(options?: ClosenessOptions): PerVertex<Id, Name, { closeness: number }>;
  /** As `apply(harmonic(options))`. */
  harmonic(options?: HarmonicOptions): PerVertex<Id, Name, { harmonic: number }>;
  /** As `apply(betweenness(options))`. */
  betweenness(options?: BetweennessOptions<Id>): PerVertex<Id, Name, { betweenness: number }>;
  /** As `apply(edgeBetweenness(options))`. */
  edgeBetweenness(options?: BetweennessOptions<Id>): PerEdge<Id, { betweenness: number }>;
  /** As `apply(eigenvector(options))`. */
  eigenvector(options?: EigenvectorOptions): PerVertex<Id, Name, { centrality: number }>;
  /** As `apply(katz(options))`. */
  katz(options?: KatzOptions): PerVertex<Id, Name, { centrality: number }>;
  /** As `apply(hits(options))`. */
  hits(options?: HitsOptions): PerVertex<Id, Name, HubAndAuthority>;
}

export const centralityMethods: Makers<CentralityMethods<never, never>> = {
  pageRank,
  closeness,
  harmonic,
  betweenness,
  edgeBetweenness,
  eigenvector,
  katz,
  hits,
};
