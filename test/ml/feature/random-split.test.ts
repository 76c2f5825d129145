import { expect, test } from "vitest";
import { from, into, range } from "../../../core/mod.ts";
import { crash, row, verifyOperator } from "../../../core/testing/mod.ts";
import { splitOperator } from "../../../ml/feature/random-split.ts";
import { randomSplit } from "../../../ml/mod.ts";

test("each row is in one part, about as many as the weights say, the same in every run", async () => {
  const [train, validation, test] = randomSplit(range(0, 10_000), [6, 2, 2], { seed: 3 });
  const parts = [await train.collect(), await validation.collect(), await test.collect({ batchRows: 7 })];
  expect(parts.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  expect(parts.map((part) => Math.round(part.length / 200))).toEqual([30, 10, 10]);
  expect(await train.collect()).toEqual(parts[0]);
  const [other] = randomSplit(range(0, 10_000), [6, 2, 2], { seed: 4 });
  expect(await other.collect()).not.toEqual(parts[0]);
});

test("parts of one run are those of runs of their own", async () => {
  const [a, b] = randomSplit(range(0, 100), [1, 1]);
  const together: number[][] = [[], []];
  await a
    .sinkTo(into(together[0]!))
    .and(b.sinkTo(into(together[1]!)))
    .run();
  expect(together).toEqual([await a.collect(), await b.collect()]);
});

test("where a row goes does not depend on how rows come and what crashes", async () => {
  const rows = Array.from({ length: 30 }, (_, n) => ({ n }));
  const [first, second] = randomSplit(from(rows), [1, 2], { seed: 1 });
  const [one, two] = [await first.collect(), await second.collect()];
  verifyOperator(splitOperator([1, 2], 1), {
    input: [...rows.slice(0, 11).map((value) => row(value)), crash, ...rows.slice(11).map((value) => row(value))],
    output: one.map((value) => row(value)),
    sides: { "part 2": two.map((value) => row(value)) },
  });
});

test("weights that are none are refused", () => {
  expect(() => randomSplit(range(0, 3), [1])).toThrow(
    "Cannot set weights in randomSplit as it must be a list of at least 2 numbers: got [1]",
  );
  expect(() => randomSplit(range(0, 3), [1, 0])).toThrow("each must be a number above 0: got 0; leave such a part out");
  expect(() => randomSplit([1] as never, [1, 1])).toThrow("Cannot split as it takes a dataset: got an array");
});
