import type { Training } from "../learner/learner.ts";
import { atScale } from "../matrix/extent.ts";

/** A training that sees all rows times a number; from its milestones it goes on, too. */
export function* timesScale<Model>(training: Training<Model>, scale: number): Training<Model> {
  let step = training.next();
  while (!step.done) {
    const pass = step.value;
    const given = yield typeof pass !== "function"
      ? pass
      : (rows) => pass({ ...rows, features: { ...rows.features, data: atScale(rows.features.data, scale) } });
    step = training.next(given);
  }
  return step.value;
}
