import { type CdlpOptions, cdlp } from "../algorithms/cdlp.ts";
import { type LocalClusteringOptions, localClustering } from "../algorithms/local-clustering.ts";
import type { Makers, PerVertex } from "./rows.ts";

/** Groups of vertices that have more to do with one another than with others. */
export interface CommunityMethods<Id, Name extends string> {
  /** As `apply(cdlp(options))`. */
  cdlp(options?: CdlpOptions): PerVertex<Id, Name, { community: Id }>;
  /** As `apply(localClustering(options))`. */
  localClustering(options?: LocalClusteringOptions): PerVertex<Id, Name, { coefficient: number }>;
}

export const communityMethods: Makers<CommunityMethods<never, never>> = { cdlp, localClustering };
