import fc from "fast-check";
import { expect, test } from "vitest";
import { finalRows } from "../../../core/operators/final-rows.ts";
import {
  at,
  crash,
  end,
  finalContents,
  insert,
  remove,
  row,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";
import { changesOf, stepsOf } from "./changing-inputs.ts";

const key = { lambda: (value: unknown) => [value], names: ["key"] } as const;

test("what is left of a changelog comes out at its end, as often as it is there", () => {
  const rows = fc.oneof(fc.nat(2), fc.record({ a: fc.nat(1) }, { noNullPrototype: true }));
  fc.assert(
    fc.property(changesOf<unknown>(rows, 1), (changes) => {
      const events = stepsOf(changes, 1).flat();
      const left = finalContents(events).map((value) => row(value));
      verifyOperator(finalRows(key), {
        input: [...events, end],
        output: [...left, end],
        exchange: [(value: object) => [value]],
      });
    }),
    { numRuns: 30 },
  );
});

test("rows keep their event times, and no watermark comes before them", () =>
  verifyOperator(finalRows(key), {
    input: [at(5, "a"), insert("b", 6), watermark(6), crash, remove("a", 7), end],
    output: [at(6, "b"), end],
  }));

test("of equal rows that of the very time is taken back, also behind a crash, as windows of streams do", () =>
  verifyOperator(finalRows(key), {
    input: [at(1, "a"), at(12, "a"), insert("b", 13), crash, remove("a", 1), end],
    output: [at(12, "a"), at(13, "b"), end],
  }));

test("a row that is taken back but never came is a failed record", () => {
  expect(() => verifyOperator(finalRows(key), { input: [remove("a"), end], output: [end] })).toThrow(
    /Cannot take back a row/,
  );
});
