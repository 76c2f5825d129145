import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { cdlp, graph } from "../../../graph/mod.ts";
import { graphOf, type PlainGraph, testGraphs } from "../naive.ts";

test("two triangles with one edge between them are two communities, each of one label", async () => {
  const pairs = [
    [1, 2],
    [2, 3],
    [1, 3],
    [3, 4],
    [4, 5],
    [5, 6],
    [4, 6],
  ] as const;
  const edges = from(pairs.map(([a, b]) => ({ a, b })));
  const rows = await graph({ edges, source: "a", target: "b", directed: false }).apply(cdlp()).collect();
  expect(Object.fromEntries(rows.map(({ id, community }) => [id, community]))).toEqual({
    1: 1,
    2: 1,
    3: 1,
    4: 3,
    5: 3,
    6: 3,
  });
});

test.each(testGraphs())("communities are what counting labels gives: $name, directed $directed", async (plain) => {
  for (const iterations of [0, 1, 4]) {
    expect(await graphOf(plain).cdlp({ iterations }).collect()).toEqual(naive(plain, iterations));
  }
});

function naive(plain: PlainGraph, iterations: number): { id: number; community: number }[] {
  const { vertices, edges, directed } = plain;
  let labels = new Map(vertices.map((id) => [id, id]));
  for (let round = 0; round < iterations; round++) {
    const next = new Map<number, number>();
    for (const id of vertices) {
      const counts = new Map<number, number>();
      const count = (label: number): void => void counts.set(label, (counts.get(label) ?? 0) + 1);
      for (const { source, target } of edges) {
        if (source === id) count(labels.get(target)!);
        if (target === id && (directed || source !== target)) count(labels.get(source)!);
      }
      const most = Math.max(...counts.values());
      const common = [...counts].flatMap(([label, times]) => (times === most ? [label] : []));
      next.set(id, common.length === 0 ? labels.get(id)! : Math.min(...common));
    }
    labels = next;
  }
  return vertices.map((id) => ({ id, community: labels.get(id)! }));
}

test("cdlp refuses a number of iterations that is none", () => {
  expect(() => cdlp({ iterations: 1.5 })).toThrow(
    /Cannot find communities in cdlp as its iterations must be a whole number from 0 to 2147483647: got 1.5; leave it out for 10/,
  );
});
