import { numbers, type ResultColumns, verticesOrNull } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";

/** One value of each vertex in an iteration: how it is kept, and what it is at first. */
export interface StateKind<Value> {
  /** Never there: carries the type of the values that rows have. */
  readonly value?: Value;
  readonly kind: "f64" | "i32" | "u32" | "vertex";
  readonly initial: number;
}

/** A double of each vertex. */
export function f64(initial = 0): StateKind<number> {
  return { kind: "f64", initial };
}

/** A whole number of 32 bits of each vertex, with its sign. */
export function i32(initial = 0): StateKind<number> {
  return { kind: "i32", initial };
}

/** A whole number of 32 bits of each vertex, from 0. */
export function u32(initial = 0): StateKind<number> {
  return { kind: "u32", initial };
}

/** No vertex: rows have null. */
export const noVertex = 0xffff_ffff;

/** The number of another vertex (`v.number`), `noVertex` at first: rows have its id, or null. */
export function vertexNumber(): StateKind<"vertex"> {
  return { kind: "vertex", initial: noVertex };
}

export type StateArray = Float64Array | Int32Array | Uint32Array;

/** The values of all vertices, as they are at first. */
export function stateArray({ kind, initial }: StateKind<unknown>, count: number): StateArray {
  if (kind === "f64") return new Float64Array(count).fill(initial);
  return kind === "i32" ? new Int32Array(count).fill(initial) : new Uint32Array(count).fill(initial);
}

/** Values as columns of rows. */
export function stateColumns(
  kinds: Readonly<Record<string, StateKind<unknown>>>,
  arrays: readonly StateArray[],
): ResultColumns<object> {
  const columns = Object.entries(kinds).map(([name, { kind }], at) => {
    const values = arrays[at]!;
    return [name, kind === "vertex" ? verticesOrNull(values as Uint32Array, noVertex) : numbers(values)];
  });
  return Object.fromEntries(columns) as ResultColumns<object>;
}

/** Values that rows give, by the ids of vertices. */
export function setInitial(
  graph: Snapshot,
  kinds: Readonly<Record<string, StateKind<unknown>>>,
  arrays: readonly StateArray[],
  rows: readonly { readonly id: unknown; readonly values: Readonly<Record<string, unknown>> }[],
): void {
  const named = Object.entries(kinds).map(([name, { kind }], at) => ({ name, kind, array: arrays[at]! }));
  for (const { id, values } of rows) {
    const vertex = graph.ids.find(id);
    if (vertex < 0) continue;
    for (const { name, kind, array } of named) {
      const value = values[name];
      if (value === undefined) continue;
      array[vertex] = kind === "vertex" ? graph.ids.find(value) : mustBeNumber(value, name);
    }
  }
}

function mustBeNumber(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  throw new TypeError(
    `Cannot begin an iteration with the state ${name} as it must be a number: got ${String(value)}; give a number in initial, or leave ${name} out`,
  );
}
