import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { greatestFlow, type Network, networkOf } from "../parts/flow.ts";
import { inTurns } from "../turns.ts";

/** How much must be taken away for a graph to fall apart. */
export interface Connectivity {
  /** The fewest vertices without which some other one does not reach another; vertices − 1 where all are neighbours. */
  readonly vertexConnectivity: number;
  /** The fewest edges without which some vertex does not reach another. */
  readonly edgeConnectivity: number;
}

/**
 * One row: the fewest vertices, and the fewest edges, without which a graph is not (strongly) connected any more; 0 where it is
 * not anyway, or has fewer than two vertices. Parallel edges count each.
 *
 * About vertices + degree² flows of O(edges · √vertices) each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { connectivity, graph } from "millrace/graph";
 * const ring = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 1 }]);
 * const one = graph({ edges: ring, source: "a", target: "b", directed: false });
 * console.log(await one.apply(connectivity()).collect()); // { vertexConnectivity: 2, edgeConnectivity: 2 }
 * ```
 * @see Esfahanian, “Connectivity Algorithms”, 2013, algorithms 6 and 11; Even, Tarjan, “Network Flow and Testing Graph
 * Connectivity”, SIAM Journal on Computing 4(4), 1975.
 */
export function connectivity(...none: readonly []): RowAlgorithm<never, Connectivity> {
  mustBeNone(none, "connectivity");
  return { name: "connectivity", gives: "rows", run: connectivityOf };
}

/** Vertices before others may take their turn. */
const vertexTurn = 1 << 14;

function* connectivityOf(graph: Snapshot): Turns<Connectivity> {
  const vertexConnectivity = yield* fewestVertices(graph);
  return oneRow({ vertexConnectivity, edgeConnectivity: yield* fewestEdges(graph) });
}

/** Any cut parts two vertices that follow one another when all are passed in a circle. */
function* fewestEdges({ edges, directed, vertexCount }: Snapshot): Generator<number | undefined, number> {
  const ones = new Float64Array(edges.sources.length).fill(1);
  const network = yield* networkOf(vertexCount, edges, ones, !directed);
  const whole = network.left.slice();
  let fewest = vertexCount < 2 ? 0 : Number.POSITIVE_INFINITY;
  for (let vertex = 0; vertex < vertexCount && fewest > 0; vertex++) {
    network.left.set(whole);
    const { value } = yield* greatestFlow(network, vertex, (vertex + 1) % vertexCount);
    fewest = Math.min(fewest, value);
  }
  return fewest;
}

/** A cut either leaves a vertex of the fewest neighbours and parts it from another, or takes it and parts two of its neighbours. */
function* fewestVertices(graph: Snapshot): Generator<number | undefined, number> {
  const { vertexCount: n, distinctOut: out, distinctIn: into } = graph;
  if (n < 2) return 0;
  const network = yield* splitNetwork(out, n);
  const whole = network.left.slice();
  const degree = (v: number): number => out.starts[v + 1]! - out.starts[v]! + into.starts[v + 1]! - into.starts[v]!;
  let first = 0;
  for (let vertex = 1; vertex < n; vertex++) if (degree(vertex) < degree(first)) first = vertex;
  let fewest = n - 1;
  for (const [from, to] of partedPairs(out, into, first)) {
    network.left.set(whole);
    const { value } = yield* greatestFlow(network, 2 * from + 1, 2 * to);
    fewest = Math.min(fewest, value);
  }
  return fewest;
}

/** Each vertex as two, in and out, with an arc of 1 between them. */
function* splitNetwork({ starts, neighbours }: Adjacency, n: number): Generator<number | undefined, Network> {
  const count = n + neighbours.length;
  const [sources, targets] = [new Uint32Array(count), new Uint32Array(count)];
  const capacities = new Float64Array(count).fill(n);
  let end = 0;
  yield* inTurns(n, vertexTurn, (from, to) => {
    for (let vertex = from; vertex < to; vertex++) {
      sources[end] = 2 * vertex;
      targets[end] = 2 * vertex + 1;
      capacities[end++] = 1;
      for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
        sources[end] = 2 * vertex + 1;
        targets[end++] = 2 * neighbours[e]!;
      }
    }
  });
  return yield* networkOf(2 * n, { sources, targets }, capacities, false);
}

/** The pairs without an edge from one to the other that a smallest cut must part one of. */
function* partedPairs(out: Adjacency, into: Adjacency, first: number): Generator<readonly [number, number]> {
  const row = ({ starts, neighbours }: Adjacency, vertex: number): Uint32Array =>
    neighbours.subarray(starts[vertex], starts[vertex + 1]);
  for (let vertex = 0; vertex < out.starts.length - 1; vertex++) {
    if (vertex === first) continue;
    if (!row(out, first).includes(vertex)) yield [first, vertex];
    if (!row(into, first).includes(vertex)) yield [vertex, first];
  }
  for (const from of row(into, first)) {
    for (const to of row(out, first)) if (from !== to && !row(out, from).includes(to)) yield [from, to];
  }
}
