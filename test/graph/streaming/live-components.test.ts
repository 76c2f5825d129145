import { expect, test } from "vitest";
import { insert, row, updateAfter, updateBefore, verifyOperator } from "../../../core/testing/mod.ts";
import { connectedComponents, graph } from "../../../graph/mod.ts";
import { liveOperator } from "../../../graph/operator/live-operator.ts";
import { changing, edgeGraph, expectSameInTheEnd, streamed } from "./streams.ts";

const algorithm = connectedComponents<string>();
const operator = liveOperator(
  {
    source: "a",
    target: (edge: { b: string }) => edge.b,
    weight: undefined,
    id: undefined,
    idName: "id",
    directed: true,
  },
  algorithm as never,
  algorithm.live as never,
);

test("a vertex is told with its component, and anew when that gets a smaller name, also behind a crash", () =>
  verifyOperator(operator, {
    input: [
      row({ a: "d", b: "c" }),
      row({ a: "b", b: "b" }),
      row({ a: "x", b: null }),
      row({ a: "b", b: "d" }),
      row({ a: "c", b: "d" }),
      row({ a: "b", b: "e" }),
    ],
    output: [
      insert({ id: "d", component: "c" }),
      insert({ id: "c", component: "c" }),
      insert({ id: "b", component: "b" }),
      updateBefore({ id: "d", component: "c" }),
      updateAfter({ id: "d", component: "b" }),
      updateBefore({ id: "c", component: "c" }),
      updateAfter({ id: "c", component: "b" }),
      insert({ id: "e", component: "b" }),
    ],
    failures: [/Cannot take the id of the target of an edge in .* as an id must be a number, text or bigint: got null/],
  }));

test("what components are in the end is what they are of the stored edges", () =>
  expectSameInTheEnd((one) => one.connectedComponents()));

test("a chain that comes from its far end names each vertex once a batch", async () => {
  const count = 3000;
  const edges = Array.from({ length: count }, (_, k) => ({ source: count - k, target: count - k - 1, weight: 1 }));
  const last = new Map<number, number>();
  let changes = 0;
  await edgeGraph(streamed(edges), true)
    .connectedComponents()
    .changelog()
    .forEach(({ row: { id, component } }) => {
      last.set(id, component);
      changes++;
    });
  expect(changes).toBeLessThan(12 * count);
  expect([last.size, new Set(last.values())]).toEqual([count + 1, new Set([0])]);
});

test("edges that are taken back are refused before a row is read, with the reason", async () => {
  const edges = changing([{ source: 1, target: 2 }], () => false);
  const rows = graph({ edges, source: "source", target: "target" }).connectedComponents();
  await expect(rows.forEach(() => undefined)).rejects.toThrow(
    /Cannot run connectedComponents #3 on a changelog as what union-find has united cannot be divided again: got updates from fromChangelog.*; take windows of the edges, as by graph\.window/,
  );
});
