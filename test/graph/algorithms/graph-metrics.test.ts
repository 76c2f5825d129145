import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, graphMetrics } from "../../../graph/mod.ts";
import { expectAgreement, type PlainGraph } from "../naive.ts";

test("metrics are one row, also of a graph without a vertex", async () => {
  const edges = from<{ a: number; b: number }>([]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(graphMetrics()).collect();
  expect(rows.length).toBe(1);
  expect(rows[0]).toMatchObject({ vertices: 0, edges: 0, density: 0, averageDegree: 0, maximumDegree: 0 });
});

test("metrics are what counting gives", async () => {
  await expectAgreement((one) => one.graphMetrics(), naive);
});

function naive({ vertices, edges, directed }: PlainGraph): unknown[] {
  const ends = (id: number, of: readonly ("source" | "target")[]): number =>
    of.reduce((sum, end) => sum + edges.filter((edge) => edge[end] === id).length, 0);
  const most = (of: readonly ("source" | "target")[]): number => Math.max(0, ...vertices.map((id) => ends(id, of)));
  const n = vertices.length;
  const both = ["source", "target"] as const;
  return [
    {
      vertices: n,
      edges: edges.length,
      selfLoops: edges.filter(({ source, target }) => source === target).length,
      isolated: vertices.filter((id) => ends(id, both) === 0).length,
      density: n < 2 ? 0 : edges.length / (directed ? n * (n - 1) : (n * (n - 1)) / 2),
      averageDegree: n === 0 ? 0 : (2 * edges.length) / n,
      maximumDegree: most(both),
      maximumInDegree: most(directed ? ["target"] : both),
      maximumOutDegree: most(directed ? ["source"] : both),
    },
  ];
}
