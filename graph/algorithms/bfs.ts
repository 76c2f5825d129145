import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbersOrNull, type ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandGiven } from "../checks.ts";

export interface BfsOptions<Id> {
  /** The vertex to begin at. */
  readonly from: Id;
}

/**
 * How many edges each vertex is away from one, by directed edges where the graph is; null where no path leads.
 *
 * Breadth-first search, O(vertices + edges); of an undirected graph direction-optimising: large levels are found by the vertices
 * that are not reached yet, which stop looking at the first neighbour that is.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bfs, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * console.log(await roads.apply(bfs({ from: 1 })).collect()); // { id: 1, distance: 0 }, { id: 2, distance: 1 }, …
 * ```
 * @see Moore, “The Shortest Path through a Maze”, 1959; Beamer, Asanović, Patterson,
 * “Direction-Optimizing Breadth-First Search”, SC 2012; LDBC Graphalytics 1.0.3, §2.3.1.
 */
export function bfs<Id>(options: BfsOptions<Id>): Algorithm<Id, { distance: number | null }> {
  checkOptions(options, { from: true }, "bfs");
  demandGiven(options, ["from"], "bfs");
  const { from } = options;
  return { name: "bfs", details: { from: String(from) }, vertices: [from], run: (graph) => distancesFrom(graph, from) };
}

/** A level is looked for from the other side once its edges are more than all vertices, and than this part of the edges that are left … */
const manyEdges = 1 / 15;
/** … and as long as its vertices are more than this part of all (Beamer's α and β). */
const manyVertices = 1 / 18;

function* distancesFrom(
  graph: Snapshot,
  from: unknown,
): Generator<number | undefined, ResultColumns<{ distance: number | null }>> {
  const { starts, neighbours } = graph.out;
  const { work, vertexCount } = graph;
  const distances = work.int32(vertexCount).fill(-1);
  const queue = work.uint32(vertexCount);
  queue[0] = graph.ids.find(from);
  distances[queue[0]!] = 0;
  let [begin, end, left, backwards] = [0, 1, neighbours.length, false];
  for (let distance = 1; begin < end; distance++) {
    // Of a directed graph the edges that lead in would have to be sorted first, which costs more than it saves.
    if (!graph.directed) {
      const entries = work.run("countEntries", starts, queue, begin, end);
      left -= entries;
      backwards = backwards
        ? end - begin > manyVertices * queue.length
        : entries > Math.max(manyEdges * left, queue.length);
    }
    const next = backwards
      ? work.run("findLevel", starts, neighbours, queue, end, distance, distances, vertexCount)
      : work.run("visitLevel", starts, neighbours, queue, begin, end, distance, distances);
    [begin, end] = [end, next];
    yield;
  }
  work.free(queue);
  return { distance: numbersOrNull(distances, -1) };
}
