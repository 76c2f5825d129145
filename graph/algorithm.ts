import type { Snapshot } from "./build/snapshot.ts";

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

/** A computation that goes on from turn to turn, and gives its columns in the end. */
export type Turns<Row> = Generator<void, ResultColumns<Row>>;

/** A computation over a whole graph, whatever its rows stand for. */
export interface Computation<Id, Row> {
  readonly name: string;
  /** For plans: what it was asked for. */
  readonly details?: Readonly<Record<string, string>>;
  /** What weights it takes; unless said none are read. */
  readonly weights?: "any" | "not negative" | "positive";
  /** Vertices that it names by id: they must be in the graph. */
  readonly vertices?: readonly Id[];
  run(graph: Snapshot): Turns<Row>;
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
