import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";
import { graphOf, sorted, testGraphs } from "../naive.ts";

const people = from([
  { who: "Ann", city: "Kent" },
  { who: "Bob", city: "Kent" },
  { who: "Cid", city: "Bend" },
]);
const calls = from([
  { a: "Ann", b: "Bob", by: "phone" },
  { a: "Bob", b: "Cid", by: "mail" },
  { a: "Ann", b: "Cid", by: "phone" },
  { a: "Cid", b: "Ann", by: "phone" },
]);

test("vertices of one group and edges between two are one, with how many they are", async () => {
  const one = graph({ edges: calls, source: "a", target: "b", vertices: people, id: "who" }).summarize({ by: "city" });
  expect(sorted(await one.vertices.collect())).toEqual([
    { id: "Bend", count: 1 },
    { id: "Kent", count: 2 },
  ]);
  expect(sorted(await one.edges.collect())).toEqual([
    { source: "Bend", target: "Kent", count: 1 },
    { source: "Kent", target: "Bend", count: 2 },
    { source: "Kent", target: "Kent", count: 1 },
  ]);
  expect((await one.degrees({ weights: "use" }).collect()).find(({ id }) => id === "Kent")!.degree).toBe(5);
});

test("edges of different labels stay apart, and without directions both ways are one", async () => {
  const known = { edges: calls, source: "a", target: "b", vertices: people, id: "who", directed: false } as const;
  const one = graph(known).summarize({ by: ({ city }) => city[0], label: "by" });
  expect(sorted(await one.edges.collect())).toEqual([
    { source: "B", target: "K", label: "mail", count: 1 },
    { source: "B", target: "K", label: "phone", count: 2 },
    { source: "K", target: "K", label: "phone", count: 1 },
  ]);
});

test("counts are those of the vertices and edges that there are", async () => {
  for (const plain of testGraphs()) {
    const one = graphOf(plain).summarize({ by: ({ id }) => id % 3 });
    const [vertices, edges] = [await one.vertices.collect(), await one.edges.collect()];
    const rest = (id: number): number => plain.vertices.filter((each) => each % 3 === id).length;
    expect(sorted(vertices)).toEqual(
      sorted([0, 1, 2].map((id) => ({ id, count: rest(id) })).filter(({ count }) => count > 0)),
    );
    for (const { source, target, count } of edges) {
      const same = plain.edges.filter((edge) => {
        const pair = [edge.source % 3, edge.target % 3];
        return (
          pair.join() === [source, target].join() ||
          (!plain.directed && pair.reverse().join() === [source, target].join())
        );
      });
      expect(count, plain.name).toBe(same.length);
    }
    expect(edges.reduce((sum, { count }) => sum + count, 0)).toBe(plain.edges.length);
  }
});
