import { expect, test } from "vitest";
import { hoeffdingAdaptiveTreeClassifier, hoeffdingTreeClassifier } from "../../../ml/mod.ts";
import { streamOf } from "./facts.ts";
import { versionsOf } from "./online-suite.ts";

const makers = [hoeffdingTreeClassifier, hoeffdingAdaptiveTreeClassifier];

test.each(makers)("trees grow no deeper than they may, and answer as they are told to: %o", (make) => {
  const rows = streamOf(3000, 2);
  const depthOf = (maxDepth: number): number => {
    const [tree] = versionsOf(make({ grace: 50, tau: 0.3, maxDepth }).learner, rows, 3000);
    return Math.max(...tree!.depths);
  };
  expect(depthOf(0)).toBe(0);
  expect(depthOf(1)).toBe(1);
  expect(depthOf(100)).toBeGreaterThan(1);
  const [tree] = versionsOf(make({ answers: "majority", maxDepth: 0 }).learner, rows, 3000);
  const answer = make({ answers: "majority" }).learner.answerOf(tree!);
  const out = new Float64Array(3);
  answer({ features: { data: new Float64Array(4), rows: 1, columns: 4 } }, 0, out, 0);
  const ones = rows.filter(({ label }) => label === 1).length;
  expect(out[2]).toBeCloseTo(ones / 3000, 12);
});

test.each(makers)("options out of range are refused: %o", (make) => {
  expect(() => make({ grace: 0 })).toThrow("grace");
  expect(() => make({ delta: 1 })).toThrow("delta");
  expect(() => make({ tau: -1 })).toThrow("tau");
  expect(() => make({ answers: "mean" as never })).toThrow("answers");
  expect(() => hoeffdingAdaptiveTreeClassifier({ switchDelta: 0 })).toThrow("switchDelta");
});
