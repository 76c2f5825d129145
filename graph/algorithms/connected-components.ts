import { type Algorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { flatten } from "../kernels/components.ts";
import { namedByLeast } from "../parts/component-names.ts";
import { LiveComponents } from "../streaming/live-components.ts";

/** Edges before others may take their turn. */
const turn = 1 << 20;

/**
 * The component of each vertex: which ones hang together, whatever the direction of edges. A component is named by the smallest
 * id in it (numbers by value, texts by code units).
 *
 * Union-find with path halving, O(vertices + edges · α(vertices)). Edges that never end: so too, besides a row for each vertex
 * whose component gets another name by a batch; what is kept are the vertices, not the edges, which cannot be taken back.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { connectedComponents, graph } from "millrace/graph";
 * const friends = graph({ edges: from([{ a: 3, b: 1 }, { a: 7, b: 9 }]), source: "a", target: "b", directed: false });
 * console.log(await friends.apply(connectedComponents()).collect()); // { id: 3, component: 1 }, { id: 7, component: 7 }, …
 * ```
 * @see Tarjan, van Leeuwen, “Worst-case Analysis of Set Union Algorithms”, JACM 31(2), 1984; LDBC Graphalytics 1.0.3, §2.3.3.
 */
export function connectedComponents<Id>(): Algorithm<Id, { component: Id }> {
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
  const { sources, targets } = graph.edges;
  const roots = graph.work.uint32(graph.vertexCount);
  for (let vertex = 0; vertex < roots.length; vertex++) roots[vertex] = vertex;
  for (let from = 0; from < sources.length; from += turn) {
    graph.work.run("uniteEnds", sources, targets, from, Math.min(from + turn, sources.length), roots);
    yield;
  }
  flatten(roots);
  const component = vertices<Id>(namedByLeast(graph, roots));
  graph.work.free(roots);
  return { component };
}
