import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import replay from "./graph.ts";

const contentOf = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"));

test("every validation graph of LDBC Graphalytics gives what it records", async () => {
  const results = await replay(contentOf("graph-ldbc"));
  expect(results.length).toBe(24);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
});

test("all facts of NetworkX and igraph hold", async () => {
  const results = await replay(contentOf("graph-facts"));
  expect(results.length).toBe(144);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
});

test("a wrong value, a vertex too many and an algorithm without a name here are failures", async () => {
  const one = { id: "one", directed: true, weighted: false, vertices: [1, 2], edges: [[1, 2]], params: { source: 1 } };
  const cases = [
    { ...one, algorithm: "bfs", expected: { 1: 0, 2: 1 } },
    { ...one, algorithm: "bfs", expected: { 1: 0, 2: 2 } },
    { ...one, algorithm: "bfs", expected: { 1: 0 } },
    { ...one, algorithm: "wcc", expected: { 1: 1, 2: 2 } },
    { ...one, algorithm: "bfs", params: { source: 3 }, expected: { 1: 0, 2: 1 } },
    { ...one, algorithm: "magic", expected: { 1: 0 } },
  ];
  const results = await replay({ cases });
  expect(results.map(({ passed }) => passed)).toEqual([true, false, false, false, false, false]);
  expect(results[5]!.got).toBe("not yet supported");
});
