import { checkOptions } from "../../core/mod.ts";
import type { RowAlgorithm, Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand } from "../checks.ts";
import { LiveSpanner } from "../streaming/live-spanner.ts";
import type { Ends } from "./condensation.ts";

export interface SpannerOptions {
  /** How many times as long paths may be at most, a whole number from 1. Default 3. */
  readonly stretch?: number;
}

/** Edges before others may take their turn. */
const turn = 4096;

/**
 * Few edges that keep distances nearly: no path between two vertices is more than `stretch` times as long by them as by all
 * edges. An edge is kept when no path of `stretch` edges leads between its ends by those that were kept before, so that for a stretch of
 * 2k − 1 there are O(vertices^(1 + 1/k)). Directions, weights, self-loops and parallel edges do not count.
 *
 * A breadth-first search of `stretch` steps an edge. Edges that never end: so too, and what was kept stays; edges cannot be taken
 * back, as those that were left out for one are not known any more.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, spanner } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * console.log((await graph({ edges, source: "a", target: "b" }).apply(spanner()).collect()).length); // 2
 * ```
 * @see Althöfer, Das, Dobkin, Joseph, Soares, “On Sparse Spanners of Weighted Graphs”, Discrete & Computational Geometry 9, 1993.
 */
export function spanner<Id>(options: SpannerOptions = {}): RowAlgorithm<Id, Ends<Id>> {
  checkOptions(options, { stretch: "a number" }, "spanner");
  const { stretch = 3 } = options;
  demand(Number.isInteger(stretch) && stretch >= 1, {
    doing: "find a spanner",
    as: "its stretch must be a whole number from 1",
    got: stretch,
    remedy: "leave it out for 3",
  });
  return {
    name: "spanner",
    details: { stretch: String(stretch) },
    gives: "rows",
    run: (graph) => spannerOf<Id>(graph, stretch),
    live: {
      keepsEdges: "edges that it left out for one that goes are not known any more",
      keepsRows: true,
      open: ({ ids, saved }) => new LiveSpanner<Id>(ids, stretch, saved),
    },
  };
}

function* spannerOf<Id>({ edges, vertexCount }: Snapshot, stretch: number): Turns<Ends<Id>> {
  const kept = new LiveSpanner<Id>({ count: vertexCount }, stretch);
  for (let from = 0; from < edges.sources.length; from += turn) {
    const to = Math.min(from + turn, edges.sources.length);
    const [sources, targets] = [edges.sources.subarray(from, to), edges.targets.subarray(from, to)];
    kept.add({ count: to - from, sources, targets });
    yield to / edges.sources.length;
  }
  return kept.edges();
}
