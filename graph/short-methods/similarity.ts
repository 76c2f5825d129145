import { adamicAdar } from "../algorithms/adamic-adar.ts";
import { jaccard, type Similarity, type SimilarityOptions } from "../algorithms/jaccard.ts";
import { type PreferentialAttachmentOptions, preferentialAttachment } from "../algorithms/preferential-attachment.ts";
import {
  type Resistance,
  type ResistanceDistanceOptions,
  resistanceDistance,
} from "../algorithms/resistance-distance.ts";
import { resourceAllocation } from "../algorithms/resource-allocation.ts";
import { type SimRankOptions, simRank } from "../algorithms/sim-rank.ts";
import type { Makers, OwnRows, PerVertex } from "./rows.ts";

/** What vertices have in common. */
export interface SimilarityMethods<Id, Name extends string> {
  /** As `apply(jaccard(options))`. */
  jaccard(options?: SimilarityOptions<Id>): OwnRows<Similarity<Id>>;
  /** As `apply(adamicAdar(options))`. */
  adamicAdar(options?: SimilarityOptions<Id>): OwnRows<Similarity<Id>>;
  /** As `apply(resourceAllocation(options))`. */
  resourceAllocation(options?: SimilarityOptions<Id>): OwnRows<Similarity<Id>>;
  /** As `apply(preferentialAttachment(options))`. */
  preferentialAttachment(options: PreferentialAttachmentOptions<Id>): OwnRows<Similarity<Id>>;
  /** As `apply(simRank(options))`. */
  simRank(options: SimRankOptions<Id>): PerVertex<Id, Name, { similarity: number }>;
  /** As `apply(resistanceDistance(options))`. */
  resistanceDistance(options: ResistanceDistanceOptions<Id>): OwnRows<Resistance<Id>>;
}

export const similarityMethods: Makers<SimilarityMethods<never, never>> = {
  jaccard,
  adamicAdar,
  resourceAllocation,
  preferentialAttachment,
  simRank,
  resistanceDistance,
};
