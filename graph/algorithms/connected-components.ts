import { type Algorithm, type Turns, vertices } from "../algorithm.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { flatten, isAscending } from "../kernels/components.ts";
import { namedByLeast } from "../parts/component-names.ts";
import { LiveComponents } from "../streaming/live-components.ts";
import { inTurns } from "../turns.ts";

/** Edges, or vertices with theirs, before others may take their turn. */
const turn = 1 << 20;

/** Neighbours by which each vertex finds, as a rule, the component that most are in. */
const firstNeighbours = 2;

/** Edges for a vertex from which on that is less to do than to go through all of them. */
const densePerVertex = 2 * firstNeighbours;

/** Vertices that are looked at to find that component. */
const looks = 1024;

/**
 * The component of each vertex: which ones hang together, whatever the direction of edges. A component is named by the smallest
 * id in it (numbers by value, texts by code units).
 *
 * Union-find with path halving, O(vertices + edges · α(vertices)); where rows of neighbours have been made for another algorithm,
 * edges within the largest component are mostly not looked at (Afforest). Edges that never end: so too, besides a row for each vertex
 * whose component gets another name by a batch; what is kept are the vertices, not the edges, which cannot be taken back.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { connectedComponents, graph } from "millrace/graph";
 * const friends = graph({ edges: from([{ a: 3, b: 1 }, { a: 7, b: 9 }]), source: "a", target: "b", directed: false });
 * console.log(await friends.apply(connectedComponents()).collect()); // { id: 3, component: 1 }, { id: 7, component: 7 }, …
 * ```
 * @see Tarjan, van Leeuwen, “Worst-case Analysis of Set Union Algorithms”, JACM 31(2), 1984; Sutton, Ben-Nun, Barak, “Optimizing
 * Parallel Graph Connectivity Computation via Subgraph Sampling”, IPDPS 2018; LDBC Graphalytics 1.0.3, §2.3.3.
 */
export function connectedComponents<Id>(...none: readonly []): Algorithm<Id, { component: Id }> {
  mustBeNone(none, "connectedComponents");
  return {
    name: "connectedComponents",
    run: componentsOf,
    live: {
      keepsEdges: "what union-find has united cannot be divided again",
      open: (start) => new LiveComponents<Id>(start),
    },
  };
}

function* componentsOf<Id>(graph: Snapshot): Turns<{ component: Id }> {
  const roots = graph.work.uint32(graph.vertexCount);
  for (let vertex = 0; vertex < roots.length; vertex++) roots[vertex] = vertex;
  const rows = graph.madeBoth;
  const isDense = graph.edgeCount > densePerVertex * graph.vertexCount;
  yield* rows !== undefined && isDense ? uniteByRows(graph, rows, roots) : uniteByEdges(graph, roots);
  flatten(roots);
  // Roots have the smallest numbers, which are those of the smallest ids where these came in order.
  const names = isAscending(graph.ids.sortKeys()) ? Uint32Array.from(roots) : namedByLeast(graph, roots);
  graph.work.free(roots);
  return { component: vertices<Id>(names) };
}

function* uniteByEdges({ edges: { sources, targets }, work }: Snapshot, parents: Uint32Array): Generator<number> {
  yield* inTurns(sources.length, turn, (from, to) => work.run("uniteEnds", sources, targets, from, to, parents));
}

/** Most edges lie within the component of most vertices, which their first neighbours tell already: those are not looked at. */
function* uniteByRows(
  { work, vertexCount }: Snapshot,
  { starts, neighbours }: Adjacency,
  parents: Uint32Array,
): Generator<number> {
  yield* inTurns(vertexCount, turn, (from, to) =>
    work.run("uniteFirst", starts, neighbours, firstNeighbours, from, to, parents),
  );
  flatten(parents);
  const member = mostCommon(parents);
  yield* inTurns(vertexCount, turn, (from, to) =>
    work.run("uniteOthers", starts, neighbours, firstNeighbours, member, from, to, parents),
  );
}

/** The root of most of the vertices that are looked at. */
function mostCommon(roots: Uint32Array): number {
  const counts = new Map<number, number>();
  const step = Math.max(1, Math.floor(roots.length / looks));
  let [most, times] = [0, 0];
  for (let vertex = 0; vertex < roots.length; vertex += step) {
    const root = roots[vertex]!;
    const count = (counts.get(root) ?? 0) + 1;
    counts.set(root, count);
    if (count > times) [most, times] = [root, count];
  }
  return most;
}
