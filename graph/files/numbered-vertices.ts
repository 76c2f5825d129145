import type { EdgeRecord, GraphRows, VertexId } from "./document.ts";
import { shownValue } from "./written-values.ts";

/** Vertices as the numbers from 1, for formats that know no other ids. */
export interface NumberedVertices {
  readonly count: number;
  numberOf(id: VertexId): number;
}

/** Ids that are whole numbers from 1 stay what they are; others are refused, as nobody would find them again. */
export function numberedVertices({ vertices, path }: GraphRows, format: string, most: number): NumberedVertices {
  const numberOf = (id: VertexId): number => {
    const number = Number(id);
    if (typeof id !== "string" && Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as ids in ${format} must be whole numbers from 1 to ${most}: got ${shownValue(id)}; ` +
        "give vertices such ids by mapIds(…) before, or write GraphML or node-link JSON, which keep any",
    );
  };
  const known = new Set<number>();
  for (const { id } of vertices) known.add(numberOf(id));
  let missing = 1;
  while (missing <= known.size && known.has(missing)) missing++;
  if (missing <= known.size)
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as vertices in ${format} are the numbers from 1, each of them: got ${known.size} without ${missing}; ` +
        `add what is missing by addVertices([{ id: ${missing} }]), number them by mapIds(…), or write GraphML or node-link JSON, which keep any`,
    );
  return { count: known.size, numberOf };
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
