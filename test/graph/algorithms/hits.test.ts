import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, type HitsOptions, hits } from "../../../graph/mod.ts";
import { expectAgreement, matrixOf, type PlainGraph, sumOf } from "../naive.ts";

test("two lists that name one page are hubs by halves, and it is the authority", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 3, b: 2 },
  ]);
  expect(await graph({ edges, source: "a", target: "b" }).apply(hits()).collect()).toEqual([
    { id: 1, hub: 0.5, authority: 0 },
    { id: 3, hub: 0.5, authority: 0 },
    { id: 2, hub: 0, authority: 1 },
  ]);
});

test.each([
  { iterations: 0 },
  { iterations: 5, norm: "L2" },
  { iterations: 3, weights: "use" },
] satisfies HitsOptions[])("scores are what multiplying by the matrix gives: %j", async (options) => {
  await expectAgreement(
    (one) => one.hits(options),
    (plain) => naive(plain, options),
  );
});

function naive(plain: PlainGraph, { iterations, norm = "L1", weights = "ignore" }: HitsOptions): unknown[] {
  const at = matrixOf(plain, weights);
  const { vertices } = plain;
  const scaled = (values: number[]): number[] => {
    const size = norm === "L1" ? sumOf(values, (value) => value) : Math.sqrt(sumOf(values, (value) => value ** 2));
    return values.map((value) => (size === 0 ? 0 : value / size));
  };
  let hubs = scaled(vertices.map(() => 1));
  let authorities = vertices.map(() => 0);
  for (let round = 0; round < iterations! && plain.edges.length > 0; round++) {
    const old = hubs;
    authorities = scaled(vertices.map((to) => sumOf(vertices, (one) => at(one, to) * old[vertices.indexOf(one)]!)));
    const now = authorities;
    hubs = scaled(vertices.map((one) => sumOf(vertices, (to) => at(one, to) * now[vertices.indexOf(to)]!)));
  }
  return vertices.map((id, vertex) => ({ id, hub: hubs[vertex]!, authority: authorities[vertex]! }));
}

test("without so many rounds scores go on until they settle", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 1, b: 3 },
  ]);
  const one = graph({ edges, source: "a", target: "b" });
  const [settled, many] = [await one.hits().collect(), await one.hits({ iterations: 200 }).collect()];
  expect(settled.map(({ hub }) => hub)).toEqual(many.map(({ hub }) => expect.closeTo(hub, 8)));
});
