import {
  countEnds,
  gatherWeights,
  numberBothEntries,
  numberEntries,
  numberPairs,
  placeDistinct,
  placeEntries,
  sumCounts,
  transposeRows,
} from "../kernels/adjacency.ts";
import { workspaceFor } from "./kernel-choice.ts";
import type { VertexIds } from "./vertex-ids.ts";
import type { Workspace } from "./workspace.ts";

/** Compressed sparse rows: the entries of vertex v are those in [starts[v], starts[v + 1]). */
export interface Adjacency {
  readonly starts: Uint32Array; // [vertices + 1]
  readonly neighbours: Uint32Array; // [entries]
}

/** The edges of a graph by their number, in the order they came, with the numbers of their ends. */
export interface Edges {
  readonly sources: Uint32Array; // [edges]
  readonly targets: Uint32Array; // [edges]
  /** Undefined where no weight was asked for, or the graph has none. */
  readonly weights: Float64Array | undefined; // [edges]
}

/** As `Adjacency`, with the number of each entry's edge, made when it is first asked for. */
export interface EdgeAdjacency extends Adjacency {
  readonly edges: Uint32Array; // [entries]
}

/** Pairs of neighbours, whatever edges they have: a graph without directions, parallel edges and self-loops. */
export interface PairAdjacency extends Adjacency {
  /** The number of each entry's pair; both of its entries have it. */
  readonly pairs: Uint32Array; // [entries]
  /** The end of each pair that has the smaller number. */
  readonly least: Uint32Array; // [pairs]
  readonly greatest: Uint32Array; // [pairs]
}

/**
 * A graph as an algorithm sees it: vertices are numbers, edges compressed sparse rows, made by counting passes when they are
 * first asked for. Immutable. Parallel edges are entries of their own; of an undirected graph each edge is an entry of
 * both ends, a self-loop one of its only one.
 */
export class Snapshot {
  readonly ids: VertexIds;
  readonly directed: boolean;
  readonly edges: Edges;
  /** Where its arrays lie, and what kernels need lies beside them. */
  readonly work: Workspace;
  #out: EdgeAdjacency | undefined;
  #in: EdgeAdjacency | undefined;
  #outWeights: Float64Array | undefined;
  #inWeights: Float64Array | undefined;
  #greatestWeight: number | undefined;
  #distinctOut: Adjacency | undefined;
  #distinctIn: Adjacency | undefined;
  #distinct: Adjacency | undefined;
  #both: EdgeAdjacency | undefined;
  #pairs: PairAdjacency | undefined;

  constructor(ids: VertexIds, edges: Edges, directed: boolean, work: Workspace = workspaceFor(edges.sources.length)) {
    this.work = work;
    this.ids = ids;
    this.edges = edges;
    this.directed = directed;
  }

  get vertexCount(): number {
    return this.ids.count;
  }

  get edgeCount(): number {
    return this.edges.sources.length;
  }

  /** Edges that lead out; of an undirected graph all. */
  get out(): EdgeAdjacency {
    const { sources, targets } = this.edges;
    this.#out ??= this.directed ? directedRows(this, sources, targets) : bothRows(this);
    return this.#out;
  }

  /** Edges that lead in; of an undirected graph the very same as `out`. */
  get in(): EdgeAdjacency {
    const { sources, targets } = this.edges;
    this.#in ??= this.directed ? directedRows(this, targets, sources) : this.out;
    return this.#in;
  }

  /** The weight of each entry of `out`; 1 where the graph has none. */
  get outWeights(): Float64Array {
    this.#outWeights ??= weightsOf(this, this.out);
    return this.#outWeights;
  }

  /** The weight of each entry of `in`; 1 where the graph has none. */
  get inWeights(): Float64Array {
    this.#inWeights ??= this.directed ? weightsOf(this, this.in) : this.outWeights;
    return this.#inWeights;
  }

  /** The greatest weight of an edge, 1 where the graph has none; 0 without edges. */
  get greatestWeight(): number {
    this.#greatestWeight ??= greatestOf(this.edges);
    return this.#greatestWeight;
  }

  /** Neighbours by edges that lead out, each once, without the vertex itself. */
  get distinctOut(): Adjacency {
    this.#distinctOut ??= this.directed ? distinctRows(this.out, noRows(this.vertexCount)) : this.distinct;
    return this.#distinctOut;
  }

  /** Neighbours by edges that lead in, each once, without the vertex itself. */
  get distinctIn(): Adjacency {
    this.#distinctIn ??= this.directed ? distinctRows(this.in, noRows(this.vertexCount)) : this.distinct;
    return this.#distinctIn;
  }

  /** Neighbours by edges of either direction, each once, without the vertex itself. */
  get distinct(): Adjacency {
    this.#distinct ??= distinctRows(this.out, this.directed ? this.in : noRows(this.vertexCount));
    return this.#distinct;
  }

  /** Edges whatever their direction, each an entry of both ends; of an undirected graph the very same as `out`. */
  get both(): EdgeAdjacency {
    this.#both ??= this.directed ? bothRows(this) : this.out;
    return this.#both;
  }

  /** `both`, where somebody has asked for it before. */
  get madeBoth(): EdgeAdjacency | undefined {
    return this.directed ? this.#both : this.#out;
  }

  /** As `distinct`, the neighbours of each vertex in ascending order, and pairs of neighbours by numbers. */
  get pairs(): PairAdjacency {
    this.#pairs ??= pairRows(this.distinct);
    return this.#pairs;
  }
}

/** The rows of `distinct` are those of a symmetric matrix: turned over they are the same, but in order. */
function pairRows({ starts, neighbours }: Adjacency): PairAdjacency {
  const sorted = new Uint32Array(neighbours.length);
  transposeRows(starts, neighbours, starts.slice(0, -1), sorted);
  const count = neighbours.length / 2;
  const [pairs, least, greatest] = [new Uint32Array(neighbours.length), new Uint32Array(count), new Uint32Array(count)];
  numberPairs(starts, sorted, starts.slice(0, -1), pairs, least, greatest);
  return { starts, neighbours: sorted, pairs, least, greatest };
}

/** Rows whose edges are numbered when somebody asks for that: half of the bytes, and of the time, are for those who do. */
class Rows implements EdgeAdjacency {
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly #number: (free: Uint32Array) => Uint32Array;
  #edges: Uint32Array | undefined;

  constructor(starts: Uint32Array, neighbours: Uint32Array, number: (free: Uint32Array) => Uint32Array) {
    this.starts = starts;
    this.neighbours = neighbours;
    this.#number = number;
  }

  get edges(): Uint32Array {
    this.#edges ??= this.#number(this.starts.slice(0, -1));
    return this.#edges;
  }
}

function directedRows({ vertexCount, work }: Snapshot, from: Uint32Array, to: Uint32Array): EdgeAdjacency {
  const starts = work.uint32(vertexCount + 1);
  countEnds(from, starts);
  sumCounts(starts);
  const neighbours = work.uint32(from.length);
  placeEntries(from, to, starts.slice(0, vertexCount), neighbours);
  return new Rows(starts, neighbours, (free) => {
    const edges = new Uint32Array(neighbours.length);
    numberEntries(from, free, edges);
    return edges;
  });
}

function bothRows({ vertexCount, edges: { sources, targets }, work }: Snapshot): EdgeAdjacency {
  const starts = work.uint32(vertexCount + 1);
  work.run("countBothEnds", sources, targets, starts, sources.length);
  sumCounts(starts);
  const neighbours = work.uint32(starts[vertexCount]!);
  const free = work.uint32(vertexCount);
  free.set(starts.subarray(0, vertexCount));
  work.run("placeBothEntries", sources, targets, free, neighbours, sources.length);
  work.free(free);
  return new Rows(starts, neighbours, (free) => {
    const edges = new Uint32Array(neighbours.length);
    numberBothEntries(sources, targets, free, edges);
    return edges;
  });
}

function weightsOf({ edges: { weights }, work }: Snapshot, rows: EdgeAdjacency): Float64Array {
  const out = work.float64(rows.neighbours.length);
  if (weights === undefined) out.fill(1);
  else gatherWeights(weights, rows.edges, out);
  return out;
}

function greatestOf({ sources, weights }: Edges): number {
  if (weights === undefined) return Math.min(1, sources.length);
  let greatest = 0;
  for (let edge = 0; edge < weights.length; edge++) if (weights[edge]! > greatest) greatest = weights[edge]!;
  return greatest;
}

function noRows(vertexCount: number): Adjacency {
  return { starts: new Uint32Array(vertexCount + 1), neighbours: new Uint32Array(0) };
}

function distinctRows(first: Adjacency, second: Adjacency): Adjacency {
  const starts = new Uint32Array(first.starts.length);
  const neighbours = new Uint32Array(first.neighbours.length + second.neighbours.length);
  const seen = new Uint32Array(starts.length - 1);
  const args = [first.starts, first.neighbours, second.starts, second.neighbours] as const;
  const entries = placeDistinct(...args, seen, starts, neighbours);
  return { starts, neighbours: neighbours.subarray(0, entries) };
}
