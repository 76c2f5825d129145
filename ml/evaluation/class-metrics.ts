import type { Matrix } from "../matrix/matrix.ts";
import { kappaOf, type Margins, marginsOf, matthewsOf } from "./agreement.ts";
import { type ClassLabel, type ClassRows, confusionMatrix } from "./confusion-matrix.ts";

/** How rows of one class were found. Shares are 0 to 1, and 0 where they are shares of nothing. */
export interface OneClass<Label extends ClassLabel = ClassLabel> {
  readonly class: Label;
  /** Of the rows that were taken for the class, the share that is of it. */
  readonly precision: number;
  /** Of the rows of the class, the share that was taken for it. */
  readonly recall: number;
  readonly f1: number;
  /** Rows of the class, by weight. */
  readonly support: number;
}

/** The mean over classes. */
export interface MeanOfClasses {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** How well rows of several classes are told apart. Where weights are given, all of it is by weight. */
export interface ClassMetrics<Label extends ClassLabel = ClassLabel> {
  /** The share of rows that were taken for their class; of all classes together precision, recall and f1 are the same (micro). */
  readonly accuracy: number;
  /** The mean recall of the classes that have rows. */
  readonly balancedAccuracy: number;
  /** Cohen's kappa; NaN where there is one class. */
  readonly kappa: number;
  /** Matthews' correlation, −1 to 1. */
  readonly matthews: number;
  readonly classes: readonly OneClass<Label>[];
  /** Each class counts the same. */
  readonly macro: MeanOfClasses;
  /** Each class counts by its rows. */
  readonly weighted: MeanOfClasses;
  /** Rows of class i that were taken for class j, by weight. */
  readonly confusion: Matrix;
}

/**
 * How well rows of several classes are told apart, by class and altogether.
 *
 * @param options.classes All classes, where some may have no row. Default: those that there are, ascending.
 * @example
 * ```ts
 * import { classMetrics } from "millrace/ml";
 * const metrics = classMetrics({ labels: ["a", "b", "c", "c"], predictions: ["a", "c", "c", "c"] });
 * console.log(metrics.accuracy, metrics.macro.recall); // 0.75 0.6666666666666666
 * ```
 * @see Sokolova, Lapalme, "A systematic analysis of performance measures for classification tasks", Information Processing & Management 45, 2009.
 */
export function classMetrics<Label extends ClassLabel>(
  rows: ClassRows<Label>,
  options: { readonly classes?: readonly Label[] } = {},
): ClassMetrics<Label> {
  const { classes, counts } = confusionMatrix(rows, options);
  const size = classes.length;
  const margins = marginsOf(counts, size);
  const each = classes.map((one, at) => oneClass(one, at, counts, margins));
  const right = each.reduce((sum, _, at) => sum + counts[at * size + at]!, 0);
  const present = each.filter(({ support }) => support > 0);
  return {
    accuracy: right / margins.total,
    balancedAccuracy: present.reduce((sum, { recall }) => sum + recall, 0) / present.length,
    kappa: kappaOf(counts, size, "equal"),
    matthews: matthewsOf(counts, size),
    classes: each,
    macro: meanOf(each, () => 1),
    weighted: meanOf(each, ({ support }) => support),
    confusion: { data: counts, rows: size, columns: size },
  };
}

function oneClass<Label extends ClassLabel>(
  one: Label,
  at: number,
  counts: Float64Array,
  { rows, columns }: Margins,
): OneClass<Label> {
  const found = counts[at * rows.length + at]!;
  const [support, taken] = [rows[at]!, columns[at]!];
  return {
    class: one,
    precision: taken > 0 ? found / taken : 0,
    recall: support > 0 ? found / support : 0,
    f1: support + taken > 0 ? (2 * found) / (support + taken) : 0,
    support,
  };
}

function meanOf(classes: readonly OneClass[], weightOf: (one: OneClass) => number): MeanOfClasses {
  const total = classes.reduce((sum, one) => sum + weightOf(one), 0);
  const mean = (name: keyof MeanOfClasses): number =>
    classes.reduce((sum, one) => sum + weightOf(one) * one[name], 0) / total;
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
}
