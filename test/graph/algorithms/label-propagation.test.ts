import { expect, test } from "vitest";
import { labelPropagation } from "../../../graph/mod.ts";
import { entriesOf, expectAgreement, graphOfPairs, type PlainGraph } from "../naive.ts";

test("labels go along edges only, and of two that are as frequent the greater one is taken", async () => {
  const one = graphOfPairs([
    [1, 3],
    [2, 3],
  ]);
  const rows = await one.apply(labelPropagation({ iterations: 1 })).collect();
  expect(rows.map(({ community }) => community)).toEqual([1, 2, 2]);
  expect(() => labelPropagation({ iterations: -1 })).toThrow(
    /its iterations must be a whole number from 0 to 2147483647: got -1/,
  );
});

test("labels are what counting those of all that lead to a vertex gives", async () => {
  await expectAgreement((one) => one.labelPropagation({ iterations: 4 }), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const entries = [...entriesOf(plain)].flatMap(([from, all]) => all.map(({ to }) => ({ from, to })));
  let labels = new Map(plain.vertices.map((id) => [id, id]));
  for (let round = 0; round < 4; round++) {
    const heard = (id: number): number[] => entries.filter(({ to }) => to === id).map(({ from }) => labels.get(from)!);
    const often = (all: number[], label: number): number => all.filter((other) => other === label).length;
    const best = (all: number[], own: number): number =>
      all.length === 0 ? own : all.sort((a, b) => often(all, b) - often(all, a) || b - a)[0]!;
    labels = new Map(plain.vertices.map((id) => [id, best(heard(id), labels.get(id)!)]));
  }
  return plain.vertices.map((id) => ({ id, community: labels.get(id)! }));
}
