import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { swing } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";

/** The rows of Flink's SwingTest. */
const pairs = [
  [0, 10],
  [0, 11],
  [0, 12],
  [1, 13],
  [1, 12],
  [2, 10],
  [2, 11],
  [2, 12],
  [3, 13],
  [3, 12],
  [4, 12],
  [4, 10],
  [4, 11],
  [4, 12],
  [4, 13],
] as const;
const rows = from(pairs.map(([user, item]) => ({ user, item })));

test("the scores of Flink's SwingTest to the digit", async () => {
  const found = await swing(rows, { minUserBehavior: 2, maxUserBehavior: 3 });
  const near = 0.058845768947156235;
  expect(found).toEqual([
    { item: 10, similar: [11, 12].map((item) => ({ item, score: near })) },
    { item: 11, similar: [10, 12].map((item) => ({ item, score: near })) },
    {
      item: 12,
      similar: [{ item: 13, score: 0.09134833828228624 }, ...[10, 11].map((item) => ({ item, score: near }))],
    },
    { item: 13, similar: [{ item: 12, score: 0.09134833828228624 }] },
  ]);
});

test("scores are the sum over pairs of users, by a plain count", async () => {
  const random = uniform(6);
  const some = Array.from({ length: 400 }, () => ({
    user: `u${Math.floor((random() + 1) * 15)}`,
    item: Math.floor((random() + 1) * 10),
  }));
  const [alpha1, alpha2, beta] = [2, 0.5, 0.7];
  const found = await swing(from(some), { minUserBehavior: 2, alpha1, alpha2, beta, k: 1000 });
  const itemsOf = Map.groupBy(some, ({ user }) => user);
  const sets = [...itemsOf.values()].map((own) => new Set(own.map(({ item }) => item))).filter(({ size }) => size >= 2);
  const plain = (one: number, other: number): number => {
    let sum = 0;
    for (const [at, u] of sets.entries()) {
      for (const v of sets.slice(at + 1)) {
        if (![u, v].every((set) => set.has(one) && set.has(other))) continue;
        const common = [...u].filter((item) => v.has(item)).length;
        sum += ((alpha1 + u.size) * (alpha1 + v.size)) ** -beta / (alpha2 + common);
      }
    }
    return sum;
  };
  let compared = 0;
  for (const { item, similar } of found) {
    for (const { item: other, score } of similar) {
      expect(score).toBeCloseTo(plain(item, other), 12);
      compared++;
    }
    expect(similar.map(({ score }) => score)).toEqual(similar.map(({ score }) => score).sort((a, b) => b - a));
  }
  expect(compared).toBeGreaterThan(100);
});

test("k bounds similar items; of many users of an item some are drawn, the same by the same seed", async () => {
  const by = (options: object) => swing(rows, { minUserBehavior: 1, ...options });
  expect((await by({ k: 1 })).every(({ similar }) => similar.length === 1)).toBe(true);
  expect(await by({ maxUserNumPerItem: 2, seed: 3 })).toEqual(await by({ maxUserNumPerItem: 2, seed: 3 }));
  const sizes = await Promise.all(
    [0, 1, 2, 3, 4, 5].map(async (seed) => (await by({ maxUserNumPerItem: 2, seed })).length),
  );
  expect(new Set(sizes).size).toBeGreaterThan(1);
  // One user alone makes no pair.
  expect(await by({ maxUserNumPerItem: 1 })).toEqual([]);
});

test("users with too few or too many items do not count", async () => {
  expect(await swing(rows)).toEqual([]);
  const [first] = await swing(rows, { minUserBehavior: 4, maxUserBehavior: 9 });
  expect(first).toBeUndefined();
});

test("what is no id, and options out of range, are refused", async () => {
  const bad = from([
    { user: 1, item: 2 },
    { user: Number.NaN, item: 2 },
  ]);
  await expect(swing(bad)).rejects.toThrow(
    'Cannot compare items by swing as column "user" must hold numbers or texts: got NaN in row 1; leave such rows out',
  );
  await expect(swing(from([{ user: 1, item: null as unknown as number }]))).rejects.toThrow('column "item"');
  await expect(swing(rows, { minUserBehavior: 5, maxUserBehavior: 4 })).rejects.toThrow(
    "Cannot set maxUserBehavior in swing as it must not be below minUserBehavior: got 4 and 5; make it larger",
  );
  await expect(swing(rows, { k: 0 })).rejects.toThrow(
    "Cannot set k in swing as it must be a whole number ≥ 1 (items): got 0",
  );
  await expect(swing(rows.filter(() => false))).rejects.toThrow("Cannot fit swing as it must be given rows");
});
