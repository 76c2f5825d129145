import type { Snapshot } from "./build/snapshot.ts";
import type { VertexIds } from "./build/vertex-ids.ts";

/** One column of what an algorithm gives: numbers, yes or no, values as they are, or vertices, which become the user's own ids. */
export type ResultColumn<Value> = {
  /** Never there: carries the type of the values that rows have. */
  readonly value?: Value;
} & (
  | {
      readonly kind: "numbers" | "vertices";
      readonly values: Float64Array | Int32Array | Uint32Array;
      /** What stands for null. */
      readonly missing?: number;
    }
  | { readonly kind: "flags"; readonly values: Uint8Array }
  | { readonly kind: "values"; readonly values: readonly unknown[] }
  /** Each value several vertices: a path, a clique. */
  | { readonly kind: "lists"; readonly values: readonly Uint32Array[] }
);

/** Columns of a result by name. */
export type ResultColumns<Row> = { readonly [Name in keyof Row]: ResultColumn<Row[Name]> };

/**
 * A computation that goes on from turn to turn, and gives its columns in the end. A turn may tell how much of what it is at is
 * done, from 0 to 1: the run's metrics show it.
 */
export type Turns<Row> = Generator<number | undefined, ResultColumns<Row>>;

/** A computation over a whole graph, whatever its rows stand for. */
export interface Computation<Id, Row> {
  readonly name: string;
  /** For plans: what it was asked for. */
  readonly details?: Readonly<Record<string, string>>;
  /** What weights it takes; unless said none are read. */
  readonly weights?: "any" | "not negative" | "positive";
  /** Whether it was asked to use weights: graphs that have none are then refused. Otherwise each edge of those weighs 1. */
  readonly asksForWeights?: boolean;
  /** Vertices that it names by id: they must be in the graph. */
  readonly vertices?: readonly Id[];
  run(graph: Snapshot): Turns<Row>;
  /** How its rows are kept up while edges come; without it edges that never end are refused. */
  readonly live?: Live<Row>;
}

/** A computation over edges that may never end: at any time its rows are those that `run` would give of the edges by then. */
export interface Live<Row> {
  /** Why an edge cannot be taken back; undefined where it can. */
  readonly keepsEdges?: string;
  /** Whether a row that was given stays as it is. */
  readonly keepsRows?: true;
  open(start: LiveStart): LiveTask<Row>;
}

/** What a live computation begins with. */
export interface LiveStart {
  readonly ids: VertexIds;
  readonly directed: boolean;
  /** What `save` gave, where it goes on from a snapshot. */
  readonly saved: unknown;
}

/** Edges that have come, by the numbers of their ends, in arrays that are written over when the call returns. */
export interface ComingEdges {
  readonly count: number;
  readonly sources: Uint32Array; // [count] or more
  readonly targets: Uint32Array; // [count] or more
  /** Undefined where no weight was asked for, or the graph has none. */
  readonly weights: Float64Array | undefined; // [count]
  /** 1 for an edge that is taken back; undefined where none is. */
  readonly removed: Uint8Array | undefined; // [count]
}

/** A live computation at work. */
export interface LiveTask<Row> {
  add(edges: ComingEdges): void;
  /** What is different since the last call. `isLast`: no edge comes any more. */
  changes(isLast: boolean): RowChanges<Row>;
  /** All that it knows, as plain data and typed arrays. Called between `changes` and `add`. */
  save(): unknown;
}

/** Rows that are given and taken back. */
export interface RowChanges<Row> {
  /** A change kind (insert 0, update before 1, update after 2, delete 3) for each row; the two of an update are neighbours. */
  readonly kinds: Uint8Array;
  /** The vertex of each row, for algorithms that give rows for vertices. */
  readonly vertices?: Uint32Array;
  readonly columns: ResultColumns<Row>;
}

/**
 * A computation over a whole graph, as a value: `graph.apply(pageRank())`. A new one is one file in `graph/algorithms`.
 *
 * `run` is a generator: it yields where others may take their turn (an abort, a checkpoint, other steps), after at most some
 * tens of milliseconds, and returns a value for each vertex in the order of their numbers. It keeps nothing outside of itself.
 */
export interface Algorithm<Id, Row> extends Computation<Id, Row> {
  readonly gives?: "vertices";
}

/** As `Algorithm`, with a value for each edge in the order of the edges: rows begin with its `source` and `target`. */
export interface EdgeAlgorithm<Id, Row> extends Computation<Id, Row> {
  readonly gives: "edges";
}

/** As `Algorithm`, with rows of its own: one for the whole graph, for pairs of vertices, for some of the edges. */
export interface RowAlgorithm<Id, Row> extends Computation<Id, Row> {
  readonly gives: "rows";
}

/** A computation of any kind. */
export type AnyAlgorithm<Id, Row> = Algorithm<Id, Row> | EdgeAlgorithm<Id, Row> | RowAlgorithm<Id, Row>;

/** What an algorithm says of weights that it takes only where it is asked to. */
export function weightsIf<Kind extends "any" | "not negative" | "positive">(
  asked: boolean,
  weights: Kind,
): { readonly weights?: Kind; readonly asksForWeights?: true } {
  return asked ? { weights, asksForWeights: true } : {};
}

/** A column of numbers, as doubles. */
export function numbers(values: Float64Array | Int32Array | Uint32Array): ResultColumn<number> {
  return { kind: "numbers", values };
}

/** A column of numbers of which one stands for null. */
export function numbersOrNull(
  values: Float64Array | Int32Array | Uint32Array,
  missing: number,
): ResultColumn<number | null> {
  return { kind: "numbers", values, missing };
}

/** A column of vertices by their numbers: the user sees their ids. */
export function vertices<Id>(values: Uint32Array): ResultColumn<Id> {
  return { kind: "vertices", values };
}

/** A column of vertices of which one number, that of no vertex, stands for null. */
export function verticesOrNull<Id>(values: Uint32Array | Int32Array, missing: number): ResultColumn<Id | null> {
  return { kind: "vertices", values, missing };
}

/** A column of yes (1) and no (0). */
export function flags(values: Uint8Array): ResultColumn<boolean> {
  return { kind: "flags", values };
}

/** A column of values as they are. */
export function valuesOf<Value>(values: readonly Value[]): ResultColumn<Value> {
  return { kind: "values", values };
}

/** A column of several vertices each: the user sees arrays of their ids. */
export function verticesLists<Id>(values: readonly Uint32Array[]): ResultColumn<readonly Id[]> {
  return { kind: "lists", values };
}

/** One row for the whole graph. */
export function oneRow<Row extends Readonly<Record<string, unknown>>>(row: Row): ResultColumns<Row> {
  const columns = Object.entries(row).map(([name, value]) => [name, valuesOf([value])]);
  return Object.fromEntries(columns) as ResultColumns<Row>;
}
