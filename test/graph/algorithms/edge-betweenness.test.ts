import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { edgeBetweenness, graph } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph, positiveGraphs, sumOf } from "../naive.ts";
import { pathCounts } from "../naive-betweenness.ts";

test("the edge in the middle of a path is passed most, and parallel edges share", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 2, b: 3 },
    { a: 3, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b", directed: false }).apply(edgeBetweenness()).collect();
  expect(rows).toEqual([
    { source: 1, target: 2, betweenness: 3 },
    { source: 2, target: 3, betweenness: 2 },
    { source: 2, target: 3, betweenness: 2 },
    { source: 3, target: 4, betweenness: 3 },
  ]);
});

test("betweenness of edges is what counting all shortest paths gives", async () => {
  await expectAgreement((one) => one.edgeBetweenness(), naive("ignore", "none"));
  await expectAgreement(
    (one) => one.edgeBetweenness({ weights: "use", normalize: "pairs" }),
    naive("use", "pairs"),
    positiveGraphs(),
  );
});

function naive(weights: "ignore" | "use", normalize: "none" | "pairs"): (plain: PlainGraph) => unknown[] {
  return (plain) => {
    const [distance, count] = [distancesOf(plain, weights), pathCounts(plain, weights)];
    const { vertices, directed } = plain;
    const by = normalize === "pairs" ? Math.max(vertices.length * (vertices.length - 1), 1) : directed ? 1 : 2;
    const through = (from: number, to: number, length: number): number =>
      sumOf(vertices, (one) =>
        sumOf(vertices, (other) =>
          count(one, other) > 0 && distance(one, from) + length + distance(to, other) === distance(one, other)
            ? (count(one, from) * count(to, other)) / count(one, other)
            : 0,
        ),
      );
    return plain.edges.map(({ source, target, weight }) => {
      const length = weights === "use" ? weight : 1;
      const back = directed || source === target ? 0 : through(target, source, length);
      return { source, target, betweenness: (through(source, target, length) + back) / by };
    });
  };
}
