import type { EdgeRecord, GraphRows, VertexId } from "./document.ts";
import { shownValue } from "./written-values.ts";

/** Vertices as the numbers from 1, for formats that know no other ids. */
export interface NumberedVertices {
  readonly count: number;
  numberOf(id: VertexId): number;
}

/** Ids that are whole numbers from 1 stay what they are; others are refused, as nobody would find them again. */
export function numberedVertices({ vertices, edges, path }: GraphRows, format: string): NumberedVertices {
  const numberOf = (id: VertexId): number => {
    const number = Number(id);
    if (typeof id !== "string" && Number.isInteger(number) && number >= 1 && number < 2 ** 31) return number;
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as ids in ${format} must be whole numbers from 1: got ${shownValue(id)}; ` +
        "give vertices such ids by mapIds(…) before, or write GraphML or node-link JSON, which keep any",
    );
  };
  let count = 0;
  for (const { id } of vertices) count = Math.max(count, numberOf(id));
  for (const { source, target } of edges) count = Math.max(count, numberOf(source), numberOf(target));
  return { count, numberOf };
}

/** The weight of an edge. */
export function weightOf({ source, target, values }: EdgeRecord, { path }: GraphRows, format: string): number | bigint {
  const { weight } = values;
  if (typeof weight === "number" || typeof weight === "bigint") return weight;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as weights in ${format} must be numbers: ` +
      `got ${shownValue(weight)} from ${shownValue(source)} to ${shownValue(target)}; leave weights out by columns: []`,
  );
}
