import fc from "fast-check";
import { expect, test } from "vitest";
import { DistinctSet } from "../../../core/aggregates/distinct-set.ts";

const values = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(40) },
    { weight: 4, arbitrary: fc.integer({ min: 1_000_000, max: 1_003_000 }) },
    { weight: 2, arbitrary: fc.integer() },
    { weight: 1, arbitrary: fc.constantFrom(-0, 0.5, Number.NaN, 2 ** 31, -(2 ** 31), 2 ** 60, "1", "a", true) },
  ),
  { maxLength: 300 },
);

test("a set counts different values as a Set does, and again after a round trip and a merge", () => {
  fc.assert(
    fc.property(values, values, (left, right) => {
      const [a, b] = [left, right].map((each) => {
        const set = new DistinctSet();
        for (const value of each) set.add(value);
        expect(set.size).toBe(new Set(each).size);
        return set;
      }) as [DistinctSet, DistinctSet];
      const restored = DistinctSet.decode(a.encode());
      expect(restored.size).toBe(a.size);
      restored.addAll(b);
      expect(restored.size).toBe(new Set([...left, ...right]).size);
    }),
    { numRuns: 200 },
  );
});
