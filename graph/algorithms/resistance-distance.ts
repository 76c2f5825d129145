import { checkOptions } from "../../core/mod.ts";
import { numbersOrNull, type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandGiven, demandPairs } from "../checks.ts";
import { dot } from "../kernels/vectors.ts";
import { laplacianOf } from "../parts/laplacian.ts";
import type { Ends } from "./condensation.ts";

/** Two vertices, and the resistance between them. */
export interface Resistance<Id> extends Ends<Id> {
  readonly resistance: number | null;
}

export interface ResistanceDistanceOptions<Id> {
  /** The pairs that are asked for. */
  readonly pairs: readonly (readonly [Id, Id])[];
}

/**
 * The electrical resistance between two vertices if each edge has 1: less the more ways there are. Null where no path leads.
 * Directions and self-loops do not count, parallel edges each.
 *
 * Conjugate gradients, O(edges) a step, vertices steps a pair at most.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, resistanceDistance } from "millrace/graph";
 * const ring = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 1 }]), source: "a", target: "b" });
 * console.log(await ring.apply(resistanceDistance({ pairs: [[1, 2]] })).collect()); // 2/3: one edge beside two
 * ```
 * @see Klein, Randić, “Resistance Distance”, Journal of Mathematical Chemistry 12, 1993; Hestenes, Stiefel, 1952.
 */
export function resistanceDistance<Id>(options: ResistanceDistanceOptions<Id>): RowAlgorithm<Id, Resistance<Id>> {
  checkOptions(options, { pairs: true }, "resistanceDistance");
  demandGiven(options, ["pairs"], "resistanceDistance");
  const { pairs } = options;
  demandPairs(pairs, "resistanceDistance");
  const run = (graph: Snapshot): Turns<Resistance<Id>> => resistancesOf<Id>(graph, pairs);
  return { name: "resistanceDistance", gives: "rows", vertices: pairs.flat() as Id[], run };
}

function* resistancesOf<Id>(graph: Snapshot, pairs: readonly (readonly [Id, Id])[]): Turns<Resistance<Id>> {
  const [first, second] = [0, 1].map((end) => Uint32Array.from(pairs, (pair) => graph.ids.find(pair[end]))) as [
    Uint32Array,
    Uint32Array,
  ];
  const resistances = new Float64Array(pairs.length);
  for (let pair = 0; pair < pairs.length; pair++) {
    resistances[pair] = yield* resistanceBetween(graph, first[pair]!, second[pair]!);
    yield (pair + 1) / pairs.length;
  }
  return { source: vertices<Id>(first), target: vertices<Id>(second), resistance: numbersOrNull(resistances, -1) };
}

/** The difference of potentials x with L · x = 1 at one end and −1 at the other; −1 where there are none. */
function* resistanceBetween(graph: Snapshot, one: number, other: number): Generator<number | undefined, number> {
  if (one === other) return 0;
  const { vertexCount: n } = graph;
  const multiply = laplacianOf(graph);
  const [potentials, rest, product] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  rest[one] = 1;
  rest[other] = -1;
  const way = rest.slice();
  let size = dot(rest, rest);
  for (let step = 0; step < 2 * n + 50 && size > 1e-24; step++) {
    multiply(way, product);
    const bend = dot(way, product);
    // A direction in which nothing flows: the ends are in different parts.
    if (bend < 1e-13 * dot(way, way)) return -1;
    const length = size / bend;
    for (let vertex = 0; vertex < n; vertex++) {
      potentials[vertex]! += length * way[vertex]!;
      rest[vertex]! -= length * product[vertex]!;
    }
    const before = size;
    size = dot(rest, rest);
    for (let vertex = 0; vertex < n; vertex++) way[vertex] = rest[vertex]! + (size / before) * way[vertex]!;
    yield;
  }
  return size > 1e-12 ? -1 : potentials[one]! - potentials[other]!;
}
