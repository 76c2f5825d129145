import { expect, test } from "vitest";
import { reciprocity } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, type PlainGraph } from "../naive.ts";

test("two of three edges have one back, parallel edges and self-loops left aside", async () => {
  const rows = await graphOfPairs([
    [1, 2],
    [2, 1],
    [2, 1],
    [2, 3],
    [3, 3],
  ])
    .apply(reciprocity())
    .collect();
  expect(rows).toEqual([{ reciprocity: 2 / 3 }]);
});

test("reciprocity is what looking for an edge back of each gives", async () => {
  await expectAgreement((one) => one.reciprocity(), naive);
});

function naive({ edges, directed }: PlainGraph): unknown[] {
  const pairs = edges
    .filter(({ source, target }) => source !== target)
    .map(({ source, target }) => `${source} ${target}`);
  const back = edges.map(({ source, target }) => `${target} ${source}`);
  const all = new Set(directed ? pairs : [...pairs, ...back]);
  const found = [...new Set(pairs)].filter((pair) => !directed || back.includes(pair));
  if (pairs.length === 0) return [{ reciprocity: null }];
  return [{ reciprocity: directed ? found.length / all.size : 1 }];
}
