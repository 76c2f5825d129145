import { expect, test } from "vitest";
import { from, iterate } from "../../../core/mod.ts";
import { roundMap } from "../../../core/operators/round-map.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

test("a row is mapped with the round, which is undefined outside of an iteration; it keeps its time", () =>
  verifyOperator(
    roundMap((text: string, round) => `${text} ${round}`),
    {
      input: [at(1, "a"), watermark(1), crash, at(2, "b"), end],
      output: [at(1, "a undefined"), watermark(1), at(2, "b undefined"), end],
      order: "kept",
    },
  ));

test("a row at which the function throws is a failed record", () =>
  verifyOperator(
    roundMap((n: number) => {
      if (n === 2) throw new RangeError("not two");
      return n;
    }),
    {
      input: [row(1), row(2), row(3), end],
      output: [row(1), row(3), end],
      failures: [/Cannot apply the function of a round at row \d+ of round.map as it threw RangeError: not two/],
    },
  ));

test("within one, rounds are counted from 0", async () => {
  const rounds = iterate(from([[] as number[]]), { rounds: 4 }, (lists, _, round) => ({
    feedback: lists.apply(round.map((list, n) => [...list, n])),
  }));
  expect(await rounds.collect()).toEqual([[0, 1, 2, 3]]);
});
