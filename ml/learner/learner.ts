import type { Matrix } from "../matrix/matrix.ts";

/** Rows that a learner sees at once. The arrays may be written over when the call returns. */
export interface Rows {
  readonly features: Matrix;
  /** What is to be learned; undefined where nothing is. */
  readonly labels?: Float64Array | undefined; // [rows]
  /** How much each row counts; undefined: 1 each. */
  readonly weights?: Float64Array | undefined; // [rows]
}

/** What a learner does with rows of one pass. */
export type Pass = (rows: Rows) => void;

/**
 * A learner at work. It asks for passes: each `yield pass` means “show every row to `pass` once, in their order, in blocks”, and
 * goes on when that is done. So the same learner trains on a matrix in memory and on data that is read again for each pass. Where it
 * computes for long without rows it yields undefined: others may take their turn.
 */
export type Training<Model> = Generator<Pass | undefined, Model, void>;

/** What learns from numbers. It knows nothing of datasets: columns, batches and files are the business of a stage. */
export interface Learner<Model> {
  readonly name: string;
  /** What labels must be: there are none, any number, or one of a few numbers. */
  readonly labels: "none" | "numbers" | "classes";
  /** "taken": NaN stands for a value that is missing. Unless said it is refused. */
  readonly missing?: "taken";
  train(columns: number): Training<Model>;
}
