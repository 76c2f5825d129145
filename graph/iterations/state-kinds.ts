import { numbers, type ResultColumns, verticesOrNull } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import type { Workspace } from "../build/workspace.ts";
import { shown } from "../checks.ts";

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
export function stateArray({ kind, initial }: StateKind<unknown>, count: number, work: Workspace): StateArray {
  if (kind === "f64") return work.float64(count).fill(initial);
  return kind === "i32" ? work.int32(count).fill(initial) : work.uint32(count).fill(initial);
}

const ranges: Readonly<Record<StateKind<unknown>["kind"], string>> = {
  f64: "a number",
  i32: "a whole number from -2147483648 to 2147483647",
  u32: "a whole number from 0 to 4294967295",
  vertex: "no vertex",
};

/** What values of a kind are, in words: for `"vertex"` what each begins with. */
export function rangeOf(kind: StateKind<unknown>["kind"]): string {
  return ranges[kind];
}

/** Whether an array of a kind keeps a value as it is. */
export function isKept(kind: StateKind<unknown>["kind"], value: unknown): boolean {
  if (typeof value !== "number") return false;
  if (kind === "f64") return true;
  return kind === "i32" ? (value | 0) === value : value >>> 0 === value;
}

/** Whether vertices can begin with what a kind says. */
export function isInitial({ kind, initial }: StateKind<unknown>): boolean {
  return kind === "vertex" ? initial === noVertex : isKept(kind, initial);
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
  { name: method, state }: { readonly name: string; readonly state: Readonly<Record<string, StateKind<unknown>>> },
  arrays: readonly StateArray[],
  rows: readonly { readonly id: unknown; readonly values: Readonly<Record<string, unknown>> }[],
): void {
  const named = Object.entries(state).map(([name, { kind }], at) => ({ name, kind, array: arrays[at]! }));
  for (const { id, values } of rows) {
    const vertex = graph.ids.find(id);
    if (vertex < 0) continue;
    if (typeof values !== "object" || values === null) throw new TypeError(noValues(method, id, values));
    const unknown = Object.keys(values).find((name) => !Object.hasOwn(state, name));
    if (unknown !== undefined) throw new TypeError(noState(method, id, unknown, Object.keys(state)));
    for (const { name, kind, array } of named) {
      // Not what all objects have, as "constructor".
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) continue;
      const kept = kind === "vertex" ? vertexOf(graph, value) : value;
      if (!isKept(kind, kept)) throw new RangeError(notKept(method, id, name, kind, value));
      array[vertex] = kept as number;
    }
  }
}

/** The number of a vertex by its id; undefined where there is no such one. */
function vertexOf({ ids }: Snapshot, id: unknown): number | undefined {
  if (id === null) return noVertex;
  const vertex = ids.find(id);
  return vertex < 0 ? undefined : vertex;
}

function noValues(method: string, id: unknown, got: unknown): string {
  return (
    `Cannot begin vertex ${shown(id)} in ${method} as what initial gives must be an object of its state: got ${shown(got)}; ` +
    "give {} where it is to begin as state says"
  );
}

function noState(method: string, id: unknown, name: string, states: readonly string[]): string {
  return (
    `Cannot begin vertex ${shown(id)} in ${method} as what initial gives must be of its state: got ${JSON.stringify(name)}, which is none of ${states.join(", ")}; ` +
    `mend the name, or declare it in state: { ${name}: f64() }`
  );
}

function notKept(method: string, id: unknown, name: string, kind: StateKind<unknown>["kind"], value: unknown): string {
  const as = kind === "vertex" ? "the id of a vertex of the graph" : rangeOf(kind);
  const remedy = kind === "vertex" ? "null" : "such a number";
  return (
    `Cannot begin vertex ${shown(id)} in ${method} with its state ${name} as it must be ${as}: got ${shown(value)}; ` +
    `give ${remedy} in initial, or leave ${name} out`
  );
}
