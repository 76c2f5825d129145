import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, transitiveClosure } from "../../../graph/mod.ts";
import { graphOf, reachOf, sorted, testGraphs } from "../naive.ts";

test("a vertex is in a pair with itself only on a cycle", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 2 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(transitiveClosure()).collect();
  expect(sorted(rows)).toEqual([
    { source: 1, target: 2 },
    { source: 2, target: 2 },
  ]);
});

test("a vertex is in a pair with itself never, or always, where that is asked for", async () => {
  const one = graph({
    edges: from([
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      { a: 2, b: 3 },
    ]),
    source: "a",
    target: "b",
  });
  const itself = async (option: "never" | "always"): Promise<number> =>
    (await one.transitiveClosure({ itself: option }).collect()).filter(({ source, target }) => source === target)
      .length;
  expect([await itself("never"), await itself("always")]).toEqual([0, 3]);
});

test("pairs are those that a path leads between", async () => {
  for (const plain of testGraphs()) {
    const reaches = reachOf(plain);
    const expected = plain.vertices.flatMap((source) =>
      plain.vertices.filter((target) => reaches(source, target)).map((target) => ({ source, target })),
    );
    expect(sorted(await graphOf(plain).transitiveClosure().collect()), plain.name).toEqual(sorted(expected));
  }
});
