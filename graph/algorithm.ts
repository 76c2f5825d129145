import type { Snapshot } from "./build/snapshot.ts";

/** One column of what an algorithm gives: numbers, or vertices, which become the user's own ids. */
export interface ResultColumn<out Value> {
  readonly kind: "numbers" | "vertices";
  readonly values: Float64Array | Int32Array | Uint32Array;
  /** Of numbers: what stands for null. */
  readonly missing?: number;
  /** Never there: carries the type of the values that rows have. */
  readonly value?: Value;
}

/** Columns of a result by name. */
export type ResultColumns<Row> = { readonly [Name in keyof Row]: ResultColumn<Row[Name]> };

/**
 * A computation over a whole graph, as a value: `graph.apply(pageRank())`. A new one is one file in `graph/algorithms`.
 *
 * `run` is a generator: it yields where others may take their turn (an abort, a checkpoint, other steps), after at most some
 * tens of milliseconds, and returns a value for each vertex in the order of their numbers. It keeps nothing outside of itself.
 */
export interface Algorithm<Id, Row> {
  readonly name: string;
  /** For plans: what it was asked for. */
  readonly details?: Readonly<Record<string, string>>;
  /** What weights it takes; unless said none are read. */
  readonly weights?: "any" | "not negative";
  /** Vertices that it names by id: they must be in the graph. */
  readonly vertices?: readonly Id[];
  run(graph: Snapshot): Generator<void, ResultColumns<Row>>;
}

/** A column of numbers, as doubles. */
export function numbers(values: Float64Array): ResultColumn<number> {
  return { kind: "numbers", values };
}

/** A column of numbers of which one stands for null. */
export function numbersOrNull(values: Float64Array | Int32Array, missing: number): ResultColumn<number | null> {
  return { kind: "numbers", values, missing };
}

/** A column of vertices by their numbers: the user sees their ids. */
export function vertices<Id>(values: Uint32Array): ResultColumn<Id> {
  return { kind: "vertices", values };
}
