import { type Turns, vertices } from "../algorithm.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { gatherNumbers } from "../kernels/components.ts";
import { commonLabels } from "../kernels/label-propagation.ts";

/** Whose labels a vertex gets to see, and for how long. */
export interface LabelRounds {
  readonly rows: Adjacency;
  /** Those of these as well. */
  readonly besides?: Adjacency;
  /** Which of several labels that are as frequent wins, by their ids. */
  readonly wins: "smallest" | "greatest";
  readonly iterations: number;
}

/** Rounds in which each vertex takes the most frequent label, all at once, until none changes. O(edges) a round. */
export function* labelRounds<Id>(
  graph: Snapshot,
  { rows, besides, wins, iterations }: LabelRounds,
): Turns<{ community: Id }> {
  const { vertexCount } = graph;
  const ranks = graph.ids.ranks();
  const second = besides ?? rows;
  const counts = new Uint32Array(vertexCount);
  // The least label wins: where the greatest id is to, labels go down as ids go up.
  let labels = wins === "smallest" ? ranks.slice() : ranks.map((rank) => vertexCount - 1 - rank);
  const vertexOfLabel = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) vertexOfLabel[labels[vertex]!] = vertex;
  let next = new Uint32Array(vertexCount);
  for (let round = 0; round < iterations; round++) {
    commonLabels(
      rows.starts,
      rows.neighbours,
      second.starts,
      second.neighbours,
      besides !== undefined,
      labels,
      counts,
      next,
    );
    const same = next.every((label, vertex) => label === labels[vertex]);
    [labels, next] = [next, labels];
    yield;
    if (same) break;
  }
  const communities = new Uint32Array(vertexCount);
  gatherNumbers(vertexOfLabel, labels, communities);
  return { community: vertices<Id>(communities) };
}
