import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { prefixSpan } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";

const textOf = (sequence: readonly (readonly string[])[]): string => sequence.map((set) => set.join("")).join("-");

test("sequences of Spark's example", async () => {
  const rows = from(
    [[["1", "2"], ["3"]], [["1"], ["3", "2"], ["1", "2"]], [["1", "2"], ["5"]], [["6"]]].map((visits) => ({ visits })),
  );
  const found = await prefixSpan(rows, "visits", { minSupport: 0.5, maxItems: 5 });
  const counts = Object.fromEntries(found.map(({ sequence, count }) => [textOf(sequence), count]));
  expect(counts).toEqual({ "1": 3, "2": 3, "3": 2, "1-3": 2, "12": 3 });
});

test("all sequences of random rows are those that a plain search of all candidates counts", async () => {
  const random = uniform(3);
  const rows = Array.from({ length: 30 }, () => ({
    visits: Array.from({ length: 1 + Math.floor((random() + 1) * 2) }, () =>
      "abc".split("").filter(() => random() > 0),
    ),
  }));
  const sets = [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"]];
  const has = (row: readonly (readonly string[])[], sequence: readonly (readonly string[])[]): boolean => {
    let at = 0;
    for (const set of row) if (at < sequence.length && sequence[at]!.every((item) => set.includes(item))) at++;
    return at === sequence.length;
  };
  const wanted: Record<string, number> = {};
  const longer = (sequence: string[][]): void => {
    for (const set of sets) {
      const next = [...sequence, set];
      const count = rows.filter(({ visits }) => has(visits, next)).length;
      if (count < 6) continue;
      wanted[textOf(next)] = count;
      longer(next);
    }
  };
  longer([]);
  const found = await prefixSpan(from(rows), "visits", { minSupport: 0.2 });
  expect(Object.fromEntries(found.map(({ sequence, count }) => [textOf(sequence), count]))).toEqual(wanted);
  expect(found).toHaveLength(Object.keys(wanted).length);
  expect(found.map(({ count }) => count)).toEqual(found.map(({ count }) => count).sort((a, b) => b - a));
  const short = await prefixSpan(from(rows), "visits", { minSupport: 0.2, maxItems: 2 });
  expect(short.every(({ sequence }) => sequence.flat().length <= 2)).toBe(true);
  expect(short).toHaveLength(Object.keys(wanted).filter((text) => text.replace(/-/g, "").length <= 2).length);
});

test("rows without sets count; other values, no rows, and a support of 0 are refused", async () => {
  const rows = from([{ visits: [["a"]] }, { visits: [] }, { visits: null }]);
  expect(await prefixSpan(rows, "visits", { minSupport: 0.5 })).toEqual([]);
  expect(await prefixSpan(rows, "visits", { minSupport: 0.3 })).toEqual([{ sequence: [["a"]], count: 1 }]);
  await expect(prefixSpan(from([{ visits: ["a"] as unknown as string[][] }]), "visits")).rejects.toThrow(
    'Cannot find sequences in column "visits" as it must hold lists of lists of texts: got ["a"] in row 0; put each item into a list of its own',
  );
  await expect(
    prefixSpan(
      rows.filter(() => false),
      "visits",
    ),
  ).rejects.toThrow("must be given rows");
  await expect(prefixSpan(rows, "visits", { minSupport: 0 })).rejects.toThrow("Cannot set minSupport in prefixSpan");
});
