import type { Rows, Training } from "./learner.ts";

/** Lets a training see what becomes of the rows of each block: some of them, or all with other labels. */
export function* changedRows<Model>(training: Training<Model>, change: (rows: Rows) => Rows): Training<Model> {
  let step = training.next();
  while (!step.done) {
    const wanted = step.value;
    step = training.next(yield typeof wanted === "function" ? (rows) => wanted(change(rows)) : wanted);
  }
  return step.value;
}
