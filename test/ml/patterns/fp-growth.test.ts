import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { associationRules, type FrequentItemsets, fpGrowth } from "../../../ml/mod.ts";
import { definitionOf } from "../../../ml/stages/definitions.ts";
import { savedGives } from "../feature/saved.ts";
import { uniform } from "../learner/random-rows.ts";

/** As text, by set. */
function setsOf({ items, starts, members, counts }: FrequentItemsets): Record<string, number> {
  const sets = Array.from(counts, (count, at): [string, number] => {
    const own = Array.from(members.subarray(starts[at]!, starts[at + 1]!), (item) => items[item]!);
    return [own.sort().join(" "), count];
  });
  return Object.fromEntries(sets);
}

/** The example of Spark's documentation of FPGrowth. */
const spark = [
  ["1", "2", "5"],
  ["1", "2", "3", "5"],
  ["1", "2"],
].map((items) => ({ items }));

test("sets, rules and expectations of Spark's example", async () => {
  const model = await fpGrowth("items", { minSupport: 0.5, minConfidence: 0.6 }).fit(from(spark));
  expect(setsOf(model.learned)).toEqual({ "1": 3, "2": 3, "1 2": 3, "5": 2, "1 5": 2, "2 5": 2, "1 2 5": 2 });
  const rules = associationRules(model.learned, { minConfidence: 0.6 });
  expect(rules).toHaveLength(9);
  expect(rules.find((rule) => rule.antecedent.join() === "1,2")).toEqual({
    antecedent: ["1", "2"],
    consequent: "5",
    confidence: 2 / 3,
    lift: 1,
    support: 2 / 3,
  });
  const answers = await model.transform(from(spark)).collect();
  expect(answers.map(({ prediction }) => prediction)).toEqual([[], [], ["5"]]);
});

test("all sets of random rows are those that a plain count of all subsets finds", async () => {
  const random = uniform(12);
  for (const minSupport of [0.01, 0.1, 0.4]) {
    const rows = Array.from({ length: 80 }, () => ({
      items: "abcdefg"
        .split("")
        .filter((_, at) => random() > at / 4 - 0.8)
        .concat("a"),
    }));
    const counts: Record<string, number> = {};
    for (const { items } of rows) {
      const own = [...new Set(items)].sort();
      for (let subset = 1; subset < 2 ** own.length; subset++) {
        const key = own.filter((_, at) => (subset >> at) & 1).join(" ");
        counts[key] = (counts[key] ?? 0) + 1;
      }
    }
    const frequent = Object.fromEntries(Object.entries(counts).filter(([, count]) => count >= minSupport * 80));
    const { learned } = await fpGrowth("items", { minSupport }).fit(from(rows));
    expect(setsOf(learned)).toEqual(frequent);
    for (const rule of associationRules(learned, { minConfidence: 0.3 })) {
      const both = [...rule.antecedent, rule.consequent].sort().join(" ");
      const confidence = counts[both]! / counts[[...rule.antecedent].sort().join(" ")]!;
      expect(rule.confidence).toBe(confidence);
      expect(rule.lift).toBeCloseTo((confidence * 80) / counts[rule.consequent]!, 12);
      expect(rule.support).toBe(counts[both]! / 80);
    }
  }
});

test("sets are of as many items as they may be", async () => {
  const { learned } = await fpGrowth("items", { minSupport: 0.5, maxItems: 2 }).fit(from(spark));
  expect(Object.keys(setsOf(learned)).every((set) => set.split(" ").length <= 2)).toBe(true);
  expect(learned.counts).toHaveLength(6);
});

test("a saved model expects the same; rows without items expect nothing, rows that are absent are", async () => {
  const model = await fpGrowth("items", { minSupport: 0.5, minConfidence: 0.6, prediction: "next" }).fit(from(spark));
  const rows = from([...spark, { items: [] }, { items: ["unknown"] }]);
  const given = (await savedGives(model, rows)) as { readonly next: string[] }[];
  expect(given.slice(3).map(({ next }) => next)).toEqual([[], []]);
  const [absent] = await model.transform(from([{ items: null }])).collect();
  expect(absent!.next).toBeNull();
});

test("rows of no items count, and nothing may be frequent", async () => {
  const { learned } = await fpGrowth("items", { minSupport: 1 }).fit(
    from([{ items: ["a"] }, { items: [] }, { items: null }]),
  );
  expect([learned.counts.length, learned.rows, learned.items.length]).toEqual([0, 3, 0]);
});

test("sets that lead nowhere, other columns, and options out of range are refused", async () => {
  const { learned } = await fpGrowth("items", { minSupport: 0.5 }).fit(from(spark));
  const made = (changed: object) => () => definitionOf(fpGrowth("items"))!.modelOf({ ...learned, ...changed }, {});
  expect(made({})).not.toThrow();
  expect(made({ starts: learned.starts.slice(1) })).toThrow("it must have items and a count for each set");
  expect(made({ members: learned.members.map(() => 9) })).toThrow("sets must be of items that there are");
  await expect(fpGrowth("items").fit(from([{ items: [1] as unknown as string[] }]))).rejects.toThrow(
    'column "items" by fpGrowth as it must hold lists of texts: got [1]',
  );
  await expect(fpGrowth("items").fit(from(spark).filter(() => false))).rejects.toThrow("must be given rows");
  expect(() => fpGrowth("items", { minSupport: 0 })).toThrow(
    "Cannot set minSupport in fpGrowth as it must be a number > 0 and ≤ 1 (share of the rows): got 0; leave it out for 0.3",
  );
});
