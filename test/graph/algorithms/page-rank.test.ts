import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, type PageRankOptions, pageRank } from "../../../graph/mod.ts";
import { entriesOf, graphOf, type PlainGraph, testGraphs } from "../naive.ts";

test("one round takes the equal ranks along edges and spreads what is left, with that of dead ends, over all", async () => {
  const edges = from([
    { a: "x", b: "z" },
    { a: "y", b: "z" },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" })
    .apply(pageRank({ damping: 0.5, iterations: 1 }))
    .collect();
  const spread = (0.5 + 0.5 / 3) / 3;
  expect(rows.map(({ id }) => id)).toEqual(["x", "y", "z"]);
  expect(rows[0]!.rank).toBeCloseTo(spread, 12);
  expect(rows[2]!.rank).toBeCloseTo(spread + 0.5 * (2 / 3), 12);
});

const variants: readonly PageRankOptions<number>[] = [
  { iterations: 0 },
  { iterations: 3 },
  { damping: 0.6, iterations: 5, weights: "use" },
  { tolerance: 1e-12 },
];

test.each(testGraphs())(
  "ranks are what multiplying by the whole matrix gives: $name, directed $directed",
  async (plain) => {
    const first = plain.vertices[0];
    const jump: PageRankOptions<number>[] = first === undefined ? [] : [{ personalization: new Map([[first, 2]]) }];
    for (const options of [...variants, ...jump]) {
      const rows = await graphOf(plain).pageRank(options).collect();
      const expected = naive(plain, options);
      expect(rows.map(({ id }) => id)).toEqual(plain.vertices);
      for (const { id, rank } of rows) expect(Math.abs(rank - expected.get(id)!)).toBeLessThan(1e-8);
    }
  },
);

test.each([true, false])(
  "ranks of a graph with hubs are what going through its edges gives, directed %s",
  async (directed) => {
    // Half of all entries are those of few vertices: rows are put in another order. Vertices from 280 on have no edges out.
    const below = drawn(7);
    const pairs = Array.from(
      { length: 5000 },
      () => [Math.floor(280 * (below(1e6) / 1e6) ** 3), Math.floor(300 * (below(1e6) / 1e6) ** 9)] as const,
    );
    const edges = from(pairs.map(([a, b]) => ({ a: 1000 - 3 * a, b: 1000 - 3 * b })));
    const vertices = from(Array.from({ length: 300 }, (_, vertex) => ({ id: 1000 - 3 * vertex })));
    const hubs = graph({ edges, source: "a", target: "b", vertices, id: "id", directed });
    const back = directed ? [] : pairs.filter(([a, b]) => a !== b).map(([a, b]) => [b, a] as const);
    const jumpTo = new Map([[1000 - 3 * 290, 1]]);
    for (const personalization of [undefined, jumpTo]) {
      const options = { iterations: 20, ...(personalization === undefined ? {} : { personalization }) };
      const rows = await hubs.pageRank(options).collect();
      const jumps = Array.from({ length: 300 }, (_, vertex) =>
        personalization === undefined ? 1 / 300 : vertex === 290 ? 1 : 0,
      );
      const expected = ranksByEdges([...pairs, ...back], jumps, 20);
      expect(rows.map(({ id }) => id)).toEqual(expected.map((_, vertex) => 1000 - 3 * vertex));
      for (const [vertex, { rank }] of rows.entries())
        expect(Math.abs(rank - expected[vertex]!)).toBeLessThanOrEqual(1e-12 * rank);
    }
  },
);

/** Whole numbers below a limit, always the same. */
function drawn(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function ranksByEdges(
  edges: readonly (readonly [number, number])[],
  jumps: readonly number[],
  rounds: number,
): number[] {
  const degrees = jumps.map(() => 0);
  for (const [source] of edges) degrees[source]!++;
  let ranks = jumps.map(() => 1 / jumps.length);
  for (let round = 0; round < rounds; round++) {
    const dangling = ranks.reduce((sum, rank, vertex) => sum + (degrees[vertex] === 0 ? rank : 0), 0);
    const next = jumps.map((jump) => (0.15 + 0.85 * dangling) * jump);
    for (const [source, target] of edges) next[target]! += (0.85 * ranks[source]!) / degrees[source]!;
    ranks = next;
  }
  return ranks;
}

function naive(plain: PlainGraph, options: PageRankOptions<number>): Map<number, number> {
  const { damping = 0.85, iterations = 300, weights = "ignore", personalization } = options;
  const { vertices } = plain;
  const entries = entriesOf(plain);
  const total = [...(personalization?.values() ?? [])].reduce((sum, share) => sum + share, 0);
  const jump = (id: number): number =>
    personalization === undefined ? 1 / vertices.length : (personalization.get(id) ?? 0) / total;
  const strength = (weight: number): number => (weights === "use" ? weight : 1);
  let ranks = new Map(vertices.map((id) => [id, 1 / vertices.length]));
  for (let round = 0; round < iterations; round++) {
    const next = new Map(vertices.map((id) => [id, (1 - damping) * jump(id)]));
    for (const id of vertices) {
      const out = entries.get(id)!;
      const sum = out.reduce((all, { weight }) => all + strength(weight), 0);
      for (const to of vertices) {
        const along = out.reduce((all, entry) => all + (entry.to === to ? strength(entry.weight) : 0), 0);
        const share = sum === 0 ? jump(to) : along / sum;
        next.set(to, next.get(to)! + damping * ranks.get(id)! * share);
      }
    }
    ranks = next;
  }
  return ranks;
}

test("ranks sum to 1, and the default tolerance is kept", async () => {
  const plain = testGraphs().at(-1)!;
  const rows = await graphOf(plain).pageRank().collect();
  expect(rows.reduce((sum, { rank }) => sum + rank, 0)).toBeCloseTo(1, 12);
});

test.each([
  [{ damping: 1 }, /its damping must be in \[0, 1\): got 1; leave it out for 0.85/],
  [{ iterations: -1 }, /its iterations must be a whole number from 0 to 2147483647: got -1; leave it out/],
  [{ iterations: 2 ** 31 }, /its iterations must be a whole number from 0 to 2147483647: got 2147483648; leave it out/],
  [{ tolerance: 0 }, /its tolerance must be above 0: got 0; leave it out for 1e-9/],
  [
    { personalization: new Map([["x", -1]]) },
    /the shares of its personalization must be numbers from 0, one of them above: got -1; leave/,
  ],
  [
    { personalization: new Map() },
    /the shares of its personalization must be numbers from 0, one of them above: got none; leave/,
  ],
  [{ dampnig: 0.5 } as never, /Cannot set "dampnig" in pageRank as there is no such option.*did you mean "?damping/],
] satisfies [PageRankOptions<string>, RegExp][])("pageRank refuses %j", (options, message) => {
  expect(() => pageRank(options)).toThrow(message);
});
