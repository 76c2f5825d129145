import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { placeLater, placesByDegree } from "../kernels/triangles.ts";
import { inTurns } from "../turns.ts";

/** Vertices before others may take their turn. */
const turn = 4096;

/** The neighbours of each vertex that have more neighbours than it; of equal ones, the greater number. O(edges). */
export function laterRows({ distinct: { starts, neighbours }, vertexCount, work }: Snapshot): Adjacency {
  const places = new Uint32Array(vertexCount);
  placesByDegree(starts, new Uint32Array(vertexCount + 2), places);
  const [laterStarts, later] = [work.uint32(vertexCount + 1), work.uint32(neighbours.length / 2)];
  placeLater(starts, neighbours, places, laterStarts, later);
  return { starts: laterStarts, neighbours: later };
}

/**
 * How many triangles each vertex is in, whatever the direction of edges; parallel edges and self-loops do not count.
 * O(edges^1.5): of each triangle only the vertex with the fewest neighbours looks for it.
 */
export function* triangleCounts(graph: Snapshot): Generator<void, Float64Array> {
  const { starts, neighbours } = laterRows(graph);
  const { vertexCount, work } = graph;
  const [marks, counts] = [work.uint32(vertexCount), work.float64(vertexCount)];
  yield* inTurns(vertexCount, turn, (from, to) =>
    work.run("countTriangles", starts, neighbours, from, to, marks, counts),
  );
  return counts;
}
