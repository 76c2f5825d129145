import { workspaceFor } from "../../../graph/build/kernel-choice.ts";
import { Snapshot } from "../../../graph/build/snapshot.ts";
import type { Algorithm, AnyAlgorithm, ResultColumn, VertexIds } from "../../../graph/mod.ts";

/** An undirected graph without self-loops and parallel edges, as columns. */
export interface BenchGraph {
  readonly name: string;
  readonly vertexCount: number;
  readonly sources: Uint32Array; // [edges]
  readonly targets: Uint32Array; // [edges]
  readonly weights: Float64Array; // [edges], whole numbers in [1, 255]
}

/** A Kronecker graph as GAP and Graph 500 draw it: A, B, C = 0.57, 0.19, 0.19, 16 edges drawn for each vertex, vertices shuffled. */
export function kronecker(scale: number): BenchGraph {
  const vertexCount = 2 ** scale;
  const next = randomOf(scale);
  const order = shuffled(vertexCount, next);
  const drawn = 16 * vertexCount;
  const [sources, targets] = [new Uint32Array(drawn), new Uint32Array(drawn)];
  for (let edge = 0; edge < drawn; edge++) {
    let [source, target] = [0, 0];
    for (let bit = 1; bit < vertexCount; bit *= 2) {
      const at = next();
      if (at >= 0.76) source += bit;
      if ((at >= 0.57 && at < 0.76) || at >= 0.95) target += bit;
    }
    sources[edge] = order[source]!;
    targets[edge] = order[target]!;
  }
  return distinct(`Kronecker 2^${scale}`, vertexCount, sources, targets);
}

/** A grid like roads: each vertex has up to four neighbours, and a path across is long. */
export function grid(side: number): BenchGraph {
  const vertexCount = side * side;
  const [sources, targets]: [number[], number[]] = [[], []];
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    for (const other of [(vertex + 1) % side === 0 ? vertexCount : vertex + 1, vertex + side]) {
      if (other >= vertexCount) continue;
      sources.push(vertex);
      targets.push(other);
    }
  }
  return distinct(`grid ${side} × ${side}`, vertexCount, Uint32Array.from(sources), Uint32Array.from(targets));
}

/** The graph for our algorithms: ids are numbers of vertices. */
export function snapshotOf({ vertexCount, sources, targets, weights }: BenchGraph, weighted: boolean): Snapshot {
  const work = workspaceFor(sources.length);
  const ends = [sources, targets].map((column) => {
    const placed = work.uint32(column.length);
    placed.set(column);
    return placed;
  });
  const edges = { sources: ends[0]!, targets: ends[1]!, weights: weighted ? weights : undefined };
  return new Snapshot(numberedIds(vertexCount), edges, false, work);
}

/** The first column of what an algorithm gives. */
export function valuesOf(
  algorithm: AnyAlgorithm<number, object> | Algorithm<number, object>,
  graph: Snapshot,
): Float64Array | Uint32Array | Int32Array {
  const turns = algorithm.run(graph);
  for (;;) {
    const { done, value } = turns.next();
    if (done !== true) continue;
    const [column] = Object.values(value as object) as ResultColumn<unknown>[];
    return column!.values as Float64Array;
  }
}

function numberedIds(count: number): VertexIds {
  const all = Uint32Array.from({ length: count }, (_, vertex) => vertex);
  const keys = Float64Array.from(all);
  return {
    count,
    find: (id) => id as number,
    idOf: (vertex) => vertex,
    comesBefore: (one, other) => one < other,
    columnOf: () => {
      throw new Error("Cannot give ids as a column in a bench as nobody asks for rows");
    },
    ranks: () => all,
    sortKeys: () => keys,
    save: () => ({ numbers: Float64Array.from(all), others: [], type: undefined }),
  };
}

function distinct(name: string, vertexCount: number, from: Uint32Array, to: Uint32Array): BenchGraph {
  const edges = { sources: from, targets: to, weights: undefined };
  const { least, greatest } = new Snapshot(numberedIds(vertexCount), edges, false).pairs;
  const next = randomOf(vertexCount + 1);
  const weights = new Float64Array(least.length).map(() => 1 + Math.floor(255 * next()));
  return { name, vertexCount, sources: least, targets: greatest, weights };
}

function shuffled(count: number, next: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

/** Numbers in [0, 1), the same for one seed: xorshift of 32 bits (Marsaglia, 2003). */
function randomOf(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
