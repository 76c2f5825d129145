import type { Matrix } from "../matrix/matrix.ts";
import type { FitInput } from "../stages/fit-input.ts";
import type { Learned } from "../stages/learned.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import type { Learner, Pass, Rows, Training } from "./learner.ts";
import { RowCheck } from "./row-check.ts";
import { RowStore, type SharedRows } from "./shared-rows.ts";
import { learnElsewhere, learnTogether, type Recipe } from "./training-threads.ts";
import { Turns } from "./turns.ts";

/** Columns that a learner reads. */
export interface LearnedColumns {
  readonly features: string;
  readonly label?: string | undefined;
  readonly weight?: string | undefined;
}

/**
 * Trains a learner on the rows of a fit. The number of features is that of the first row.
 *
 * @param recipe How threads make the learner again; without it, it is trained here.
 */
export async function learn<Known>(
  learner: Learner<Known>,
  columns: LearnedColumns,
  input: FitInput,
  recipe?: Recipe,
): Promise<Known> {
  if (recipe !== undefined) {
    const rows = (): Promise<SharedRows> => keptRows(learner, columns, input);
    if (input.threads > 1 && learner.inThreads !== undefined) return learnTogether(learner, recipe, rows, input);
    if (input.elsewhere !== undefined) return learnElsewhere(recipe, rows, input);
  }
  if (input.keepsEveryMs !== undefined) {
    // Rows tell whether what was kept is of them.
    const { columns: size } = await checkedRows(learner, columns, input, () => undefined);
    return otherPasses(learner.train(size), size, columns, input);
  }
  let training: Training<Known> | undefined;
  let show: Pass | undefined;
  const { columns: size } = await checkedRows(learner, columns, input, (rows) => {
    training ??= learner.train(rows.features.columns);
    show ??= firstPass(training);
    show(rows);
  });
  return otherPasses(training!, size, columns, input);
}

/** All rows, in memory that threads share. */
async function keptRows(learner: Learner<unknown>, columns: LearnedColumns, input: FitInput): Promise<SharedRows> {
  const store = new RowStore();
  await checkedRows(learner, columns, input, (rows) => store.add(rows));
  return store.finish();
}

/** A pass over rows that are such that the learner can learn from them. */
async function checkedRows(
  learner: Learner<unknown>,
  columns: LearnedColumns,
  input: FitInput,
  see: Pass,
): Promise<RowCheck> {
  let check: RowCheck | undefined;
  await input.pass((batch) => {
    const rows = rowsOf(batch, columns, check?.columns);
    check ??= new RowCheck(learner, rows.features.columns);
    check.add(rows);
    see(rows);
  });
  check!.end();
  return check!;
}

function firstPass<Known>(training: Training<Known>): Pass {
  let step = training.next();
  while (!step.done && typeof step.value !== "function") step = training.next();
  if (step.done) return () => undefined;
  return step.value as Pass;
}

async function otherPasses<Known>(
  training: Training<Known>,
  size: number,
  columns: LearnedColumns,
  input: FitInput,
): Promise<Known> {
  const turns = new Turns(input);
  let step = training.next();
  while (!step.done) {
    const wanted = step.value;
    let kept: Learned | undefined;
    if (typeof wanted === "function") await input.pass((batch) => wanted(rowsOf(batch, columns, size)));
    else if (wanted === undefined) await turns.give();
    else if ("isAsked" in wanted) kept = await input.kept();
    else {
      await input.keep(wanted.state);
      await turns.give();
    }
    step = training.next(kept);
  }
  return step.value;
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
