import { expect, test } from "vitest";
import { resistanceDistance } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, nearly, type PlainGraph, pairsOf } from "../naive.ts";

test("one edge beside two in a row is 2/3, two parallel ones are 1/2, and there is none between parts", async () => {
  const of = async (pairs: [number, number][], pair: [number, number]): Promise<unknown> =>
    (
      await graphOfPairs(pairs)
        .apply(resistanceDistance({ pairs: [pair] }))
        .collect()
    )[0]!.resistance;
  expect(
    await of(
      [
        [1, 2],
        [2, 3],
        [3, 1],
      ],
      [1, 2],
    ),
  ).toEqual(nearly(2 / 3));
  expect(
    await of(
      [
        [1, 2],
        [2, 1],
      ],
      [1, 2],
    ),
  ).toEqual(nearly(0.5));
  expect(
    await of(
      [
        [1, 2],
        [3, 4],
      ],
      [1, 3],
    ),
  ).toBe(null);
  expect(await of([[1, 2]], [1, 1])).toBe(0);
});

test("resistances are what Kirchhoff's rules say", async () => {
  await expectAgreement((one, plain) => one.resistanceDistance({ pairs: pairsOf(plain.vertices) }), naive);
});

/** The potential at one end if a current of 1 flows from it to the other, which has 0. */
function naive(plain: PlainGraph): unknown[] {
  const near = new Map(plain.vertices.map((id) => [id, [] as number[]]));
  for (const { source, target } of plain.edges) {
    if (source === target) continue;
    near.get(source)!.push(target);
    near.get(target)!.push(source);
  }
  const reached = (from: number): Set<number> => {
    const all = new Set([from]);
    for (const id of all) for (const other of near.get(id)!) all.add(other);
    return all;
  };
  return pairsOf(plain.vertices).map(([source, target]) => {
    if (!reached(source).has(target)) return { source, target, resistance: null };
    const inside = [...reached(source)].filter((id) => id !== target);
    // Gauss' elimination of L · x = 1 at the source, with 0 at the target.
    const rows = inside.map((id) => [
      ...inside.map((other) =>
        id === other ? near.get(id)!.length : -near.get(id)!.filter((each) => each === other).length,
      ),
      id === source ? 1 : 0,
    ]);
    for (const [at, row] of rows.entries()) {
      for (const below of rows.slice(at + 1)) {
        const factor = below[at]! / row[at]!;
        for (let k = at; k < row.length; k++) below[k] = below[k]! - factor * row[k]!;
      }
    }
    const x = rows.map(() => 0);
    for (let at = rows.length - 1; at >= 0; at--) {
      let sum = rows[at]![inside.length]!;
      for (let k = at + 1; k < x.length; k++) sum -= rows[at]![k]! * x[k]!;
      x[at] = sum / rows[at]![at]!;
    }
    return { source, target, resistance: x[inside.indexOf(source)]! };
  });
}
