import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, stronglyConnectedComponents } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph } from "../naive.ts";

test("a cycle is one component by its smallest id, and what hangs on it is not in it", async () => {
  const edges = from([
    { a: "z", b: "y" },
    { a: "y", b: "z" },
    { a: "y", b: "a" },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(stronglyConnectedComponents()).collect();
  expect(rows).toEqual([
    { id: "z", component: "y" },
    { id: "y", component: "y" },
    { id: "a", component: "a" },
  ]);
});

test("components are the vertices that reach one another", async () => {
  await expectAgreement((one) => one.stronglyConnectedComponents(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const distance = distancesOf(plain, "ignore");
  return plain.vertices.map((id) => {
    const both = plain.vertices.filter((other) => Number.isFinite(distance(id, other) + distance(other, id)));
    return { id, component: Math.min(...both) };
  });
}

test("a path of 100000 vertices needs no deep stack", async () => {
  const edges = from(Array.from({ length: 100_000 }, (_, n) => ({ a: n, b: n + 1 })));
  const rows = await graph({ edges, source: "a", target: "b" }).stronglyConnectedComponents().collect();
  expect(rows.every(({ id, component }) => id === component)).toBe(true);
});
