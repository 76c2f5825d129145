import { expect, test } from "vitest";
import { adamicAdar } from "../../../graph/mod.ts";
import { graphOfPairs, sumOf } from "../naive.ts";
import { expectScores } from "../naive-similarity.ts";

test("a neighbour that only two have is worth 1 / ln 2", async () => {
  const rows = await graphOfPairs([
    [1, 3],
    [2, 3],
  ])
    .apply(adamicAdar())
    .collect();
  expect(rows).toEqual([{ source: 1, target: 2, similarity: 1 / Math.LN2 }]);
});

test("Adamic and Adar's index is the sum of 1 / ln degree over shared neighbours", async () => {
  await expectScores(
    (one, pairs) => one.adamicAdar({ pairs }),
    (one) => one.adamicAdar(),
    (shared, degree) => sumOf(shared, (id) => 1 / Math.log(degree(id))),
  );
});
