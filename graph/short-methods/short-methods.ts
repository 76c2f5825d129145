import type { AnyAlgorithm } from "../algorithm.ts";
import { type CentralityMethods, centralityMethods } from "./centrality.ts";
import { type CommunityMethods, communityMethods } from "./communities.ts";
import { type ComponentMethods, componentMethods } from "./components.ts";
import { type FlowMethods, flowMethods } from "./flows.ts";
import { type PathMethods, pathMethods } from "./paths.ts";
import { type SimilarityMethods, similarityMethods } from "./similarity.ts";
import { type StructureMethods, structureMethods } from "./structure.ts";

/** A short method for each algorithm: `graph.x(options)` is `graph.apply(x(options))`. */
export interface ShortMethods<Id, Name extends string>
  extends PathMethods<Id, Name>,
    CentralityMethods<Id, Name>,
    ComponentMethods<Id, Name>,
    CommunityMethods<Id, Name>,
    FlowMethods<Id, Name>,
    SimilarityMethods<Id, Name>,
    StructureMethods<Id, Name> {}

/** What makes the algorithm behind each short method. */
export const makers: Readonly<Record<string, (options: never) => AnyAlgorithm<never, object>>> = {
  ...pathMethods,
  ...centralityMethods,
  ...componentMethods,
  ...communityMethods,
  ...flowMethods,
  ...similarityMethods,
  ...structureMethods,
};
