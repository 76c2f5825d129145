import { numbers, type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, mustBeNone } from "../checks.ts";
import { relaxByWayOf } from "../kernels/relaxing.ts";
import { inTurns } from "../turns.ts";
import { negativeCycle } from "./bellman-ford.ts";
import type { Ends } from "./condensation.ts";

/** Two vertices, and the length of the shortest path from one to the other. */
export interface Distance<Id> extends Ends<Id> {
  readonly distance: number;
}

/** Vertices of a graph at most: a table of 512 MB. */
const most = 8192;

/**
 * The length of the shortest path between all pairs of vertices that one leads between, a vertex and itself among them, by
 * weight if the graph has any; weights may be below 0. A cycle whose weights sum to less than 0 is an error.
 *
 * O(vertices³) time and vertices² memory, for up to 8192 vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { floydWarshall, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2, km: 3 }, { a: 2, b: 3, km: 4 }]);
 * const roads = graph({ edges, source: "a", target: "b", weight: "km" });
 * console.log((await roads.apply(floydWarshall()).collect()).length); // 6: three by themselves, and 1 → 2 → 3
 * ```
 * @see Floyd, “Algorithm 97: Shortest Path”, CACM 5(6), 1962; Warshall, “A Theorem on Boolean Matrices”, JACM 9(1), 1962.
 */
export function floydWarshall<Id>(...none: readonly []): RowAlgorithm<Id, Distance<Id>> {
  mustBeNone(none, "floydWarshall");
  return { name: "floydWarshall", gives: "rows", weights: "any", run: allDistances };
}

function* allDistances<Id>(graph: Snapshot): Turns<Distance<Id>> {
  const { vertexCount: n, ids } = graph;
  demand(n <= most, {
    doing: "measure all distances in floydWarshall",
    as: `there must be at most ${most} vertices`,
    got: n,
    remedy: "use sssp or bellmanFord from some of them",
  });
  const table = tableOf(graph);
  yield* inTurns(n, Math.max(1, Math.floor(20_000_000 / (n * n + 1))), (from, to) => relaxByWayOf(n, from, to, table));
  for (let vertex = 0; vertex < n; vertex++) {
    if (table[vertex * n + vertex]! < 0) throw negativeCycle("floydWarshall", ids.idOf(vertex));
  }
  const reached = table.reduce((count, distance) => count + (distance < Number.POSITIVE_INFINITY ? 1 : 0), 0);
  const [sources, targets, distances] = [new Uint32Array(reached), new Uint32Array(reached), new Float64Array(reached)];
  for (let cell = 0, row = 0; cell < table.length; cell++) {
    if (table[cell] === Number.POSITIVE_INFINITY) continue;
    sources[row] = Math.floor(cell / n);
    targets[row] = cell % n;
    distances[row++] = table[cell]!;
  }
  return { source: vertices<Id>(sources), target: vertices<Id>(targets), distance: numbers(distances) };
}

/** The least weight of an edge between any two. */
function tableOf({ out, outWeights, vertexCount: n }: Snapshot): Float64Array {
  const table = new Float64Array(n * n).fill(Number.POSITIVE_INFINITY);
  for (let vertex = 0; vertex < n; vertex++) {
    table[vertex * n + vertex] = 0;
    for (let e = out.starts[vertex]!; e < out.starts[vertex + 1]!; e++) {
      const cell = vertex * n + out.neighbours[e]!;
      if (outWeights[e]! < table[cell]!) table[cell] = outWeights[e]!;
    }
  }
  return table;
}
