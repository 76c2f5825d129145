import type { Graph } from "../../../graph/mod.ts";
import type { Fact } from "./file.ts";

/** How an algorithm gives what a fact says. */
export type Replay = (graph: Graph<number>, fact: Fact) => Promise<unknown>;

interface Rows<Row> {
  collect(): Promise<Row[]>;
}

/** The values of a column in the order of the vertices. */
export async function column<Name extends string, Value>(
  rows: Rows<Record<Name, Value> & { readonly id: number }>,
  name: Name,
): Promise<Value[]> {
  return (await rows.collect()).sort((a, b) => a.id - b.id).map((row) => row[name]);
}

/** The only row. */
export async function single<Row>(rows: Rows<Row>): Promise<Row> {
  return (await rows.collect())[0]!;
}

/** The vertices of each part, in ascending order, parts by their first vertices. */
export async function parts<Name extends string>(
  rows: Rows<Record<Name, unknown> & { readonly id: number }>,
  name: Name,
): Promise<number[][]> {
  const parts = new Map<unknown, number[]>();
  for (const row of (await rows.collect()).sort((a, b) => a.id - b.id)) {
    parts.set(row[name], [...(parts.get(row[name]) ?? []), row.id]);
  }
  return [...parts.values()];
}

/** Numbers within an absolute tolerance, everything else equal. */
export function isNear(expected: unknown, got: unknown, tolerance: number): boolean {
  if (typeof expected === "number" && typeof got === "number") return Math.abs(expected - got) <= tolerance;
  if (typeof expected !== "object" || expected === null || typeof got !== "object" || got === null) {
    return Object.is(expected, got);
  }
  const names = Object.keys(expected);
  if (names.length !== Object.keys(got).length) return false;
  return names.every((name) =>
    isNear((expected as Record<string, unknown>)[name], (got as Record<string, unknown>)[name], tolerance),
  );
}
