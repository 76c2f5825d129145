import fc from "fast-check";
import { expect, test } from "vitest";
import { distinctChanges } from "../../../core/operators/distinct-changes.ts";
import { end, insert, remove, verifyOperator } from "../../../core/testing/mod.ts";
import { changesOf, differences, stepsOf } from "./changing-inputs.ts";

const key = { lambda: (value: unknown) => [value], names: ["key"] } as const;

test("distinct over changing input: each row once, as long as it is there at least once", () => {
  fc.assert(
    fc.property(changesOf<unknown>(fc.constantFrom(1, 2, "a", null), 1), (changes) => {
      const events = stepsOf(changes, 1).flat();
      const output = differences(events, 1, ([rows]) => [...new Set(rows)]);
      verifyOperator(distinctChanges(key), {
        input: [...events, end],
        output: [...output, end],
        exchange: [(value: object) => [value]],
      });
    }),
    { numRuns: 40 },
  );
});

test("a row that is taken back more often than it came is a failed record", () => {
  const input = [insert(1), remove(1), remove(1)];
  expect(() => verifyOperator(distinctChanges(key), { input, output: [] })).toThrow(/Cannot take back a row/);
});
