import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, kTruss } from "../../../graph/mod.ts";
import { graphOf, neighboursOf, type PlainGraph, testGraphs } from "../naive.ts";

test("the pairs of a triangle are a 3-truss, a pair without one is a 2-truss, parallel edges are one pair", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 1 },
    { a: 2, b: 3 },
    { a: 3, b: 1 },
    { a: 3, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(kTruss()).collect();
  expect(rows.map(({ truss }) => truss).sort()).toEqual([2, 3, 3, 3]);
  expect(rows.find(({ truss }) => truss === 2)).toEqual({ source: 3, target: 4, truss: 2 });
});

test("trusses are what leaving out pairs of fewer than k − 2 triangles again and again gives", async () => {
  for (const plain of testGraphs()) {
    const rows = await graphOf(plain).kTruss().collect();
    const named = rows.map(
      ({ source, target, truss }) => [[source, target].sort((a, b) => a - b).join(" "), truss] as const,
    );
    expect(new Map(named), plain.name).toEqual(naive(plain));
    expect(named.length).toBe(naive(plain).size);
  }
});

function naive(plain: PlainGraph): Map<string, number> {
  const trusses = new Map<string, number>();
  const left = neighboursOf(plain);
  const pairs = (): [number, number][] =>
    plain.vertices.flatMap((one) =>
      [...left.get(one)!].filter((other) => one < other).map((other): [number, number] => [one, other]),
    );
  for (let k = 2; pairs().length > 0; k++) {
    const few = ([one, other]: [number, number]): boolean =>
      [...left.get(one)!].filter((third) => left.get(other)!.has(third)).length < k - 2;
    for (let out = pairs().filter(few); out.length > 0; out = pairs().filter(few)) {
      for (const [one, other] of out) {
        left.get(one)!.delete(other);
        left.get(other)!.delete(one);
      }
    }
    for (const [one, other] of pairs()) trusses.set(`${one} ${other}`, k);
  }
  return trusses;
}
