import type { AddedColumn } from "../learner/predictions.ts";
import type { Matrix } from "../matrix/matrix.ts";
import type { SparseRows } from "../stages/columns.ts";

/** Rows that an online learner sees at once. The arrays may be written over when the call returns. */
export interface OnlineRows {
  /** Their features; without numbers where they are sparse. */
  readonly features: Matrix;
  /** The same of sparse vectors, for learners that take them so. */
  readonly sparse?: SparseRows | undefined;
  readonly labels?: Float64Array | undefined; // [rows]
  /** How much each row counts; undefined: 1 each. */
  readonly weights?: Float64Array | undefined; // [rows]
}

/**
 * What a learner answers for a row: the numbers of the columns that its models add, one after another, into `out` from `at` on.
 */
export type Answer = (rows: OnlineRows, row: number, out: Float64Array, at: number) => void;

/**
 * A learner that goes on learning. It sees each row once, in order, and what it learns does not depend on how many rows come at
 * a time. It knows nothing of datasets.
 */
export interface OnlineLearner<Known> {
  readonly name: string;
  /** What labels must be: there are none, any number, or one of `classes`. */
  readonly labels: "none" | "numbers" | "classes";
  /** The labels there can be, ascending. */
  readonly classes?: Float64Array | undefined;
  /** "taken": NaN stands for a value that is missing. Unless said it is refused. */
  readonly missing?: "taken";
  /** "taken": sparse vectors are given as they are. Unless said they are made dense. */
  readonly sparse?: "taken";
  /** The columns that its models add to rows of so many features. */
  adds(columns: number): readonly AddedColumn[];
  /**
   * A learner at work on rows of so many features: anew, from a model, or from what `save` gave.
   *
   * @throws RangeError where the model has learned from another number of features.
   */
  open(columns: number, from: { readonly saved?: unknown; readonly initial?: Known | undefined }): OnlineTask<Known>;
  /** How many features a model was trained on. */
  sizeOf(learned: Known): number;
  /** What a model answers. */
  answerOf(learned: Known): Answer;
}

/** An online learner at work. */
export interface OnlineTask<Known> {
  /** Learns from the rows from `from` up to `to`, `to` left out. */
  learn(rows: OnlineRows, from: number, to: number): void;
  /** A batch has ended: those that learn by batches learn now. */
  endBatch(): void;
  /** What a model knows now, in arrays of its own. */
  learned(): Known;
  /** All that is needed to go on, as plain data: `learned` and what optimisers remember. Its arrays may be those it works with. */
  save(): unknown;
  /** What it would answer now. */
  readonly answer: Answer;
}
