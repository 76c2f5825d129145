import { countText } from "../../core/display/mod.ts";
import { checkOptions } from "../../core/mod.ts";
import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand } from "../checks.ts";
import { LiveTriangles, type TriangleEstimateSpec } from "../streaming/live-triangles.ts";

export interface TriangleEstimateOptions {
  /** How many edges are looked at, a whole number from 6; all of fewer edges, so that the estimate is exact. Default 65,536. */
  readonly sample?: number;
  /** Another sample for each. Default 1. */
  readonly seed?: number;
  /** Whether edges may be taken back, which makes the estimate less exact. Default "none". */
  readonly deletions?: "none" | "taken";
}

/** Edges before others may take their turn. */
const turn = 16_384;

/**
 * About how many triangles a graph has, in one pass over its edges and with a sample of them in memory: right on average, and exact
 * where the sample has all edges. Directions and self-loops do not count. Edges should be distinct: one that comes again is left out
 * only while it is in the sample.
 *
 * O(fewer neighbours of both ends in the sample) an edge, O(sample) memory. Edges that never end: so too; they can be taken back
 * with `deletions: "taken"`; one that never came is an error where the sample has all edges there are, and counts as one of the others
 * where it does not. `triangles` and `transitivity` count exactly.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, triangleEstimate } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(triangleEstimate()).collect()); // { triangles: 1 }
 * ```
 * @see De Stefani, Epasto, Riondato, Upfal, “TRIÈST: Counting Local and Global Triangles in Fully-dynamic Streams with Fixed
 * Memory Size”, KDD 2016: TRIÈST-IMPR, and TRIÈST-FD for deletions.
 */
export function triangleEstimate(options: TriangleEstimateOptions = {}): RowAlgorithm<never, { triangles: number }> {
  checkOptions(options, { sample: "a number", seed: "a number", deletions: ["none", "taken"] }, "triangleEstimate");
  const { sample = 65_536, seed = 1, deletions = "none" } = options;
  const doing = "estimate triangles in triangleEstimate";
  demand(Number.isInteger(sample) && sample >= 6, {
    doing,
    as: "its sample must be a whole number of edges from 6",
    got: sample,
    remedy: "leave it out for 65,536",
  });
  demand(Number.isInteger(seed), {
    doing,
    as: "its seed must be a whole number",
    got: seed,
    remedy: "leave it out for 1",
  });
  const spec = { sample, seed, deletions };
  const without = 'its estimate is that of edges that stay; deletions: "taken" makes one of those that are left';
  return {
    name: "triangleEstimate",
    gives: "rows",
    details: { sample: countText(sample, "edge"), deletions },
    run: (graph) => estimateOf(graph, spec),
    live: {
      ...(deletions === "none" ? { keepsEdges: without } : {}),
      open: (start) => new LiveTriangles(spec, start),
    },
  };
}

function* estimateOf({ edges }: Snapshot, spec: TriangleEstimateSpec): Turns<{ triangles: number }> {
  const task = new LiveTriangles(spec);
  for (let from = 0; from < edges.sources.length; from += turn) {
    const to = Math.min(from + turn, edges.sources.length);
    const [sources, targets] = [edges.sources.subarray(from, to), edges.targets.subarray(from, to)];
    task.add({ count: to - from, sources, targets, removed: undefined });
    yield to / edges.sources.length;
  }
  return oneRow({ triangles: task.estimate });
}
