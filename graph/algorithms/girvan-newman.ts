import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, type Turns, vertices } from "../algorithm.ts";
import { Snapshot } from "../build/snapshot.ts";
import { demand, demandGiven } from "../checks.ts";
import { flatten, uniteEnds } from "../kernels/components.ts";
import { sourcesOf, weightedBetweenness } from "../parts/betweenness.ts";
import { namedByLeast } from "../parts/component-names.ts";

export interface GirvanNewmanOptions {
  /** How many communities there are to be at least; no more than vertices. */
  readonly communities: number;
}

/**
 * Communities by taking away the edge that most shortest paths pass, again and again, until a graph is in so many parts; each named
 * by the smallest id in it. Of several edges the first one goes. Weights do not count.
 *
 * O(vertices · edges² · log vertices) at worst: for graphs of some hundred vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { girvanNewman, graph } from "millrace/graph";
 * const path = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 4 }]), source: "a", target: "b", directed: false });
 * console.log(await path.apply(girvanNewman({ communities: 2 })).collect()); // 1, 1, 3, 3
 * ```
 * @see Girvan, Newman, “Community Structure in Social and Biological Networks”, PNAS 99, 2002.
 */
export function girvanNewman<Id>(options: GirvanNewmanOptions): Algorithm<Id, { community: Id }> {
  checkOptions(options, { communities: "a number" }, "girvanNewman");
  demandGiven(options, ["communities"], "girvanNewman");
  const { communities } = options;
  const holds = Number.isInteger(communities) && communities >= 1;
  const doing = "find communities in girvanNewman";
  demand(holds, {
    doing,
    as: "how many there are to be must be a whole number from 1",
    got: communities,
    remedy: "use for instance 2",
  });
  const run = (graph: Snapshot): Turns<{ community: Id }> => partsOf<Id>(graph, communities);
  return { name: "girvanNewman", details: { communities: String(communities) }, run };
}

function* partsOf<Id>(graph: Snapshot, wanted: number): Turns<{ community: Id }> {
  let left = graph;
  for (;;) {
    const names = namedByLeast(graph, rootsOf(left));
    if (new Set(names).size >= wanted || left.edgeCount === 0) return { community: vertices<Id>(names) };
    const weights = new Float64Array(left.out.neighbours.length).fill(1);
    const { ofEdges } = yield* weightedBetweenness(left, sourcesOf(left, undefined), weights);
    // Sums in another order differ in their last digits.
    const most = ofEdges.reduce((best, value) => Math.max(best, value), 0) * (1 - 1e-12);
    left = without(
      left,
      ofEdges.findIndex((value) => value >= most),
    );
  }
}

function without({ ids, edges: { sources, targets }, directed }: Snapshot, edge: number): Snapshot {
  const rest = (ends: Uint32Array): Uint32Array => ends.filter((_, at) => at !== edge);
  return new Snapshot(ids, { sources: rest(sources), targets: rest(targets), weights: undefined }, directed);
}

function rootsOf({ edges: { sources, targets }, vertexCount }: Snapshot): Uint32Array {
  const roots = Uint32Array.from({ length: vertexCount }, (_, vertex) => vertex);
  uniteEnds(sources, targets, 0, sources.length, roots);
  flatten(roots);
  return roots;
}
