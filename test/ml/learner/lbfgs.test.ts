import { expect, test } from "vitest";
import { minimize, type SmoothObjective } from "../../../ml/learner/lbfgs.ts";
import { uniform } from "../learner/random-rows.ts";

/** Runs a search that reads no rows. */
function run(objective: SmoothObjective, start: Float64Array, options = { tolerance: 1e-10, maxIterations: 500 }) {
  const search = minimize(objective, start, options);
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value;
}

function objectiveOf(value: (x: Float64Array) => number, gradient: (x: Float64Array) => Float64Array): SmoothObjective {
  return {
    // biome-ignore lint/correctness/useYield: it needs no rows
    *at(point) {
      return { value: value(point), gradient: gradient(point) };
    },
    precondition: (own) => own.slice(),
    *refine() {},
    optimality: (own) => Math.max(...own.map(Math.abs)),
  };
}

test("a quadratic bowl of very different curvatures is followed to its bottom", () => {
  const curvatures = [1e-3, 1, 50, 1e4];
  const found = run(
    objectiveOf(
      (x) => curvatures.reduce((sum, curvature, i) => sum + (curvature * (x[i]! - i) ** 2) / 2, 0),
      (x) => x.map((own, i) => curvatures[i]! * (own - i)),
    ),
    new Float64Array(4),
  );
  found.point.forEach((value, i) => expect(value).toBeCloseTo(i, 6));
});

test("a sum of logarithms of cosines hyperbolic, which is nearly straight far away, ends at its minimum", () => {
  const random = uniform(5);
  const bends = Array.from({ length: 30 }, () => [random() * 9, random() * 3] as const);
  const found = run(
    objectiveOf(
      ([x]) => bends.reduce((sum, [at, scale]) => sum + Math.log(Math.cosh(scale * (x! - at))), 0),
      ([x]) => Float64Array.of(bends.reduce((sum, [at, scale]) => sum + scale * Math.tanh(scale * (x! - at)), 0)),
    ),
    Float64Array.of(100),
  );
  expect(found.optimality).toBeLessThan(1e-10);
});

test("it ends at the start where that is the minimum, and after as many steps as it may make", () => {
  const bowl = objectiveOf(
    ([x]) => x! ** 4,
    ([x]) => Float64Array.of(4 * x! ** 3),
  );
  expect(run(bowl, Float64Array.of(0)).iterations).toBe(0);
  expect(run(bowl, Float64Array.of(3), { tolerance: 1e-300, maxIterations: 3 }).iterations).toBe(3);
});
