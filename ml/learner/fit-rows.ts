import { rowsBetween } from "../matrix/matrix.ts";
import { blockRows } from "../stages/row-blocks.ts";
import type { Learner, Pass, Rows, Training } from "./learner.ts";
import { RowCheck } from "./row-check.ts";

/**
 * Trains what an estimator trains on rows in memory, without a dataset. Gives what it has learned: the `learned` of a model.
 *
 * @throws RangeError where a feature or label is NaN or infinite, a weight negative, or there are no rows.
 * @example
 * ```ts
 * import { fitRows, linearRegression, matrixOf } from "millrace/ml";
 * const features = matrixOf([[1], [2], [3]]);
 * const learned = fitRows(linearRegression(), { features, labels: Float64Array.of(3, 5, 7) });
 * console.log(learned.coefficients[0], learned.intercept); // 2 1
 * ```
 */
export function fitRows<Known>({ learner }: { readonly learner: Learner<Known> }, rows: Rows): Known {
  const check = new RowCheck(learner, rows.features.columns);
  check.shape(rows);
  if (rows.features.rows === 0) check.end();
  let isChecked = false;
  const passOf = (pass: Pass): Pass => {
    if (isChecked) return pass;
    isChecked = true;
    // Block by block, so that a row that is checked is in the cache when it is learned from.
    return (block) => {
      check.add(block);
      pass(block);
    };
  };
  const known = trained(learner.train(rows.features.columns), rows, { passOf });
  if (!isChecked) check.add(rows);
  check.end();
  return known;
}

/** How a training is driven: by what each pass is shown, and what is called where others may take their turn. */
interface Driving {
  readonly passOf?: (pass: Pass) => Pass;
  readonly give?: () => void;
}

/** Drives a training on rows in memory. */
export function trained<Known>(
  training: Training<Known>,
  rows: Rows,
  { passOf = (pass) => pass, give = () => undefined }: Driving = {},
): Known {
  let step = training.next();
  while (!step.done) {
    if (typeof step.value === "function") showRows(rows, passOf(step.value));
    else if (step.value === undefined) give();
    step = training.next();
  }
  return step.value;
}

/** Shows rows in memory to a pass, in blocks. */
export function showRows({ features, labels, weights }: Rows, pass: Pass): void {
  for (let start = 0; start < features.rows; start += blockRows) {
    const end = Math.min(features.rows, start + blockRows);
    pass({
      features: rowsBetween(features, start, end),
      labels: labels?.subarray(start, end),
      weights: weights?.subarray(start, end),
    });
  }
}
