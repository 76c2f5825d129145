import type { Batch, OperatorContext } from "../../core/mod.ts";
import { take } from "../../core/mod.ts";
import { firstNotFinite, firstNotWeight } from "../kernels/not-finite.ts";
import type { LearnedColumns } from "../learner/learn.ts";
import { BatchColumns } from "../stages/stage-batch.ts";
import type { OnlineLearner, OnlineRows } from "./online-learner.ts";

/** The rows of a batch that can be learned from. */
export interface Usable {
  readonly batch: Batch;
  readonly rows: OnlineRows;
}

/** Reads batches as rows to learn from; those that cannot be are failed records of the step. */
export class RowFilter {
  readonly #learner: Pick<OnlineLearner<unknown>, "name" | "labels" | "classes" | "missing" | "sparse">;
  readonly #columns: LearnedColumns;
  readonly #context: OperatorContext;
  readonly #read: BatchColumns;

  constructor(learner: OnlineLearner<never>, columns: LearnedColumns, context: OperatorContext) {
    this.#learner = learner;
    this.#columns = columns;
    this.#context = context;
    this.#read = new BatchColumns(context.step, (_, error) => {
      throw error;
    });
  }

  /**
   * @param size How many features each row must have, where that is known.
   */
  usable(batch: Batch, size: number | undefined): Usable {
    const rows = this.#rowsOf(batch, size);
    const kept = this.#checked(batch, rows);
    if (kept === undefined) return { batch, rows };
    const good = take(batch, kept);
    return { batch: good, rows: this.#rowsOf(good, size ?? rows.features.columns) };
  }

  /** The same, of rows that were looked at before. */
  again(batch: Batch, size: number | undefined): OnlineRows {
    return this.#rowsOf(batch, size);
  }

  #rowsOf(batch: Batch, size: number | undefined): OnlineRows {
    const columns = this.#read.next(batch);
    const { features, label, weight } = this.#columns;
    const sparse = this.#learner.sparse === "taken" ? columns.sparse(features, size) : undefined;
    return {
      features:
        sparse === undefined
          ? columns.vectors(features, size)
          : { data: new Float64Array(0), rows: batch.rowCount, columns: sparse.size },
      sparse,
      labels: label === undefined ? undefined : columns.numbers(label),
      weights: weight === undefined ? undefined : columns.numbers(weight),
    };
  }

  /** The rows that are kept; undefined where all are. */
  #checked(batch: Batch, rows: OnlineRows): Int32Array | undefined {
    if (this.#isClean(batch, rows)) return undefined;
    const kept: number[] = [];
    for (let row = 0; row < batch.rowCount; row++) {
      const wrong = this.#wrong(rows, row);
      if (wrong === undefined) kept.push(row);
      else {
        const error = new RangeError(
          `Cannot learn from a row by ${this.#learner.name} in ${this.#context.step} as ${wrong}`,
        );
        this.#context.fail({ doing: "learn from a row", error, explained: true, batch, row });
      }
    }
    return Int32Array.from(kept);
  }

  #isClean(batch: Batch, { features, sparse, labels, weights }: OnlineRows): boolean {
    const { rowCount } = batch;
    const numbers = sparse?.values ?? features.data.subarray(0, rowCount * features.columns);
    if (this.#firstWrong(numbers) >= 0) return false;
    if (sparse !== undefined && this.#read.values(this.#columns.features).includes(null)) return false;
    if (weights !== undefined && firstNotWeight(weights.subarray(0, rowCount)) >= 0) return false;
    return labels === undefined || this.#areLabels(labels, rowCount);
  }

  #areLabels(labels: Float64Array, rowCount: number): boolean {
    const { classes } = this.#learner;
    if (classes === undefined) return firstNotFinite(labels.subarray(0, rowCount)) < 0;
    for (let row = 0; row < rowCount; row++) if (classes.indexOf(labels[row]!) < 0) return false;
    return true;
  }

  #wrong({ features, sparse, labels, weights }: OnlineRows, row: number): string | undefined {
    const { columns, data } = features;
    const numbers =
      sparse === undefined
        ? data.subarray(row * columns, (row + 1) * columns)
        : sparse.values.subarray(sparse.starts[row]!, sparse.starts[row + 1]!);
    const at = this.#firstWrong(numbers);
    if (at >= 0) return `features must be finite: got ${numbers[at]} in ${this.#columns.features}; ${remedy}`;
    if (this.#read.isAbsent(this.#columns.features, row)) {
      return `it must have features: got none in ${this.#columns.features}; ${remedy}`;
    }
    const weight = weights?.[row] ?? 1;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      return `weights must be finite and not negative: got ${weight}; weigh rows that shall not count with 0`;
    }
    return labels === undefined ? undefined : this.#wrongLabel(labels[row]!);
  }

  /** NaN may be taken, infinite values never are. */
  #firstWrong(numbers: Float64Array): number {
    const at = firstNotFinite(numbers);
    if (at < 0 || this.#learner.missing !== "taken") return at;
    return numbers.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  }

  #wrongLabel(label: number): string | undefined {
    const { classes } = this.#learner;
    if (classes === undefined)
      return Number.isFinite(label) ? undefined : `labels must be finite: got ${label}; ${remedy}`;
    if (classes.includes(label)) return undefined;
    const known = classes.length > 8 ? `${classes.slice(0, 8).join(", ")}, …` : classes.join(", ");
    return `labels must be among its classes, ${known}: got ${label}; name all of them by classes, or leave such rows out`;
  }
}

const remedy = "fill what is missing, or leave such rows out before it";
