import { expect, test } from "vitest";
import { resourceAllocation } from "../../../graph/mod.ts";
import { graphOfPairs, sumOf } from "../naive.ts";
import { expectScores } from "../naive-similarity.ts";

test("a neighbour shares out what it has among all of its own", async () => {
  const rows = await graphOfPairs([
    [1, 3],
    [2, 3],
    [4, 3],
    [5, 3],
  ])
    .apply(resourceAllocation({ pairs: [[1, 2]] }))
    .collect();
  expect(rows).toEqual([{ source: 1, target: 2, similarity: 0.25 }]);
});

test("resource allocation is the sum of 1 / degree over shared neighbours", async () => {
  await expectScores(
    (one, pairs) => one.resourceAllocation({ pairs }),
    (one) => one.resourceAllocation(),
    (shared, degree) => sumOf(shared, (id) => 1 / degree(id)),
  );
});
