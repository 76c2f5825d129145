import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { reorderLengths } from "../kernels/page-rank.ts";
import { orderOf, placesByDegree } from "../kernels/triangles.ts";

/** Edges that lead in, and how many lead out, by the places of vertices: ascending by how many lead in, of equal ones by number. */
export interface RowsByDegree {
  readonly in: Adjacency;
  /** Where entries of edges that lead out would begin. */
  readonly outStarts: Uint32Array; // [vertices + 1]
  readonly places: Uint32Array; // [vertices]
  readonly order: Uint32Array; // [vertices], the vertex of each place
}

/** Graphs of fewer entries are in the processor's nearest memory anyway; of more the copy would take too much of it. */
const fewEntries = 2 ** 12;
const manyEntries = 2 ** 26;

/** Rounds over all entries that the copy takes as long as. */
const fewRounds = 8;

/**
 * Rows for many rounds over all entries of a graph, some of whose vertices have many: rows of one length are next to each other, so that their
 * ends are foreseen, and so are vertices that many rows have (Kronecker 2^14: 0.82 → 0.34 ns an entry, 2^18: 1.5 → 0.86). Undefined where that does
 * not pay. Each row keeps the order of its entries, so that sums over it stay what they are to the bit.
 */
export function rowsByDegree(graph: Snapshot, rounds: number): RowsByDegree | undefined {
  const { in: rows, out, vertexCount, work } = graph;
  const entries = rows.neighbours.length;
  if (rounds < fewRounds || entries < fewEntries || entries > manyEntries) return undefined;
  const greatest = greatestIfSkewed(rows, vertexCount);
  if (greatest === undefined) return undefined;
  const [places, order] = [work.uint32(vertexCount), work.uint32(vertexCount)];
  placesByDegree(rows.starts, new Uint32Array(greatest + 2), places);
  orderOf(places, order);
  const [starts, neighbours] = [work.uint32(vertexCount + 1), work.uint32(entries)];
  work.run("reorderRows", rows.starts, rows.neighbours, places, order, starts, neighbours, vertexCount);
  const outStarts = out === rows ? starts : work.uint32(vertexCount + 1);
  if (out !== rows) reorderLengths(out.starts, order, outStarts);
  return { in: { starts, neighbours }, outStarts, places, order };
}

/** Gives back what the rows took. */
export function freeRows(
  { work }: Snapshot,
  { in: { starts, neighbours }, outStarts, places, order }: RowsByDegree,
): void {
  work.free(starts, neighbours, places, order);
  if (outStarts !== starts) work.free(outStarts);
}

/** The most entries of a vertex, if those of more than twice the average have half of all: in a grid or a random graph they have hardly any. */
function greatestIfSkewed({ starts, neighbours }: Adjacency, vertexCount: number): number | undefined {
  const many = (2 * neighbours.length) / vertexCount;
  let [greatest, ofMany] = [0, 0];
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const degree = starts[vertex + 1]! - starts[vertex]!;
    if (degree > greatest) greatest = degree;
    if (degree > many) ofMany += degree;
  }
  return 2 * ofMany > neighbours.length ? greatest : undefined;
}
