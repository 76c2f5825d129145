import { numbers, type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { demandPairs } from "../checks.ts";
import { inTurns, madeInTurns } from "../turns.ts";
import { sharedNeighbours } from "./shared-neighbours.ts";

/** Two vertices, and how much they have in common. */
export interface Similarity<Id> {
  readonly source: Id;
  readonly target: Id;
  readonly similarity: number;
}

export interface SimilarityOptions<Id> {
  /** The pairs that are asked for. Default: all that share a neighbour. */
  readonly pairs?: readonly (readonly [Id, Id])[];
}

/** How much a shared neighbour is worth by its degree, and what comes of them all by the degrees of both. */
export interface Score {
  worth(degree: number): number;
  of(sum: number, degree: number, other: number): number;
}

const scoresATurn = 1 << 20;

/** The algorithm that scores pairs by the neighbours that they share. */
export function similarity<Id>(
  name: string,
  pairs: SimilarityOptions<Id>["pairs"],
  score: Score,
): RowAlgorithm<Id, Similarity<Id>> {
  demandPairs(pairs, name);
  return {
    name,
    gives: "rows",
    ...(pairs === undefined ? {} : { vertices: pairs.flat() as Id[] }),
    run: (graph) => (pairs === undefined ? allScores<Id>(graph, score) : someScores<Id>(graph, pairs, score)),
  };
}

function* allScores<Id>(graph: Snapshot, score: Score): Turns<Similarity<Id>> {
  yield* madeInTurns(graph, "out", "in", "distinct");
  const degrees = degreesOf(graph.distinct);
  const worth = degrees.map((degree) => score.worth(degree));
  const { first, second, sums } = yield* sharedNeighbours(graph, undefined, worth);
  // Sums become scores where they stand.
  for (let pair = 0; pair < sums.length; pair++) {
    sums[pair] = score.of(sums[pair]!, degrees[first[pair]!]!, degrees[second[pair]!]!);
    if (pair % scoresATurn === scoresATurn - 1) yield;
  }
  return { source: vertices<Id>(first), target: vertices<Id>(second), similarity: numbers(sums) };
}

function* someScores<Id>(
  { distinct, ids }: Snapshot,
  pairs: readonly (readonly [Id, Id])[],
  score: Score,
): Turns<Similarity<Id>> {
  const { starts, neighbours } = distinct;
  const degrees = degreesOf(distinct);
  const [first, second] = [0, 1].map((end) => Uint32Array.from(pairs, (pair) => ids.find(pair[end]))) as [
    Uint32Array,
    Uint32Array,
  ];
  const scores = new Float64Array(pairs.length);
  yield* inTurns(pairs.length, 1024, (from, to) => {
    for (let pair = from; pair < to; pair++) {
      const [one, other] = [first[pair]!, second[pair]!];
      const ofOne = new Set(neighbours.subarray(starts[one], starts[one + 1]));
      let sum = 0;
      for (const each of neighbours.subarray(starts[other], starts[other + 1])) {
        if (ofOne.has(each)) sum += score.worth(degrees[each]!);
      }
      scores[pair] = score.of(sum, degrees[one]!, degrees[other]!);
    }
  });
  return { source: vertices<Id>(first), target: vertices<Id>(second), similarity: numbers(scores) };
}

function degreesOf({ starts }: Adjacency): Float64Array {
  const degrees = new Float64Array(starts.length - 1);
  for (let vertex = 0; vertex < degrees.length; vertex++) degrees[vertex] = starts[vertex + 1]! - starts[vertex]!;
  return degrees;
}
