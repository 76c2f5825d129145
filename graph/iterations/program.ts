import type { Combine } from "./mailbox.ts";
import type { StateKind } from "./state-kinds.ts";

/** How values of all vertices become one of the whole graph in a superstep. */
export type Aggregator = "sum" | "min" | "max";

/** Which edges of a vertex its messages go along; of an undirected graph always all. */
export type MessageDirection = "out" | "in" | "both";

/** What an iteration does in a superstep. */
export interface Program {
  /** For errors: the method that it was asked for by. */
  readonly name: string;
  readonly state: Readonly<Record<string, StateKind<unknown>>>;
  readonly combine: Combine;
  readonly maxSupersteps: number;
  readonly direction: MessageDirection;
  /** Vertices that are computed after superstep 0: those that a message waits for, or all. */
  readonly active: "with messages" | "all";
  readonly aggregators: Readonly<Record<string, Aggregator>>;
  readonly until:
    | ((report: { superstep: number; aggregates: Readonly<Record<string, number>> }) => unknown)
    | undefined;
  /** What one vertex does; `vertex.changed` tells whether its state is another one than before the call. */
  readonly compute: (vertex: ComputedVertex, message: number | Float64Array, context: ComputeContext) => unknown;
}

/** The vertex at hand, one object for all: its state are properties that can be set. */
export type ComputedVertex = Record<string, unknown> & { readonly id: unknown; readonly number: number };

/** The edge at hand, one object for all. */
export interface SentEdge<Id> {
  /** 1 where the graph has no weights. */
  readonly weight: number;
  /** The id of the vertex at the other end. */
  readonly to: Id;
}

/** What a superstep offers to a vertex. */
export interface ComputeContext {
  readonly superstep: number;
  readonly vertexCount: number;
  readonly edgeCount: number;
  /** What aggregators gave in the superstep before; in the first one as if nothing had been added. */
  readonly aggregates: Readonly<Record<string, number>>;
  readonly broadcast: Readonly<Record<string, readonly unknown[]>>;
  readonly changed: boolean;
  send(to: unknown, message: number): void;
  sendAlongEdges(message: number | ((edge: SentEdge<unknown>) => number)): void;
  add(aggregator: string, value: number): void;
}

/** What a superstep was like. */
export interface SuperstepReport {
  readonly superstep: number;
  /** Vertices that were computed. */
  readonly active: number;
  readonly messages: number;
  readonly aggregates: Readonly<Record<string, number>>;
  readonly goesOn: boolean;
}

const zeros: Readonly<Record<Aggregator, number>> = {
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
};

/** Aggregates of nothing. */
export function noAggregates(aggregators: Program["aggregators"]): Record<string, number> {
  return Object.fromEntries(Object.entries(aggregators).map(([name, kind]) => [name, zeros[kind]]));
}

/** What an aggregator makes of two values. */
export function aggregated(kind: Aggregator, one: number, other: number): number {
  if (kind === "sum") return one + other;
  return kind === "min" ? Math.min(one, other) : Math.max(one, other);
}
