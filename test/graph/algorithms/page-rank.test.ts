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
  [{ iterations: -1 }, /its iterations must be a whole number from 0: got -1; leave it out/],
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
