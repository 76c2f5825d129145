import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { orderOf, placeLater, placesByDegree } from "../kernels/triangles.ts";
import { inTurns, madeInTurns } from "../turns.ts";

/** Vertices before others may take their turn. */
const turn = 4096;

/** Rows of a graph by the places of its vertices: ascending by how many neighbours they have, of equal ones by number. */
export interface LaterRows extends Adjacency {
  readonly places: Uint32Array; // [vertices]
  readonly order: Uint32Array; // [vertices], the vertex of each place
}

/**
 * The neighbours of each vertex that have more neighbours than it; of equal ones, the greater number. By place, so that those whom
 * many have are found close together: half as long again without (Kronecker 2^18: 1.9 s, 1.2 s). O(edges).
 */
export function laterRows({ distinct: { starts, neighbours }, vertexCount, work }: Snapshot): LaterRows {
  const [places, order] = [new Uint32Array(vertexCount), new Uint32Array(vertexCount)];
  placesByDegree(starts, new Uint32Array(vertexCount + 2), places);
  orderOf(places, order);
  const [laterStarts, later] = [work.uint32(vertexCount + 1), work.uint32(neighbours.length / 2)];
  placeLater(starts, neighbours, places, order, laterStarts, later);
  return { starts: laterStarts, neighbours: later, places, order };
}

/**
 * How many triangles each vertex is in, whatever the direction of edges; parallel edges and self-loops do not count.
 * O(edges^1.5): of each triangle only the vertex with the fewest neighbours looks for it.
 */
export function* triangleCounts(graph: Snapshot): Generator<number | undefined, Float64Array> {
  yield* madeInTurns(graph, "out", "in", "distinct");
  const { starts, neighbours, places } = laterRows(graph);
  yield;
  const { vertexCount, work } = graph;
  const [marks, counts] = [work.uint32(vertexCount), work.float64(vertexCount)];
  yield* inTurns(vertexCount, turn, (from, to) =>
    work.run("countTriangles", starts, neighbours, from, to, marks, counts),
  );
  const all = Float64Array.from(places, (place) => counts[place]!);
  work.free(starts, neighbours, marks, counts);
  return all;
}
