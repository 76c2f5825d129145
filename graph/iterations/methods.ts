import type { Described } from "../methods/described.ts";
import { type GatherSumApplyOptions, gatherSumApply } from "./gather-sum-apply.ts";
import type { Combine } from "./mailbox.ts";
import type { Aggregators, BroadcastDatasets, IterationResult, StateKinds, StateRow } from "./options.ts";
import { type PregelOptions, pregel } from "./pregel.ts";
import { type ScatterGatherOptions, scatterGather } from "./scatter-gather.ts";

/**
 * Iterations of your own, in supersteps over all vertices: rounds of `iterate`, so that a checkpoint finds its place between
 * two, and a job that is restarted goes on there.
 */
export interface IterationMethods<Id, Name extends string, VertexRow> {
  /**
   * Vertex-centric: each vertex computes by the messages that it gets, and sends others.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * import { f64, graph } from "millrace/graph";
   * const edges = from([{ a: "AMS", b: "CGN", km: 230 }, { a: "CGN", b: "FRA", km: 190 }]);
   * const far = graph({ edges, source: "a", target: "b", weight: "km" }).pregel({
   *   state: { distance: f64(Infinity) },
   *   combine: "min",
   *   maxSupersteps: 100,
   *   compute(v, message, { superstep, sendAlongEdges }) {
   *     const distance = superstep === 0 && v.id === "AMS" ? 0 : message;
   *     if (distance >= v.distance) return;
   *     v.distance = distance;
   *     sendAlongEdges((e) => distance + e.weight);
   *   },
   * });
   * console.log(await far.vertices.collect()); // …, { id: "FRA", distance: 420 }
   * ```
   * @see Malewicz et al., “Pregel: a System for Large-Scale Graph Processing”, SIGMOD 2010.
   */
  pregel<
    const State extends StateKinds,
    const Combined extends Combine,
    const Aggregates extends Aggregators = Record<never, never>,
    const Broadcast extends BroadcastDatasets = Record<never, never>,
  >(
    options: PregelOptions<Id, VertexRow, State, Combined, Aggregates, Broadcast>,
  ): IterationResult<StateRow<Id, Name, State>, Aggregates>;

  /**
   * Scatter, gather: vertices send by what they are, and become others by what they get; those that do send again.
   *
   * @see Stutz, Bernstein, Cohen, “Signal/Collect: Graph Algorithms for the (Semantic) Web”, ISWC 2010.
   */
  scatterGather<
    const State extends StateKinds,
    const Combined extends Combine,
    const Aggregates extends Aggregators = Record<never, never>,
    const Broadcast extends BroadcastDatasets = Record<never, never>,
  >(
    options: ScatterGatherOptions<Id, VertexRow, State, Combined, Aggregates, Broadcast>,
  ): IterationResult<StateRow<Id, Name, State>, Aggregates>;

  /**
   * Gather, sum, apply: what neighbours give along edges is summed, and applied to the vertex; those that it changes give again.
   *
   * @see Gonzalez et al., “PowerGraph: Distributed Graph-Parallel Computation on Natural Graphs”, OSDI 2012.
   */
  gatherSumApply<
    const State extends StateKinds,
    const Aggregates extends Aggregators = Record<never, never>,
    const Broadcast extends BroadcastDatasets = Record<never, never>,
  >(
    options: GatherSumApplyOptions<Id, VertexRow, State, Aggregates, Broadcast>,
  ): IterationResult<StateRow<Id, Name, State>, Aggregates>;
}

/** The iterations of one graph. */
export function boundIterations(graph: Described): object {
  return {
    pregel: (options: never) => pregel(graph, options),
    scatterGather: (options: never) => scatterGather(graph, options),
    gatherSumApply: (options: never) => gatherSumApply(graph, options),
  };
}
