import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, katz } from "../../../graph/mod.ts";
import { expectAgreement, matrixOf, type PlainGraph, sumOf } from "../naive.ts";

const star = from([
  { a: 1, b: 2 },
  { a: 3, b: 2 },
]);

test("a vertex has what it has by itself and a tenth of those that lead to it", async () => {
  const rows = await graph({ edges: star, source: "a", target: "b" })
    .apply(katz({ beta: 2, normalize: "none" }))
    .collect();
  expect(rows.map(({ centrality }) => centrality)).toEqual([2, 2, 2.4]);
});

test("centralities are what adding up paths of all lengths gives", async () => {
  await expectAgreement((one) => one.katz({ alpha: 0.02, tolerance: 1e-13 }), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const at = matrixOf(plain);
  let paths = plain.vertices.map(() => 1);
  let all = paths;
  for (let length = 1; length < 200; length++) {
    const before = paths;
    paths = plain.vertices.map(
      (to) => 0.02 * sumOf(plain.vertices, (one) => at(one, to) * before[plain.vertices.indexOf(one)]!),
    );
    all = all.map((sum, vertex) => sum + paths[vertex]!);
  }
  const size = Math.sqrt(sumOf(all, (value) => value ** 2));
  return plain.vertices.map((id, vertex) => ({ id, centrality: all[vertex]! / size }));
}

test("an alpha that is too great is an error that says so, one that is none is refused", async () => {
  const both = graph({ edges: star, source: "a", target: "b", directed: false });
  await expect(both.katz({ alpha: 2, iterations: 100 }).collect()).rejects.toThrow(
    /must settle within 100 rounds.*use a smaller alpha/,
  );
  expect(() => katz({ alpha: 0 })).toThrow(/Cannot rank vertices in katz as its alpha must be above 0: got 0; leave/);
});
