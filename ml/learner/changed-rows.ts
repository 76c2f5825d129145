import type { Rows, Training } from "./learner.ts";
import { withoutMilestones } from "./milestones.ts";

/** Lets a training see what becomes of the rows of each block: some of them, or all with other labels. */
export function* changedRows<Model>(training: Training<Model>, change: (rows: Rows) => Rows): Training<Model> {
  const own = withoutMilestones(training);
  let step = own.next();
  for (; !step.done; step = own.next()) {
    const pass = step.value;
    if (typeof pass !== "function") yield undefined;
    else yield (rows) => pass(change(rows));
  }
  return step.value;
}
