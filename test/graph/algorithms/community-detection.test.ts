import { expect, test } from "vitest";
import { communityDetection } from "../../../graph/mod.ts";
import { entriesOf, expectAgreement, graphOfPairs, type PlainGraph, sumOf } from "../naive.ts";

test("a label that goes to another vertex loses its delta, and an edge of more weight is heard more", async () => {
  const one = graphOfPairs([
    [1, 2, 1],
    [2, 3, 4],
  ]);
  const rows = await one.apply(communityDetection({ iterations: 1, delta: 0.25 })).collect();
  expect(rows).toEqual([
    { id: 1, community: 2, score: 0.75 },
    { id: 2, community: 3, score: 3.75 },
    { id: 3, community: 2, score: 3.75 },
  ]);
  expect(() => communityDetection({ delta: -1 })).toThrow(
    /its delta must not be below 0: got -1; leave it out for 0.5/,
  );
});

test("scores that weights multiply past all numbers are refused", async () => {
  const one = graphOfPairs([
    [1, 2, 1e100],
    [2, 3, 1e100],
  ]);
  expect((await one.communityDetection({ iterations: 3 }).collect())[0]!.score).toBe(1e300);
  await expect(one.communityDetection().collect()).rejects.toThrow(
    "as its scores, which weights are multiplied into in each round, must be finite after round 4: got Infinity; divide weights by",
  );
});

test("labels and scores are what adding up those of all neighbours gives", async () => {
  await expectAgreement((one) => one.communityDetection({ iterations: 4 }), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const entries = entriesOf({ ...plain, directed: false });
  let values = new Map(plain.vertices.map((id) => [id, { community: id, score: 1 }]));
  for (let round = 1; round <= 4; round++) {
    const old = values;
    const next = (id: number): { community: number; score: number } => {
      const heard = entries
        .get(id)!
        .map(({ to, weight }) => ({ community: old.get(to)!.community, score: old.get(to)!.score * weight }));
      const labels = [...new Set(heard.map(({ community }) => community))].sort((a, b) => a - b);
      const of = (label: number): number[] =>
        heard.filter(({ community }) => community === label).map(({ score }) => score);
      const total = (label: number): number => sumOf(of(label), (score) => score);
      const own = old.get(id)!;
      if (labels.length === 0) return own;
      const community = labels.reduce((best, label) => (total(label) > total(best) ? label : best));
      return { community, score: Math.max(...of(community)) - (community === own.community ? 0 : 0.5 / round) };
    };
    values = new Map(plain.vertices.map((id) => [id, next(id)]));
  }
  return plain.vertices.map((id) => ({ id, ...values.get(id)! }));
}
