import { requireOptions } from "../../core/mod.ts";
import { demand } from "../checks.ts";
import type { Graph } from "../graph.ts";
import { randomOf } from "../parts/random.ts";
import { demandCount, demandListable, listedGraph, type MadeEdge, madeGraph } from "./made-graph.ts";

/** What all random graphs can be asked for. */
export interface RandomGraphOptions {
  /** A whole number: the same one gives the same graph. Default 1. */
  readonly seed?: number;
}

export interface RMatOptions extends RandomGraphOptions {
  /** A power of 2. */
  readonly vertices: number;
  readonly edges: number;
  /** How likely an edge is in the first, second and third quarter of the matrix; the rest is the fourth. Default Graph500's 0.57, 0.19, 0.19. */
  readonly quarters?: readonly [number, number, number];
}

/**
 * Edges that fall into quarters of quarters of a matrix, some of them likelier: few vertices have many edges, as in what people
 * make. There are parallel edges and self-loops.
 *
 * O(edges · log vertices).
 *
 * @example
 * ```ts
 * import { rMatGraph } from "millrace/graph";
 * console.log((await rMatGraph({ vertices: 64, edges: 500 }).graphMetrics().collect())[0]!.edges); // 500
 * ```
 * @see Chakrabarti, Zhan, Faloutsos, “R-MAT: a Recursive Model for Graph Mining”, SIAM Data Mining 2004.
 */
export function rMatGraph(options: RMatOptions): Graph<number> {
  requireOptions(options, { vertices: "a number", edges: "a number", quarters: true, seed: "a number" }, "rMatGraph");
  const { vertices, edges, quarters = [0.57, 0.19, 0.19], seed = 1 } = options;
  demandCount(vertices, 1, "number of vertices", "rMatGraph");
  demandCount(edges, 0, "number of edges", "rMatGraph");
  const [doing, levels] = ["make a graph in rMatGraph", Math.round(Math.log2(vertices))];
  demand(2 ** levels === vertices, {
    doing,
    as: "its number of vertices must be a power of 2",
    got: vertices,
    remedy: "use for instance 1024",
  });
  const areShares =
    Array.isArray(quarters) &&
    quarters.length === 3 &&
    quarters.every((share) => typeof share === "number" && share >= 0);
  const [a, b, c] = areShares ? quarters : [1, 1, 1];
  demand(a + b + c <= 1, {
    doing,
    as: "its quarters must be three numbers from 0, at most 1 in sum",
    got: quarters,
    remedy: "leave them out for 0.57, 0.19, 0.19",
  });
  return madeGraph(vertices, edges, (edge) => {
    // Each edge by a generator of its own: edges can be made in any order.
    const random = randomOf(Math.imul(seed, 0x9e3779b1) + edge);
    let [source, target] = [0, 0];
    for (let level = 0; level < levels; level++) {
      const at = random();
      source = 2 * source + (at >= a + b ? 1 : 0);
      target = 2 * target + ((at >= a && at < a + b) || at >= a + b + c ? 1 : 0);
    }
    return [source, target];
  });
}

export interface ErdosRenyiOptions extends RandomGraphOptions {
  readonly vertices: number;
  /** How likely each pair is an edge, in [0, 1]. */
  readonly probability: number;
}

/**
 * Every pair of vertices is an edge with the same probability.
 *
 * O(vertices + edges): how many pairs are passed over is drawn at once.
 *
 * @example
 * ```ts
 * import { erdosRenyiGraph } from "millrace/graph";
 * console.log((await erdosRenyiGraph({ vertices: 50, probability: 0.1 }).graphMetrics().collect())[0]!.density); // about 0.1
 * ```
 * @see Gilbert, “Random Graphs”, 1959; Batagelj, Brandes, “Efficient Generation of Large Random Networks”, 2005, algorithm 1.
 */
export function erdosRenyiGraph(options: ErdosRenyiOptions): Graph<number> {
  requireOptions(options, { vertices: "a number", probability: "a number", seed: "a number" }, "erdosRenyiGraph");
  const { vertices, probability, seed = 1 } = options;
  demandCount(vertices, 0, "number of vertices", "erdosRenyiGraph");
  demandProbability(probability, "probability", "erdosRenyiGraph");
  demandListable(pairsOf(vertices) * probability);
  return listedGraph(vertices, [...chosenPairs(vertices, probability, randomOf(seed))]);
}

export interface BarabasiAlbertOptions extends RandomGraphOptions {
  readonly vertices: number;
  /** Edges that each new vertex comes with, from 1 and below the number of vertices. */
  readonly edges: number;
}

/**
 * Vertices come one after the other, each with so many edges to different ones that were there, those of more edges being likelier:
 * the first one after a star of the first `edges + 1` vertices.
 *
 * O(vertices · edges).
 *
 * @example
 * ```ts
 * import { barabasiAlbertGraph } from "millrace/graph";
 * console.log((await barabasiAlbertGraph({ vertices: 20, edges: 2 }).graphMetrics().collect())[0]!.edges); // 36
 * ```
 * @see Barabási, Albert, “Emergence of Scaling in Random Networks”, Science 286, 1999.
 */
export function barabasiAlbertGraph(options: BarabasiAlbertOptions): Graph<number> {
  requireOptions(options, { vertices: "a number", edges: "a number", seed: "a number" }, "barabasiAlbertGraph");
  const { vertices, edges, seed = 1 } = options;
  demandCount(vertices, 2, "number of vertices", "barabasiAlbertGraph");
  demandCount(edges, 1, "number of edges", "barabasiAlbertGraph");
  const doing = "make a graph in barabasiAlbertGraph";
  demand(edges < vertices, {
    doing,
    as: "its edges must be fewer than its vertices",
    got: edges,
    remedy: "use fewer edges",
  });
  demandListable(vertices * edges);
  const random = randomOf(seed);
  const made: MadeEdge[] = Array.from({ length: edges }, (_, at) => [0, at + 1]);
  // Each vertex as often as it has edges.
  const ends = made.flat();
  for (let vertex = edges + 1; vertex < vertices; vertex++) {
    const others = new Set<number>();
    while (others.size < edges) others.add(ends[Math.floor(random() * ends.length)]!);
    for (const other of others) {
      made.push([other, vertex]);
      ends.push(other, vertex);
    }
  }
  return listedGraph(vertices, made);
}

export interface WattsStrogatzOptions extends RandomGraphOptions {
  readonly vertices: number;
  /** Neighbours of each vertex in the ring at first, an even number below that of vertices. */
  readonly neighbours: number;
  /** How likely an edge leads elsewhere instead, in [0, 1]. */
  readonly rewire: number;
}

/**
 * A ring in which each vertex has its nearest ones as neighbours, and some edges lead to any other vertex instead: a small world.
 *
 * O(vertices · neighbours).
 *
 * @example
 * ```ts
 * import { wattsStrogatzGraph } from "millrace/graph";
 * const world = wattsStrogatzGraph({ vertices: 30, neighbours: 4, rewire: 0.1 });
 * console.log((await world.graphMetrics().collect())[0]!.edges); // 60
 * ```
 * @see Watts, Strogatz, “Collective Dynamics of ‘Small-world’ Networks”, Nature 393, 1998.
 */
export function wattsStrogatzGraph(options: WattsStrogatzOptions): Graph<number> {
  requireOptions(
    options,
    { vertices: "a number", neighbours: "a number", rewire: "a number", seed: "a number" },
    "wattsStrogatzGraph",
  );
  const { vertices, neighbours, rewire, seed = 1 } = options;
  demandCount(vertices, 1, "number of vertices", "wattsStrogatzGraph");
  demandCount(neighbours, 0, "number of neighbours", "wattsStrogatzGraph");
  demandProbability(rewire, "rewire", "wattsStrogatzGraph");
  const doing = "make a graph in wattsStrogatzGraph";
  const holds = neighbours % 2 === 0 && neighbours < vertices;
  demand(holds, {
    doing,
    as: "its neighbours must be an even number below that of vertices",
    got: neighbours,
    remedy: "use for instance 4",
  });
  demandListable(vertices, "vertices");
  demandListable((vertices * neighbours) / 2);
  const random = randomOf(seed);
  const near = Array.from({ length: vertices }, () => new Set<number>());
  const connect = (one: number, other: number): unknown => near[one]!.add(other) && near[other]!.add(one);
  const ring = Array.from({ length: (vertices * neighbours) / 2 }, (_, at): MadeEdge => {
    const [vertex, step] = [at % vertices, Math.floor(at / vertices) + 1];
    return [vertex, (vertex + step) % vertices];
  });
  for (const [one, other] of ring) connect(one, other);
  const made = ring.map(([one, other]): MadeEdge => {
    if (random() >= rewire || near[one]!.size >= vertices - 1) return [one, other];
    let elsewhere = one;
    while (elsewhere === one || near[one]!.has(elsewhere)) elsewhere = Math.floor(random() * vertices);
    near[one]!.delete(other);
    near[other]!.delete(one);
    connect(one, elsewhere);
    return [one, elsewhere];
  });
  return listedGraph(vertices, made);
}

export interface PlantedPartitionOptions extends RandomGraphOptions {
  readonly groups: number;
  /** Vertices of each group: those of group g are g · size … (g + 1) · size − 1. */
  readonly size: number;
  /** How likely a pair within a group is an edge, in [0, 1]. */
  readonly inside: number;
  /** How likely one between two groups is, in [0, 1]. */
  readonly between: number;
}

/**
 * Groups of vertices with edges that are likelier within them than between them: what finders of communities should find.
 *
 * O(vertices + edges drawn).
 *
 * @example
 * ```ts
 * import { plantedPartitionGraph } from "millrace/graph";
 * const planted = plantedPartitionGraph({ groups: 3, size: 10, inside: 0.9, between: 0.02 });
 * console.log(new Set((await planted.leiden().collect()).map(({ community }) => community)).size); // 3
 * ```
 * @see Condon, Karp, “Algorithms for Graph Partitioning on the Planted Partition Model”, 2001.
 */
export function plantedPartitionGraph(options: PlantedPartitionOptions): Graph<number> {
  requireOptions(
    options,
    { groups: "a number", size: "a number", inside: "a number", between: "a number", seed: "a number" },
    "plantedPartitionGraph",
  );
  const { groups, size, inside, between, seed = 1 } = options;
  demandCount(groups, 1, "number of groups", "plantedPartitionGraph");
  demandCount(size, 1, "size", "plantedPartitionGraph");
  demandProbability(inside, "inside", "plantedPartitionGraph");
  demandProbability(between, "between", "plantedPartitionGraph");
  const likely = groups * pairsOf(size) * inside + (pairsOf(groups * size) - groups * pairsOf(size)) * between;
  demandListable(groups, "groups");
  // Those within groups are drawn a second time.
  demandListable(Math.max(likely, pairsOf(groups * size) * between));
  const random = randomOf(seed);
  const isWithin = ([one, other]: MadeEdge): boolean => Math.floor(one / size) === Math.floor(other / size);
  const apart = [...chosenPairs(groups * size, between, random)].filter((pair) => !isWithin(pair));
  const within = Array.from({ length: groups }, (_, group) =>
    [...chosenPairs(size, inside, random)].map(([one, other]): MadeEdge => [group * size + one, group * size + other]),
  );
  return listedGraph(groups * size, [...within.flat(), ...apart]);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Each pair of so many with this probability, by drawing how many are passed over. */
function* chosenPairs(count: number, probability: number, random: () => number): Generator<MadeEdge> {
  if (probability === 0) return;
  const skip = (): number =>
    probability === 1 ? 1 : 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - probability));
  for (let [row, column] = [1, -1 + skip()]; ; column += skip()) {
    while (row < count && column >= row) {
      column -= row;
      row++;
    }
    if (row >= count) return;
    yield [column, row];
  }
}

function demandProbability(probability: number, what: string, name: string): void {
  const holds = probability >= 0 && probability <= 1;
  demand(holds, {
    doing: `make a graph in ${name}`,
    as: `its ${what} must be in [0, 1]`,
    got: probability,
    remedy: "use for instance 0.1",
  });
}
