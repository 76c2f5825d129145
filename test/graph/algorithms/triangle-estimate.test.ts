import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { erdosRenyiGraph, graph, triangleEstimate } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, type PlainGraph, testGraphs } from "../naive.ts";

const triangle: [number, number][] = [
  [1, 2],
  [2, 3],
  [1, 3],
  [3, 4],
  [4, 4],
];

test("of fewer edges than the sample has it is exact", async () => {
  expect(await graphOfPairs(triangle).apply(triangleEstimate()).collect()).toEqual([{ triangles: 1 }]);
  expect(await graphOfPairs(triangle).triangleEstimate({ deletions: "taken" }).collect()).toEqual([{ triangles: 1 }]);
  for (const plain of testGraphs().map(simple)) {
    const [exact] = await graphOf(plain).transitivity().collect();
    for (const deletions of ["none", "taken"] as const) {
      const [row] = await graphOf(plain).triangleEstimate({ deletions }).collect();
      expect(row!.triangles, plain.name).toBeCloseTo(exact!.triangles, 8);
    }
  }
});

test("of a sample of the edges it is right on average", async () => {
  const edges = await erdosRenyiGraph({ vertices: 60, probability: 0.4, seed: 3 }).edges.collect();
  const one = graph({ edges: from([...edges]), source: "source", target: "target", directed: false });
  const [exact] = await one.transitivity().collect();
  for (const deletions of ["none", "taken"] as const) {
    let sum = 0;
    const seeds = 60;
    for (let seed = 0; seed < seeds; seed++) {
      const [row] = await one.triangleEstimate({ sample: 200, seed, deletions }).collect();
      sum += row!.triangles;
    }
    const off = Math.abs(sum / seeds / exact!.triangles - 1);
    expect(off, deletions).toBeLessThan(deletions === "none" ? 0.04 : 0.08);
    expect(off, deletions).toBeGreaterThan(0);
  }
});

test("a sample that cannot be is refused", () => {
  expect(() => graphOfPairs(triangle).triangleEstimate({ sample: 5 })).toThrow(
    /as its sample must be a whole number of edges from 6: got 5; leave it out for 65,536/,
  );
  expect(() => graphOfPairs(triangle).triangleEstimate({ seed: 0.5 })).toThrow(
    /its seed must be a whole number: got 0.5/,
  );
});

/** Without parallel edges, in whatever direction. */
function simple(plain: PlainGraph): PlainGraph {
  const pairs = new Map(plain.edges.map((edge) => [[edge.source, edge.target].sort((a, b) => a - b).join(), edge]));
  return { ...plain, edges: [...pairs.values()] };
}
