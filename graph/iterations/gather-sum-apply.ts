import { type KnownOptions, requireOptions } from "../../core/mod.ts";
import { type Described, mustBeFunction } from "../methods/described.ts";
import { iteration } from "./iteration.ts";
import type { Combine } from "./mailbox.ts";
import {
  type IterationOptions,
  type IterationResult,
  knownIteration,
  type StateKinds,
  type SuperstepContext,
  type Vertex,
} from "./options.ts";
import { checkCombine } from "./pregel.ts";
import type { ComputedVertex, SentEdge } from "./program.ts";
import { gatherThenScatter } from "./scatter-gather.ts";

/** What each vertex makes of its neighbours: gathered along edges, summed, applied. */
export interface GatherSumApplyOptions<Id, VertexRow, State extends StateKinds, Aggregators, Broadcast>
  extends IterationOptions<State, Id, VertexRow, Aggregators, Broadcast> {
  /** What a neighbour gives along an edge: at first every one, then those that `apply` changed. */
  readonly gather: (neighbour: Vertex<Id, State>, edge: SentEdge<Id>) => number;
  /** What becomes of two such numbers; it must not care for order. */
  readonly sum: Exclude<Combine, "all">;
  /** What the sum makes of a vertex. */
  readonly apply: (vertex: Vertex<Id, State>, sum: number, context: SuperstepContext<Aggregators, Broadcast>) => void;
}

const known: KnownOptions<GatherSumApplyOptions<unknown, unknown, StateKinds, unknown, unknown>> = {
  ...knownIteration,
  gather: true,
  sum: true,
  apply: true,
};

/** Gonzalez et al., “PowerGraph: Distributed Graph-Parallel Computation on Natural Graphs”, OSDI 2012. */
export function gatherSumApply(
  graph: Described,
  options: GatherSumApplyOptions<never, never, StateKinds, never, never>,
): IterationResult<unknown, object> {
  requireOptions(options as never, known, "gatherSumApply");
  const { gather, sum, apply, ...rest } = options;
  mustBeFunction(gather, "gatherSumApply");
  mustBeFunction(apply, "gatherSumApply");
  checkCombine(sum, "gatherSumApply");
  const give = gather as unknown as (neighbour: ComputedVertex, edge: SentEdge<unknown>) => number;
  // One function for all vertices, since there is one object for all of them as well.
  let neighbour: ComputedVertex;
  const along = (edge: SentEdge<unknown>): number => give(neighbour, edge);
  const compute = gatherThenScatter(apply as never, (vertex, context) => {
    neighbour = vertex;
    context.sendAlongEdges(along);
  });
  return iteration(graph, rest as never, { name: "gatherSumApply", combine: sum, compute });
}
