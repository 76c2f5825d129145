import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type RowAlgorithm, type Turns, valuesOf, verticesLists } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandGiven } from "../checks.ts";
import { type Path, shortestPathOf } from "../parts/path-search.ts";

/** A path from its first vertex to its last one. */
export interface WholePath<Id> {
  readonly path: readonly Id[];
  readonly length: number;
}

export interface KShortestPathsOptions<Id> {
  /** The first vertex of the paths. */
  readonly from: Id;
  /** Their last one. */
  readonly to: Id;
  /** How many are wanted, from 1. */
  readonly k: number;
}

const known: KnownOptions<KShortestPathsOptions<unknown>> = { from: true, to: true, k: "a number" };

/**
 * The k shortest paths without a cycle from one vertex to another, shortest first, by weight if the graph has any; fewer where
 * there are not so many. Paths over parallel edges are different ones. Weights must not be below 0.
 *
 * Yen's algorithm, O(k · vertices · (vertices + edges) · log edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, kShortestPaths } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2, km: 3 }, { a: 2, b: 3, km: 3 }, { a: 1, b: 3, km: 7 }]);
 * const roads = graph({ edges, source: "a", target: "b", weight: "km" });
 * console.log(await roads.apply(kShortestPaths({ from: 1, to: 3, k: 2 })).collect()); // [1, 2, 3] of 6, [1, 3] of 7
 * ```
 * @see Yen, “Finding the K Shortest Loopless Paths in a Network”, Management Science 17(11), 1971.
 */
export function kShortestPaths<Id>(options: KShortestPathsOptions<Id>): RowAlgorithm<Id, WholePath<Id>> {
  checkOptions(options, known, "kShortestPaths");
  demandGiven(options, ["from", "to", "k"], "kShortestPaths");
  const { from, to, k } = options;
  const holds = Number.isInteger(k) && k >= 1;
  demand(holds, {
    doing: "find paths in kShortestPaths",
    as: "k must be a whole number from 1",
    got: k,
    remedy: "use 1 for the shortest alone",
  });
  return {
    name: "kShortestPaths",
    gives: "rows",
    details: { from: String(from), to: String(to), k: String(k) },
    weights: "not negative",
    vertices: [from, to],
    run: (graph) => pathsOf<Id>(graph, graph.ids.find(from), graph.ids.find(to), k),
  };
}

function* pathsOf<Id>(graph: Snapshot, from: number, to: number, k: number): Turns<WholePath<Id>> {
  const found: Path[] = [];
  const shortest = shortestPathOf(graph, { from, to });
  const candidates = new Map<string, Path>();
  if (shortest !== undefined) candidates.set(keyOf(shortest), shortest);
  while (found.length < k && candidates.size > 0) {
    const [key, next] = [...candidates].reduce((best, each) => (each[1].length < best[1].length ? each : best));
    candidates.delete(key);
    found.push(next);
    for (let at = 0; at < next.edges.length; at++) {
      const path = turningOff(graph, found, next, at);
      if (path !== undefined) candidates.set(keyOf(path), path);
      yield;
    }
  }
  return {
    path: verticesLists<Id>(found.map(({ vertices }) => vertices)),
    length: valuesOf(found.map(({ length }) => length)),
  };
}

/** The shortest path that goes along one up to a vertex, and then another way than all that were found. */
function turningOff(graph: Snapshot, found: readonly Path[], path: Path, at: number): Path | undefined {
  const closed = { vertices: new Uint8Array(graph.vertexCount), edges: new Uint8Array(graph.edgeCount) };
  const root = keyOf({ edges: path.edges.subarray(0, at) });
  for (const { edges } of found)
    if (keyOf({ edges: edges.subarray(0, at) }) === root && at < edges.length) closed.edges[edges[at]!] = 1;
  for (const vertex of path.vertices.subarray(0, at)) closed.vertices[vertex] = 1;
  const rest = shortestPathOf(graph, { from: path.vertices[at]!, to: path.vertices.at(-1)!, closed });
  if (rest === undefined) return undefined;
  const before = path.distances[at]!;
  return {
    vertices: Uint32Array.from([...path.vertices.subarray(0, at), ...rest.vertices]),
    edges: Uint32Array.from([...path.edges.subarray(0, at), ...rest.edges]),
    distances: Float64Array.from([...path.distances.subarray(0, at), ...rest.distances.map((each) => each + before)]),
    length: before + rest.length,
  };
}

function keyOf({ edges }: Pick<Path, "edges">): string {
  return edges.join(" ");
}
