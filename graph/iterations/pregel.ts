import { type KnownOptions, requireOptions } from "../../core/mod.ts";
import { demand } from "../checks.ts";
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
  type Vertex,
} from "./options.ts";

/** A computation of each vertex by the messages that it gets. */
export interface PregelOptions<
  Id,
  VertexRow,
  State extends StateKinds,
  Combined extends Combine,
  Aggregators,
  Broadcast,
> extends IterationOptions<State, Id, VertexRow, Aggregators, Broadcast> {
  /**
   * What becomes of several messages to one vertex: one number (by name, or by a function that does not care for order), or
   * `"all"` of them in the order they were sent.
   */
  readonly combine: Combined;
  /**
   * Vertices that are computed after superstep 0, in which all are. Default: those with a message. Of the others that `"all"`
   * computes, the message is that of none: ∞ by `"min"`, −∞ by `"max"`, 0 by `"sum"`, NaN by a function.
   */
  readonly active?: "with messages" | "all";
  /** What a vertex does in a superstep: it may set its state, send messages, and add to aggregators. */
  readonly compute: (
    vertex: Vertex<Id, State>,
    message: Message<Combined>,
    context: SendingContext<Id, Aggregators, Broadcast>,
  ) => void;
}

const known: KnownOptions<PregelOptions<unknown, unknown, StateKinds, Combine, unknown, unknown>> = {
  ...knownIteration,
  combine: true,
  active: ["with messages", "all"],
  compute: true,
};

/** Malewicz et al., “Pregel: a System for Large-Scale Graph Processing”, SIGMOD 2010. */
export function pregel(
  graph: Described,
  options: PregelOptions<never, never, StateKinds, Combine, never, never>,
): IterationResult<unknown, object> {
  requireOptions(options as never, known, "pregel");
  const { combine, active, compute, ...rest } = options;
  mustBeFunction(compute, "pregel");
  checkCombine(combine, "pregel");
  const model = { name: "pregel", combine, compute: compute as never, ...(active === undefined ? {} : { active }) };
  return iteration(graph, rest as never, model);
}

/** Refuses what no messages can be combined by. */
export function checkCombine(combine: unknown, name: string): void {
  const holds = typeof combine === "function" || ["min", "max", "sum", "all"].includes(combine as string);
  demand(holds, {
    doing: `iterate in ${name}`,
    as: "its messages must be combined by min, max, sum, all or a function",
    got: combine,
    remedy: 'write for instance combine: "min"',
  });
}
