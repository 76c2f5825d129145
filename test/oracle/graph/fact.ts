import { from } from "../../../core/mod.ts";
import { type Graph, graph } from "../../../graph/mod.ts";
import type { OracleResult } from "../result.ts";
import type { Fact, FactGraph } from "./file.ts";

type Replay = (graph: Graph<number>, fact: Fact) => Promise<unknown>;

/** How each algorithm that there is gives what a fact says; those of other names are not yet supported. */
const replays: Readonly<Record<string, Replay>> = {
  pagerank: (one, { params }) =>
    column(
      one.pageRank({ damping: params.damping as number, ...(params.weight === undefined ? {} : { weights: "use" }) }),
      "rank",
    ),
  personalizedPagerank: (one, { params }) => {
    const shares = Object.entries(params.personalization as Record<string, number>);
    const personalization = new Map(shares.map(([id, share]) => [Number(id), share]));
    return column(one.pageRank({ damping: params.damping as number, personalization }), "rank");
  },
  bfsDistances: (one, { params }) => column(one.bfs({ from: params.source as number }), "distance"),
  shortestPath: async (one, { params }) =>
    (await column(one.bfs({ from: params.source as number }), "distance"))[params.target as number],
  sssp: (one, { params }) => column(one.sssp({ from: params.source as number }), "distance"),
  components: sizesOfComponents,
  wccSizes: sizesOfComponents,
  clustering: (one) => column(one.localClustering(), "coefficient"),
  averageClustering: async (one) => {
    const coefficients = (await column(one.localClustering(), "coefficient")) as number[];
    return coefficients.reduce((sum, each) => sum + each, 0) / coefficients.length;
  },
};

/** One fact through the public API. */
export async function replayFact(fact: Fact, given: FactGraph | undefined): Promise<OracleResult> {
  const { id, expected, algorithm, tolerance } = fact;
  const replay = replays[algorithm];
  if (given === undefined || replay === undefined) return { id, expected, got: "not yet supported", passed: false };
  const got = await replay(graphOf(given), fact);
  return { id, expected, got, passed: isNear(expected, got, tolerance) };
}

function graphOf({ edges, n, directed }: FactGraph): Graph<number> {
  return graph({
    edges: from(edges.map(([source, target, weight = 1]) => ({ source: source!, target: target!, weight }))),
    source: "source",
    target: "target",
    weight: "weight",
    vertices: from(Array.from({ length: n }, (_, id) => ({ id }))),
    id: "id",
    directed,
  });
}

/** The values of a column in the order of the vertices. */
async function column<Name extends string>(
  rows: { collect(): Promise<(Record<Name, unknown> & { readonly id: number })[]> },
  name: Name,
): Promise<unknown[]> {
  return (await rows.collect()).sort((a, b) => a.id - b.id).map((row) => row[name]);
}

async function sizesOfComponents(one: Graph<number>): Promise<number[]> {
  const sizes = new Map<number, number>();
  for (const { component } of await one.connectedComponents().collect()) {
    sizes.set(component, (sizes.get(component) ?? 0) + 1);
  }
  return [...sizes.values()].sort((a, b) => b - a);
}

/** Numbers within an absolute tolerance, everything else equal. */
function isNear(expected: unknown, got: unknown, tolerance: number): boolean {
  if (typeof expected === "number" && typeof got === "number") return Math.abs(expected - got) <= tolerance;
  if (typeof expected !== "object" || expected === null || typeof got !== "object" || got === null) {
    return Object.is(expected, got);
  }
  const names = Object.keys(expected);
  if (names.length !== Object.keys(got).length) return false;
  return names.every((name) =>
    isNear((expected as Record<string, unknown>)[name], (got as Record<string, unknown>)[name], tolerance),
  );
}
