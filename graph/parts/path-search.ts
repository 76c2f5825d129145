import type { Snapshot } from "../build/snapshot.ts";

/** Where a search goes, and what it must not use. */
export interface Search {
  readonly from: number;
  readonly to: number;
  /** No more than the distance from a vertex to the end of the search; 0 where left out. */
  readonly estimate?: (vertex: number) => number;
  readonly closed?: { readonly vertices: Uint8Array; readonly edges: Uint8Array };
}

/** A path: its vertices, the edges between them, and how far each vertex is from the first. */
export interface Path {
  readonly vertices: Uint32Array;
  readonly edges: Uint32Array;
  readonly distances: Float64Array;
  readonly length: number;
}

/**
 * The shortest path between two vertices by the A* algorithm, Dijkstra's where nothing is estimated: always goes on from the
 * vertex for which the way to it and the estimate behind it are least. O((vertices + edges) · log edges).
 */
export function shortestPathOf(graph: Snapshot, { from, to, estimate = () => 0, closed }: Search): Path | undefined {
  const { out, outWeights, vertexCount } = graph;
  const distances = new Float64Array(vertexCount).fill(Number.POSITIVE_INFINITY);
  const entries = new Int32Array(vertexCount).fill(-1);
  const before = new Int32Array(vertexCount).fill(-1);
  const heap = nearestFirst();
  distances[from] = 0;
  heap.add(estimate(from), from, 0);
  for (let next = heap.take(); next !== undefined; next = heap.take()) {
    const [vertex, distance] = next;
    if (vertex === to) return pathTo(graph, to, { entries, before, distances });
    // It was met by a shorter way since.
    if (distance > distances[vertex]!) continue;
    for (let e = out.starts[vertex]!; e < out.starts[vertex + 1]!; e++) {
      const other = out.neighbours[e]!;
      const longer = distance + outWeights[e]!;
      if (longer >= distances[other]! || closed?.vertices[other] === 1 || closed?.edges[out.edges[e]!] === 1) continue;
      distances[other] = longer;
      entries[other] = e;
      before[other] = vertex;
      heap.add(longer + estimate(other), other, longer);
    }
  }
  return undefined;
}

interface Met {
  readonly entries: Int32Array;
  readonly before: Int32Array;
  readonly distances: Float64Array;
}

function pathTo({ out }: Snapshot, to: number, { entries, before, distances }: Met): Path {
  const vertices: number[] = [];
  for (let vertex = to; vertex >= 0; vertex = before[vertex]!) vertices.unshift(vertex);
  return {
    vertices: Uint32Array.from(vertices),
    edges: Uint32Array.from(vertices.slice(1), (vertex) => out.edges[entries[vertex]!]!),
    distances: Float64Array.from(vertices, (vertex) => distances[vertex]!),
    length: distances[to]!,
  };
}

interface Heap {
  add(key: number, vertex: number, distance: number): void;
  take(): readonly [vertex: number, distance: number] | undefined;
}

/** A binary heap of vertices by a key; what got a smaller key stands there twice. */
function nearestFirst(): Heap {
  const items: (readonly [key: number, vertex: number, distance: number])[] = [];
  return {
    add: (key, vertex, distance) => {
      let at = items.length;
      for (let parent = (at - 1) >> 1; at > 0 && items[parent]![0] > key; parent = (at - 1) >> 1) {
        items[at] = items[parent]!;
        at = parent;
      }
      items[at] = [key, vertex, distance];
    },
    take: () => {
      const first = items[0];
      const last = items.pop();
      if (first === undefined || last === undefined) return undefined;
      let at = 0;
      for (let child = 1; child < items.length; child = 2 * at + 1) {
        if (child + 1 < items.length && items[child + 1]![0] < items[child]![0]) child++;
        if (items[child]![0] >= last[0]) break;
        items[at] = items[child]!;
        at = child;
      }
      if (items.length > 0) items[at] = last;
      return [first[1], first[2]];
    },
  };
}
