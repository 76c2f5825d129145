import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { bridges, graph } from "../../../graph/mod.ts";
import { expectAgreement, type PlainGraph, partsOf } from "../naive.ts";

test("parallel edges are no bridge, a single one is", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 1 },
    { a: 2, b: 3 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(bridges()).collect();
  expect(rows.map(({ bridge }) => bridge)).toEqual([false, false, true]);
});

test("bridges are the edges without which a graph has more parts", async () => {
  await expectAgreement((one) => one.bridges(), naive);
});

function naive({ vertices, edges }: PlainGraph): unknown[] {
  const parts = partsOf(vertices, edges);
  return edges.map(({ source, target }, at) => {
    const others = edges.filter((_, other) => other !== at);
    return { source, target, bridge: partsOf(vertices, others) > parts };
  });
}
