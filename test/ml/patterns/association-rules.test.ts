import { expect, test } from "vitest";
import { associationRules } from "../../../ml/mod.ts";

/** a in 8 of 10 rows, b in 5, both in 4. */
const sets = {
  items: ["a", "b"],
  starts: Uint32Array.of(0, 1, 2, 4),
  members: Uint32Array.of(0, 1, 0, 1),
  counts: Float64Array.of(8, 5, 4),
  rows: 10,
};

test("rules come by confidence, with lift and support", () => {
  expect(associationRules(sets, { minConfidence: 0.5 })).toEqual([
    { antecedent: ["b"], consequent: "a", confidence: 0.8, lift: 1, support: 0.4 },
    { antecedent: ["a"], consequent: "b", confidence: 0.5, lift: 1, support: 0.4 },
  ]);
  expect(associationRules(sets)).toHaveLength(1);
  expect(associationRules(sets, { minConfidence: 0.81 })).toEqual([]);
});

test("a confidence that is no share is refused", () => {
  expect(() => associationRules(sets, { minConfidence: 2 })).toThrow(
    "Cannot set minConfidence in associationRules as it must be a number ≥ 0 and ≤ 1: got 2; leave it out for 0.8",
  );
});
