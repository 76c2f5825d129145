import { expect, test } from "vitest";
import { preferentialAttachment } from "../../../graph/mod.ts";
import { graphOfPairs } from "../naive.ts";
import { expectScores } from "../naive-similarity.ts";

test("degrees are multiplied, parallel edges being one", async () => {
  const rows = await graphOfPairs([
    [1, 2],
    [2, 1],
    [2, 3],
  ])
    .apply(preferentialAttachment({ pairs: [[2, 1]] }))
    .collect();
  expect(rows).toEqual([{ source: 2, target: 1, similarity: 2 }]);
});

test("preferential attachment is the product of degrees", async () => {
  await expectScores(
    (one, pairs) => one.preferentialAttachment({ pairs }),
    undefined,
    (_, degree, a, b) => degree(a) * degree(b),
  );
});
