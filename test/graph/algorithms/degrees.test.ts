import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { degrees, graph } from "../../../graph/mod.ts";
import { expectAgreement, type PlainGraph } from "../naive.ts";

const edges = from([
  { a: 1, b: 2, w: 3 },
  { a: 2, b: 2, w: -1 },
]);

test("a self-loop counts twice, and of an undirected graph all degrees are the same", async () => {
  const directed = await graph({ edges, source: "a", target: "b" }).apply(degrees()).collect();
  const undirected = await graph({ edges, source: "a", target: "b", directed: false }).apply(degrees()).collect();
  expect(directed[1]).toEqual({ id: 2, degree: 3, inDegree: 2, outDegree: 1 });
  expect(undirected[1]).toEqual({ id: 2, degree: 3, inDegree: 3, outDegree: 3 });
});

test("weights are summed where they are used, and may be below 0", async () => {
  const rows = await graph({ edges, source: "a", target: "b", weight: "w" })
    .apply(degrees({ weights: "use" }))
    .collect();
  expect(rows[1]).toEqual({ id: 2, degree: 1, inDegree: 2, outDegree: -1 });
});

test("degrees are what going through all edges for each vertex gives", async () => {
  await expectAgreement((one) => one.degrees({ weights: "use" }), naive);
});

function naive({ vertices, edges: all, directed }: PlainGraph): unknown[] {
  return vertices.map((id) => {
    const sum = (end: "source" | "target"): number =>
      all.reduce((total, edge) => total + (edge[end] === id ? edge.weight : 0), 0);
    const degree = sum("source") + sum("target");
    return { id, degree, inDegree: directed ? sum("target") : degree, outDegree: directed ? sum("source") : degree };
  });
}
