import { expect } from "vitest";
import { type Dataset, from } from "../../core/mod.ts";
import { type Graph, graph } from "../../graph/mod.ts";

/** A graph as plain data, for oracles that are slow and plain. */
export interface PlainGraph {
  readonly name: string;
  readonly directed: boolean;
  readonly vertices: readonly number[];
  readonly edges: readonly PlainEdge[];
}

export interface PlainEdge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
}

/** The same graph through the public API. */
export function graphOf({ vertices, edges, directed }: PlainGraph): Graph<number, "id", PlainEdge, { id: number }> {
  const of = from(edges.map((edge) => ({ ...edge })));
  const all = from(vertices.map((id) => ({ id })));
  return graph({ edges: of, source: "source", target: "target", weight: "weight", vertices: all, id: "id", directed });
}

/** Where edges lead from each vertex, with their weights, one for each edge; of undirected graphs both ways, a self-loop once. */
export function entriesOf({ vertices, edges, directed }: PlainGraph): Map<number, { to: number; weight: number }[]> {
  const entries = new Map(vertices.map((vertex) => [vertex, [] as { to: number; weight: number }[]]));
  for (const { source, target, weight } of edges) {
    entries.get(source)!.push({ to: target, weight });
    if (!directed && source !== target) entries.get(target)!.push({ to: source, weight });
  }
  return entries;
}

const hardGraphs: readonly PlainGraph[] = [true, false].flatMap((directed) => [
  { name: "no vertex", directed, vertices: [], edges: [] },
  { name: "one vertex", directed, vertices: [7], edges: [] },
  { name: "one vertex with a self-loop", directed, vertices: [7], edges: [{ source: 7, target: 7, weight: 0 }] },
  {
    name: "parallel edges, both ways, a self-loop, a zero weight and an isolated vertex",
    directed,
    vertices: [9, 4, 2, 11],
    edges: [
      { source: 4, target: 9, weight: 2 },
      { source: 4, target: 9, weight: 0 },
      { source: 9, target: 4, weight: 1 },
      { source: 2, target: 2, weight: 5 },
      { source: 9, target: 2, weight: 3 },
    ],
  },
]);

/** Graphs made by hand and random ones of up to 24 vertices, sparse and dense, both kinds. */
export function testGraphs(): readonly PlainGraph[] {
  const random = Array.from({ length: 24 }, (_, seed) => randomGraph(seed));
  return [...hardGraphs, ...random];
}

function randomGraph(seed: number): PlainGraph {
  const next = randomOf(seed);
  const vertices = Array.from({ length: 2 + next(22) }, (_, at) => 3 * at + 1).sort(() => next(3) - 1);
  const edge = (): PlainEdge => ({
    source: vertices[next(vertices.length)]!,
    target: vertices[next(vertices.length)]!,
    weight: next(6),
  });
  const edges = Array.from({ length: next(3 * vertices.length) }, edge);
  return { name: `random graph of seed ${seed}`, directed: seed % 2 === 0, vertices, edges };
}

/** Whole numbers in [0, below), the same for one seed: a linear congruential generator (Numerical Recipes). */
function randomOf(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Neighbours by edges of either direction, each once and without the vertex itself. */
export function neighboursOf({ vertices, edges }: PlainGraph): Map<number, Set<number>> {
  const neighbours = new Map(vertices.map((vertex) => [vertex, new Set<number>()]));
  for (const { source, target } of edges) {
    if (source === target) continue;
    neighbours.get(source)!.add(target);
    neighbours.get(target)!.add(source);
  }
  return neighbours;
}

/** The pairs (one, other) of those given with one before other. */
export function pairsOf<Value>(values: Iterable<Value>): [Value, Value][] {
  const all = [...values];
  return all.flatMap((one, at) => all.slice(at + 1).map((other): [Value, Value] => [one, other]));
}

/** What an algorithm gives for every test graph is what the oracle gives: numbers within 1e-8, everything else equal. */
export async function expectAgreement<Row>(
  run: (graph: Graph<number>, plain: PlainGraph) => Dataset<Row>,
  naive: (plain: PlainGraph) => readonly unknown[],
  graphs: readonly PlainGraph[] = testGraphs(),
): Promise<void> {
  for (const plain of graphs) {
    const rows = await run(graphOf(plain), plain).collect();
    expect(rows, `${plain.name}, directed ${plain.directed}`).toEqual(nearly(naive(plain)));
  }
}

/** The same value, with every number as one that another is close to. */
export function nearly(value: unknown): unknown {
  if (typeof value === "number") return expect.closeTo(value, 8);
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, nearly(each)]));
}

/** Test graphs with every weight one greater: none is 0. */
export function positiveGraphs(): readonly PlainGraph[] {
  return testGraphs().map((plain) => ({
    ...plain,
    edges: plain.edges.map((edge) => ({ ...edge, weight: edge.weight + 1 })),
  }));
}

/** The distances between all vertices, infinite where no path leads: Floyd and Warshall. */
export function distancesOf(plain: PlainGraph, weights: "ignore" | "use"): (one: number, other: number) => number {
  const table = new Map(plain.vertices.map((id) => [id, new Map([[id, 0]])]));
  const at = (one: number, other: number): number => table.get(one)!.get(other) ?? Number.POSITIVE_INFINITY;
  for (const [id, entries] of entriesOf(plain)) {
    for (const { to, weight } of entries) {
      table.get(id)!.set(to, Math.min(at(id, to), weights === "use" ? weight : 1));
    }
  }
  for (const k of plain.vertices) {
    for (const i of plain.vertices) {
      for (const j of plain.vertices) if (at(i, k) + at(k, j) < at(i, j)) table.get(i)!.set(j, at(i, k) + at(k, j));
    }
  }
  return at;
}

/** The entries of an adjacency matrix: how many edges lead from one to another, or their weights in sum; both ways if undirected. */
export function matrixOf(
  plain: PlainGraph,
  weights: "ignore" | "use" = "ignore",
): (one: number, other: number) => number {
  const entries = entriesOf(plain);
  return (one, other) =>
    entries.get(one)!.reduce((sum, { to, weight }) => sum + (to === other ? (weights === "use" ? weight : 1) : 0), 0);
}

/** Σ of(value) */
export function sumOf<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}

/** Whether a path of one edge or more leads from one vertex to another. */
export function reachOf(plain: PlainGraph): (one: number, other: number) => boolean {
  const [distance, entries] = [distancesOf(plain, "ignore"), entriesOf(plain)];
  return (one, other) => entries.get(one)!.some(({ to }) => Number.isFinite(distance(to, other)));
}

/** How many parts a graph without directions has, by the vertices and edges that are left. */
export function partsOf(vertices: readonly number[], edges: readonly PlainEdge[]): number {
  const distance = distancesOf({ name: "", directed: false, vertices, edges }, "ignore");
  const first = (id: number): number => vertices.find((other) => Number.isFinite(distance(id, other)))!;
  return new Set(vertices.map(first)).size;
}

/** Edges that lead from smaller ids to greater ones, without self-loops: no cycle. */
export function acyclicGraphs(): readonly PlainGraph[] {
  return testGraphs()
    .filter(({ directed }) => directed)
    .map((plain) => ({
      ...plain,
      edges: plain.edges
        .filter(({ source, target }) => source !== target)
        .map(({ source, target, weight }) => ({
          source: Math.min(source, target),
          target: Math.max(source, target),
          weight,
        })),
    }));
}

/** Rows in an order that does not depend on that in which they came. */
export function sorted<Row>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** A graph of these edges, each the ids of its ends and maybe a weight. */
export function graphOfPairs(
  pairs: readonly (readonly [source: number, target: number, weight?: number])[],
  directed = true,
): Graph<number> {
  const edges = pairs.map(([source, target, weight = 1]) => ({ source, target, weight }));
  const vertices = [...new Set(edges.flatMap(({ source, target }) => [source, target]))];
  return graphOf({ name: "", directed, vertices: vertices.sort((a, b) => a - b), edges });
}
