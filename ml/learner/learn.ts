import type { Matrix } from "../matrix/matrix.ts";
import type { FitInput } from "../stages/fit-input.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import type { Learner, Pass, Rows, Training } from "./learner.ts";
import { RowCheck } from "./row-check.ts";

/** Columns that a learner reads. */
export interface LearnedColumns {
  readonly features: string;
  readonly label?: string | undefined;
  readonly weight?: string | undefined;
}

/** Trains a learner on the rows of a fit. The number of features is that of the first row. */
export async function learn<Known>(learner: Learner<Known>, columns: LearnedColumns, input: FitInput): Promise<Known> {
  let training: Training<Known> | undefined;
  let show: Pass | undefined;
  let check: RowCheck | undefined;
  await input.pass((batch) => {
    const rows = rowsOf(batch, columns, check?.columns);
    check ??= new RowCheck(learner, rows.features.columns);
    check.add(rows);
    training ??= learner.train(rows.features.columns);
    show ??= firstPass(training);
    show(rows);
  });
  check!.end();
  return otherPasses(training!, check!.columns, columns, input);
}

function firstPass<Known>(training: Training<Known>): Pass {
  let step = training.next();
  while (!step.done && step.value === undefined) step = training.next();
  if (step.done) return () => undefined;
  return step.value as Pass;
}

async function otherPasses<Known>(
  training: Training<Known>,
  size: number,
  columns: LearnedColumns,
  input: FitInput,
): Promise<Known> {
  let lastTurn = performance.now();
  let step = training.next();
  while (!step.done) {
    const pass = step.value;
    if (pass !== undefined) await input.pass((batch) => pass(rowsOf(batch, columns, size)));
    else if (performance.now() - lastTurn > longestTurnMs) {
      await otherWork();
      input.signal?.throwIfAborted();
      input.report({});
      lastTurn = performance.now();
    }
    step = training.next();
  }
  return step.value;
}

/** Computing without rows lets timers and signals wait for so long. */
const longestTurnMs = 50;

function otherWork(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function rowsOf(batch: StageBatch, { features, label, weight }: LearnedColumns, size: number | undefined): Rows {
  return {
    features: compact(batch.vectors(features, size)),
    labels: label === undefined ? undefined : batch.numbers(label),
    weights: weight === undefined ? undefined : batch.numbers(weight),
  };
}

/** Without room behind the last row. */
function compact(matrix: Matrix): Matrix {
  const length = matrix.rows * matrix.columns;
  return matrix.data.length === length ? matrix : { ...matrix, data: matrix.data.subarray(0, length) };
}
