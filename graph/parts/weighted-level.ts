import type { Snapshot } from "../build/snapshot.ts";
import { orderBySize } from "../kernels/cores.ts";
import { groupEntries, moveWaiting } from "../kernels/modularity.ts";
import { shuffled } from "./random.ts";

/** A graph without directions whose vertices may each stand for several. */
export interface Level {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly weights: Float64Array;
  /** Weights of each vertex's edges in sum, a self-loop twice. */
  readonly strengths: Float64Array;
  /** Strengths in sum: twice all weights. */
  readonly total: number;
}

/** Vertices before others may take their turn. */
const turn = 16_384;

/** The whole graph, without directions. */
export function levelOf(graph: Snapshot, uses: boolean): Level {
  const { both, vertexCount: count, edges } = graph;
  const weights = uses
    ? Float64Array.from(both.edges, (edge) => edges.weights?.[edge] ?? 1)
    : new Float64Array(both.neighbours.length).fill(1);
  const strengths = new Float64Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    for (let e = both.starts[vertex]!; e < both.starts[vertex + 1]!; e++) {
      strengths[vertex]! += both.neighbours[e] === vertex ? 2 * weights[e]! : weights[e]!;
    }
  }
  return { count, starts: both.starts, neighbours: both.neighbours, weights, strengths, total: sum(strengths) };
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}

/**
 * Moves vertices among communities until none that waits gains by it: all wait at first, in a random order, and again when a neighbour
 * has moved away (Traag, Waltman, van Eck, 2019; passes over all until none moved took half as long again: Kronecker 2^16, 579 ms, 390).
 */
export function* settleCommunities(
  level: Level,
  communities: Uint32Array,
  resolution: number,
  random: () => number,
): Generator<number | undefined, void> {
  const { count, starts, neighbours, weights, strengths, total } = level;
  if (total === 0) return;
  const [totals, sums, met] = [new Float64Array(count), new Float64Array(count), new Uint32Array(count)];
  const [sizes, empty] = [new Uint32Array(count), new Uint32Array(count)];
  for (let vertex = 0; vertex < count; vertex++) {
    totals[communities[vertex]!]! += strengths[vertex]!;
    sizes[communities[vertex]!]!++;
  }
  let empties = 0;
  for (let community = 0; community < count; community++) if (sizes[community] === 0) empty[empties++] = community;
  const [ring, waits] = [shuffled(count, random), new Uint8Array(count).fill(1)];
  const state = Float64Array.of(0, count, empties);
  const graph = [starts, neighbours, weights, strengths, total, resolution] as const;
  while (state[1]! > 0) {
    moveWaiting(...graph, ring, waits, state, turn, communities, totals, sums, met, sizes, empty);
    yield;
  }
}

/** Numbers groups from 0 in the order of their first vertices. Gives how many there are. */
export function renumber(groups: Uint32Array): number {
  let greatest = 0;
  for (let vertex = 0; vertex < groups.length; vertex++) if (groups[vertex]! > greatest) greatest = groups[vertex]!;
  // One more than the number, 0 for none yet.
  const numbers = new Uint32Array(greatest + 1);
  let count = 0;
  for (let vertex = 0; vertex < groups.length; vertex++) {
    const group = groups[vertex]!;
    if (numbers[group] === 0) numbers[group] = ++count;
    groups[vertex] = numbers[group]! - 1;
  }
  return count;
}

/** The graph of groups, which are numbered from 0. */
export function grouped(level: Level, groups: Uint32Array, count: number): Level {
  const { starts, neighbours, weights, strengths, total } = level;
  const [order, places] = [new Uint32Array(level.count), new Uint32Array(level.count)];
  orderBySize(groups, new Uint32Array(count + 1), order, places);
  const [groupStarts, groupStrengths] = [new Uint32Array(count + 1), new Float64Array(count)];
  const [groupNeighbours, groupWeights] = [new Uint32Array(neighbours.length), new Float64Array(neighbours.length)];
  const sums = new Float64Array(count);
  const entries = groupEntries(
    starts,
    neighbours,
    weights,
    groups,
    order,
    sums,
    groupStarts,
    groupNeighbours,
    groupWeights,
  );
  for (let vertex = 0; vertex < level.count; vertex++) groupStrengths[groups[vertex]!]! += strengths[vertex]!;
  return {
    count,
    starts: groupStarts,
    neighbours: groupNeighbours.slice(0, entries),
    weights: groupWeights.slice(0, entries),
    strengths: groupStrengths,
    total,
  };
}
