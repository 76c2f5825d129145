import type { Dataset, Flat, KnownOptions } from "../../core/mod.ts";
import type { Aggregator, MessageDirection, SentEdge } from "./program.ts";
import type { StateKind } from "./state-kinds.ts";

/** The state of each vertex: a name and a kind for each value. */
export type StateKinds = Readonly<Record<string, StateKind<unknown>>>;

/** The vertex at hand: one object for all, so keep nothing of it but its values. */
export type Vertex<Id, State extends StateKinds> = {
  readonly id: Id;
  /** Its number, from 0: what a `vertexNumber()` takes. */
  readonly number: number;
  /** How many edges its messages go along. */
  readonly degree: number;
} & { -readonly [Name in keyof State]: number };

/** The rows of an iteration's result. */
export type StateRow<Id, Name extends string, State extends StateKinds> = Flat<
  Readonly<Record<Name, Id>> & {
    readonly [Each in keyof State]: State[Each] extends StateKind<"vertex"> ? Id | null : number;
  }
>;

/** What a vertex gets: the one number that its messages were combined to, or all of them. */
export type Message<Combined> = Combined extends "all" ? Float64Array : number;

/** What a superstep offers to a vertex besides its message. */
export interface SuperstepContext<Aggregators, Broadcast> {
  /** Counted from 0. */
  readonly superstep: number;
  readonly vertexCount: number;
  readonly edgeCount: number;
  /** What aggregators gave in the superstep before; in the first one as if nothing had been added. */
  readonly aggregates: { readonly [Name in keyof Aggregators]: number };
  /** The rows of the datasets that every vertex sees. */
  readonly broadcast: {
    readonly [Name in keyof Broadcast]: Broadcast[Name] extends Dataset<infer Row> ? readonly Row[] : never;
  };
  /** Adds to an aggregator: the next superstep sees what it gives. */
  add(aggregator: string & keyof Aggregators, value: number): void;
}

/** … where it may send messages. */
export interface SendingContext<Id, Aggregators, Broadcast> extends SuperstepContext<Aggregators, Broadcast> {
  send(to: Id, message: number): void;
  /** The same message along all edges, or what a function gives for each. */
  sendAlongEdges(message: number | ((edge: SentEdge<Id>) => number)): void;
}

/** What all iterations are told. */
export interface IterationOptions<State, Id, VertexRow, Aggregators, Broadcast> {
  /** The values of each vertex: `{ distance: f64(Infinity) }`. */
  readonly state: State;
  /** Values that a vertex begins with, of its row; those that are left out are as `state` says. */
  readonly initial?: (vertex: VertexRow) => { readonly [Name in keyof State]?: number | Id };
  /** Supersteps at most, the first one among them. */
  readonly maxSupersteps: number;
  /** Which edges of a vertex its messages go along. Default `"out"`; of an undirected graph always all. */
  readonly direction?: MessageDirection;
  /** Values of the whole graph in each superstep, by name. */
  readonly aggregators?: Aggregators;
  /** Whether the superstep was the last one, asked after each. It ends without that when no message was sent. */
  readonly until?: (report: {
    readonly superstep: number;
    readonly aggregates: { readonly [Name in keyof Aggregators]: number };
  }) => unknown;
  /** Bounded datasets whose rows every vertex sees. */
  readonly broadcast?: Broadcast;
}

/** Names of options that all iterations know. */
export const knownIteration: KnownOptions<IterationOptions<unknown, unknown, unknown, unknown, unknown>> = {
  state: true,
  initial: true,
  maxSupersteps: "a number",
  direction: ["out", "in", "both"],
  aggregators: true,
  until: true,
  broadcast: true,
};

/** What comes of an iteration. */
export interface IterationResult<Row, Aggregators> {
  /** A row for each vertex: its id and its state in the end. */
  readonly vertices: Dataset<Row>;
  /** A row for each superstep: how many vertices were computed, how many messages sent, and what aggregators gave. */
  readonly supersteps: Dataset<
    Flat<
      { readonly superstep: number; readonly active: number; readonly messages: number } & {
        readonly [Name in keyof Aggregators]: number;
      }
    >
  >;
}

export type Aggregators = Readonly<Record<string, Aggregator>>;

export type BroadcastDatasets = Readonly<Record<string, Dataset<unknown>>>;
