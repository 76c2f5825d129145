import { articulationPoints } from "../algorithms/articulation-points.ts";
import { biconnectedComponents } from "../algorithms/biconnected-components.ts";
import { bridges } from "../algorithms/bridges.ts";
import { condensation, type Ends } from "../algorithms/condensation.ts";
import { connectedComponents } from "../algorithms/connected-components.ts";
import { findCycle } from "../algorithms/find-cycle.ts";
import { stronglyConnectedComponents } from "../algorithms/strongly-connected-components.ts";
import { type TransitiveClosureOptions, transitiveClosure } from "../algorithms/transitive-closure.ts";
import { transitiveReduction } from "../algorithms/transitive-reduction.ts";
import type { Makers, OwnRows, PerEdge, PerVertex } from "./rows.ts";

/** What hangs together, and what holds it together. */
export interface ComponentMethods<Id, Name extends string> {
  /** As `apply(connectedComponents())`. */
  connectedComponents(): PerVertex<Id, Name, { component: Id }>;
  /** As `apply(stronglyConnectedComponents())`. */
  stronglyConnectedComponents(): PerVertex<Id, Name, { component: Id }>;
  /** As `apply(condensation())`. */
  condensation(): OwnRows<Ends<Id>>;
  /** As `apply(biconnectedComponents())`. */
  biconnectedComponents(): PerEdge<Id, { component: number | null }>;
  /** As `apply(articulationPoints())`. */
  articulationPoints(): PerVertex<Id, Name, { articulation: boolean }>;
  /** As `apply(bridges())`. */
  bridges(): PerEdge<Id, { bridge: boolean }>;
  /** As `apply(transitiveClosure(options))`. */
  transitiveClosure(options?: TransitiveClosureOptions): OwnRows<Ends<Id>>;
  /** As `apply(transitiveReduction())`. */
  transitiveReduction(): OwnRows<Ends<Id>>;
  /** As `apply(findCycle())`. */
  findCycle(): OwnRows<{ id: Id }>;
}

export const componentMethods: Makers<ComponentMethods<never, never>> = {
  transitiveClosure,
  connectedComponents,
  stronglyConnectedComponents,
  condensation,
  biconnectedComponents,
  articulationPoints,
  bridges,
  transitiveReduction,
  findCycle,
};
