import { type CdlpOptions, cdlp } from "../algorithms/cdlp.ts";
import {
  type CommunityDetectionOptions,
  communityDetection,
  type ScoredCommunity,
} from "../algorithms/community-detection.ts";
import { type GirvanNewmanOptions, girvanNewman } from "../algorithms/girvan-newman.ts";
import { type GreedyModularityOptions, greedyModularity } from "../algorithms/greedy-modularity.ts";
import { type LabelPropagationOptions, labelPropagation } from "../algorithms/label-propagation.ts";
import { type LeidenOptions, leiden } from "../algorithms/leiden.ts";
import { type LocalClusteringOptions, localClustering } from "../algorithms/local-clustering.ts";
import { type CommunityOptions, louvain } from "../algorithms/louvain.ts";
import { type ModularityOptions, modularity } from "../algorithms/modularity.ts";
import type { Makers, OwnRows, PerVertex } from "./rows.ts";

/** Groups of vertices that have more to do with one another than with others. */
export interface CommunityMethods<Id, Name extends string> {
  /** As `apply(cdlp(options))`. */
  cdlp(options?: CdlpOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(localClustering(options))`. */
  localClustering(options?: LocalClusteringOptions): PerVertex<Id, Name, { coefficient: number }>;
  /** As `apply(louvain(options))`. */
  louvain(options?: CommunityOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(leiden(options))`. */
  leiden(options?: LeidenOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(greedyModularity(options))`. */
  greedyModularity(options?: GreedyModularityOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(girvanNewman(options))`. */
  girvanNewman(options: GirvanNewmanOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(labelPropagation(options))`. */
  labelPropagation(options?: LabelPropagationOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(communityDetection(options))`. */
  communityDetection(options?: CommunityDetectionOptions): PerVertex<Id, Name, ScoredCommunity<Id>>;
  /** As `apply(modularity(options))`. */
  modularity(options: ModularityOptions<Id>): OwnRows<{ modularity: number | null }>;
}

export const communityMethods: Makers<CommunityMethods<never, never>> = {
  cdlp,
  localClustering,
  louvain,
  leiden,
  greedyModularity,
  girvanNewman,
  labelPropagation,
  communityDetection,
  modularity,
};
