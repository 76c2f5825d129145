import { expect, test } from "vitest";
import { jaccard } from "../../../graph/mod.ts";
import { graphOfPairs } from "../naive.ts";
import { expectScores } from "../naive-similarity.ts";

test("one of three neighbours in common is a third, and pairs without any are left out unless asked for", async () => {
  const one = graphOfPairs([
    [1, 3],
    [1, 4],
    [2, 4],
    [2, 5],
  ]);
  expect(
    await one
      .apply(
        jaccard({
          pairs: [
            [1, 2],
            [1, 3],
          ],
        }),
      )
      .collect(),
  ).toEqual([
    { source: 1, target: 2, similarity: 1 / 3 },
    { source: 1, target: 3, similarity: 0 },
  ]);
  expect((await one.jaccard().collect()).length).toBe(3);
});

test("Jaccard's index is the share of all neighbours that both have", async () => {
  await expectScores(
    (one, pairs) => one.jaccard({ pairs }),
    (one) => one.jaccard(),
    (shared, degree, a, b) => (shared.length === 0 ? 0 : shared.length / (degree(a) + degree(b) - shared.length)),
  );
});
