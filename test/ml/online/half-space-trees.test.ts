import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { binaryMetrics, type HalfSpaces, halfSpaceTrees, testThenTrain } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";
import { inMemory, onlineSuite, versionsOf } from "./online-suite.ts";

const random = uniform(8);
const rows = Array.from({ length: 400 }, (_, at) => ({
  features: [0.5 + random() / 5, 0.3 + random() / 10],
  label: 0,
  ...(at % 50 === 49 ? { features: [(random() + 1) / 2, 0.9], label: 1 } : {}),
}));

onlineSuite("halfSpaceTrees", {
  make: ({ every }) => halfSpaceTrees({ every, trees: 4, height: 3, window: 20 }),
  rows,
});

/** How a row is scored, as the paper says it: by recursion. */
function plainMass(
  { features, thresholds, masses }: HalfSpaces,
  x: readonly number[],
  tree: number,
  height: number,
  least: number,
) {
  const inner = 2 ** height - 1;
  const at = (node: number, depth: number): number => {
    const mass = masses[tree * (2 * inner + 1) + node]!;
    if (depth === height || mass < least) return mass * 2 ** depth;
    const isBelow = x[features[tree * inner + node]!]! < thresholds[tree * inner + node]!;
    return mass * 2 ** depth + at(2 * node + (isBelow ? 1 : 2), depth + 1);
  };
  return at(0, 0);
}

test("a row is scored by the mass of the window before, down to where there was little", () => {
  const { learner } = halfSpaceTrees({ trees: 3, height: 4, window: 100 });
  const task = learner.open(2, {});
  const all = inMemory(rows);
  task.learn(all, 0, 250);
  const learned = task.learned();
  expect(learned.masses[0]).toBe(100);
  rows.forEach(({ features }, row) => {
    const out = new Float64Array(1);
    task.answer(all, row, out, 0);
    const mass = [0, 1, 2].reduce((sum, tree) => sum + plainMass(learned, features, tree, 4, 10), 0);
    expect(out[0]).toBeCloseTo(1 - mass / (3 * 100 * 31), 12);
  });
});

test("masses of a node are those of its children, and cuts keep from the ends of what is left", () => {
  const { learner } = halfSpaceTrees({ trees: 5, height: 5, window: 50 });
  const { masses, thresholds } = versionsOf(learner, rows.slice(0, 50), 50)[0]!;
  for (let tree = 0; tree < 5; tree++) {
    for (let node = 0; node < 31; node++) {
      const own = tree * 63;
      expect(masses[own + node]).toBe(masses[own + 2 * node + 1]! + masses[own + 2 * node + 2]!);
    }
  }
  expect(thresholds.every((threshold) => threshold > 0 && threshold < 1)).toBe(true);
  expect(thresholds[0]).toBeGreaterThanOrEqual(0.15);
  expect(thresholds[0]).toBeLessThanOrEqual(0.85);
});

test("strange rows have higher scores, whatever the seed", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const scored = await from(rows)
      .apply(testThenTrain(halfSpaceTrees({ window: 100, seed })))
      .collect();
    expect(scored.slice(0, 100).every(({ score }) => score === 0)).toBe(true);
    const known = scored.slice(100);
    const labels = known.map(({ label }) => label);
    const { areaUnderROC } = binaryMetrics({ labels, scores: known.map(({ score }) => score) });
    expect(areaUnderROC).toBeGreaterThan(0.95);
  }
});

test("a range that is none is refused", () => {
  expect(() => halfSpaceTrees({ min: 1, max: 1 })).toThrow("must be above min: got 1 and 1");
});
