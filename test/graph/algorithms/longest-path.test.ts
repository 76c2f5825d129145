import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, longestPath } from "../../../graph/mod.ts";
import { acyclicGraphs, entriesOf, graphOf, type PlainGraph } from "../naive.ts";

test("the critical path of three tasks is the longer way round", async () => {
  const edges = from([
    { a: "x", b: "y", w: 2 },
    { a: "y", b: "z", w: 4 },
    { a: "x", b: "z", w: 7 },
  ]);
  const one = graph({ edges, source: "a", target: "b", weight: "w" });
  expect(await one.apply(longestPath()).collect()).toEqual([
    { id: "x", distance: 0 },
    { id: "y", distance: 1 },
    { id: "z", distance: 2 },
  ]);
  expect((await one.apply(longestPath({ weights: "use" })).collect()).map(({ id }) => id)).toEqual(["x", "z"]);
});

test.each(["ignore", "use"] as const)("no path is longer: weights %s", async (weights) => {
  for (const plain of acyclicGraphs()) {
    const path = await graphOf(plain).longestPath({ weights }).collect();
    expect(path.at(-1)?.distance, plain.name).toBe(naive(plain, weights));
    const entries = entriesOf(plain);
    for (const [at, { id, distance }] of path.slice(1).entries()) {
      const before = path[at]!;
      const steps = entries
        .get(before.id)!
        .filter(({ to }) => to === id)
        .map(({ weight }) => (weights === "use" ? weight : 1));
      expect(steps).toContain(distance - before.distance);
    }
  }
});

function naive(plain: PlainGraph, weights: "ignore" | "use"): number | undefined {
  const entries = entriesOf(plain);
  const known = new Map<number, number>();
  const from = (id: number): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const longest = Math.max(
      0,
      ...entries.get(id)!.map(({ to, weight }) => (weights === "use" ? weight : 1) + from(to)),
    );
    known.set(id, longest);
    return longest;
  };
  return plain.vertices.length === 0 ? undefined : Math.max(...plain.vertices.map(from));
}
