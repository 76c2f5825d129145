import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type ResultColumns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandRounds } from "../checks.ts";
import { countDegrees } from "../kernels/degrees.ts";
import { addAttraction, addRepulsion, moveByForces } from "../kernels/force-atlas.ts";
import { randomOf } from "../parts/random.ts";

export interface ForceAtlasOptions {
  /** How often vertices are moved. Default 400, fewer for more than 500 vertices. */
  readonly iterations?: number;
  /** How far vertices keep from one another, above 0. Default 2. */
  readonly scaling?: number;
  /** How strongly all are drawn to the middle, from 0. Default 1. */
  readonly gravity?: number;
  /** Where vertices are at first. Default 1. */
  readonly seed?: number;
  /** Whether edges draw alike, or by their weights, in shares of the greatest: the unit does not count. Default "ignore". */
  readonly weights?: "ignore" | "use";
}

const known: KnownOptions<ForceAtlasOptions> = {
  iterations: "a number",
  scaling: "a number",
  gravity: "a number",
  seed: "a number",
  weights: ["ignore", "use"],
};

/** Pairs of vertices before others may take their turn. */
const turn = 1 << 22;

/**
 * Where vertices are in a picture in which those that hang together lie together: all repel one another, edges attract. Directions and
 * self-loops do not count, parallel edges count each.
 *
 * O(vertices² + edges) an iteration: for some thousand vertices.
 *
 * @example
 * ```ts
 * import { forceAtlas, gridGraph } from "millrace/graph";
 * const places = await gridGraph([{ size: 3 }, { size: 3 }]).apply(forceAtlas()).collect();
 * console.log(places.length); // 9, each { id, x, y }
 * ```
 * @see Jacomy, Venturini, Heymann, Bastian, “ForceAtlas2, a Continuous Graph Layout Algorithm”, PLoS ONE 9(6), 2014.
 */
export function forceAtlas(options: ForceAtlasOptions = {}): Algorithm<never, { x: number; y: number }> {
  checkOptions(options, known, "forceAtlas");
  const { iterations, scaling = 2, gravity = 1, seed = 1, weights = "ignore" } = options;
  const doing = "place vertices in forceAtlas";
  demandRounds(iterations, doing, "leave it out for 400");
  demand(scaling > 0, { doing, as: "its scaling must be above 0", got: scaling, remedy: "leave it out for 2" });
  demand(gravity >= 0, { doing, as: "its gravity must not be below 0", got: gravity, remedy: "leave it out for 1" });
  return {
    name: "forceAtlas",
    ...weightsIf(weights === "use", "not negative"),
    run: (graph) => {
      const rounds = iterations ?? roundsFor(graph.vertexCount);
      return placesOf(graph, { iterations: rounds, scaling, gravity, seed, uses: weights === "use" });
    },
  };
}

function roundsFor(vertices: number): number {
  return vertices <= 500 ? 400 : Math.max(60, Math.round(200_000 / vertices));
}

interface Spec {
  readonly iterations: number;
  readonly scaling: number;
  readonly gravity: number;
  readonly seed: number;
  readonly uses: boolean;
}

function* placesOf(
  { edges, edgeCount, vertexCount }: Snapshot,
  { iterations, scaling, gravity, seed, uses }: Spec,
): Generator<number | undefined, ResultColumns<{ x: number; y: number }>> {
  const { sources, targets } = edges;
  // Weights that another algorithm of `applyAll` reads are there too.
  const weights = sharesOf(uses ? edges.weights : undefined, edgeCount);
  const random = randomOf(seed);
  const spread = 10 * Math.sqrt(vertexCount);
  const [xs, ys] = [new Float64Array(vertexCount), new Float64Array(vertexCount)].map((values) =>
    values.map(() => spread * (random() - 0.5)),
  ) as [Float64Array, Float64Array];
  const masses = new Float64Array(vertexCount).fill(1);
  countDegrees(sources, masses);
  countDegrees(targets, masses);
  const zeros = (): Float64Array => new Float64Array(vertexCount);
  const [forceXs, forceYs, beforeXs, beforeYs] = [zeros(), zeros(), zeros(), zeros()];
  const rows = Math.max(1, Math.floor(turn / Math.max(1, vertexCount)));
  let speed = 1;
  for (let round = 0; round < iterations; round++) {
    for (let from = 0; from < vertexCount; from += rows) {
      addRepulsion(xs, ys, masses, scaling, gravity, from, Math.min(from + rows, vertexCount), forceXs, forceYs);
      yield (round + Math.min(1, (from + rows) / vertexCount)) / iterations;
    }
    addAttraction(sources, targets, weights, xs, ys, forceXs, forceYs);
    speed = moveByForces(xs, ys, masses, forceXs, forceYs, beforeXs, beforeYs, speed, 1);
  }
  return { x: numbers(xs), y: numbers(ys) };
}

/** Weights of which the greatest is 1: steps are made for such forces, and greater ones throw vertices past one another. */
function sharesOf(weights: Float64Array | undefined, edgeCount: number): Float64Array {
  if (weights === undefined) return new Float64Array(edgeCount).fill(1);
  const greatest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return greatest === 0 ? weights : weights.map((weight) => weight / greatest);
}
