import { type KnownOptions, requireOptions } from "../../core/mod.ts";
import { type Described, mustBeFunction } from "../methods/described.ts";
import { iteration } from "./iteration.ts";
import type { Combine } from "./mailbox.ts";
import {
  type IterationOptions,
  type IterationResult,
  knownIteration,
  type Message,
  type SendingContext,
  type StateKinds,
  type SuperstepContext,
  type Vertex,
} from "./options.ts";
import { checkCombine } from "./pregel.ts";
import type { ComputeContext, ComputedVertex } from "./program.ts";

/** Vertices send by what they are, and become others by what they get. */
export interface ScatterGatherOptions<
  Id,
  VertexRow,
  State extends StateKinds,
  Combined extends Combine,
  Aggregators,
  Broadcast,
> extends IterationOptions<State, Id, VertexRow, Aggregators, Broadcast> {
  /** What becomes of several messages to one vertex: one number, or `"all"` of them. */
  readonly combine: Combined;
  /** What a vertex sends: at first every one, then those whose state was changed by `gather`. */
  readonly scatter: (vertex: Vertex<Id, State>, context: SendingContext<Id, Aggregators, Broadcast>) => void;
  /** What messages make of a vertex. */
  readonly gather: (
    vertex: Vertex<Id, State>,
    message: Message<Combined>,
    context: SuperstepContext<Aggregators, Broadcast>,
  ) => void;
}

const known: KnownOptions<ScatterGatherOptions<unknown, unknown, StateKinds, Combine, unknown, unknown>> = {
  ...knownIteration,
  combine: true,
  scatter: true,
  gather: true,
};

type Scatter = (vertex: ComputedVertex, context: ComputeContext) => unknown;
type Gather = (vertex: ComputedVertex, message: number | Float64Array, context: ComputeContext) => unknown;

/** Stutz, Bernstein, Cohen, “Signal/Collect: Graph Algorithms for the (Semantic) Web”, ISWC 2010. */
export function scatterGather(
  graph: Described,
  options: ScatterGatherOptions<never, never, StateKinds, Combine, never, never>,
): IterationResult<unknown, object> {
  requireOptions(options as never, known, "scatterGather");
  const { combine, scatter, gather, ...rest } = options;
  mustBeFunction(scatter, "scatterGather");
  mustBeFunction(gather, "scatterGather");
  checkCombine(combine, "scatterGather");
  const compute = gatherThenScatter(gather as unknown as Gather, scatter as unknown as Scatter);
  return iteration(graph, rest as never, { name: "scatterGather", combine, compute });
}

/** Gathers, but for superstep 0; vertices that stay as they are send nothing. */
export function gatherThenScatter(gather: Gather, scatter: Scatter): Gather {
  return (vertex, message, context) => {
    if (context.superstep > 0) {
      const made = gather(vertex, message, context);
      if (!context.changed) return made;
    }
    return scatter(vertex, context);
  };
}
