import type { Column } from "../../core/mod.ts";
import type { AddedColumn, Predicted } from "../learner/predictions.ts";
import { zeros } from "../matrix/matrix.ts";
import { numberColumn, vectorColumn } from "../stages/columns.ts";
import type { Mapping } from "../stages/mapping.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import type { OnlineLearner, OnlineRows } from "./online-learner.ts";

/** How many numbers the columns hold for a row, all together. */
export function widthOf(adds: readonly AddedColumn[]): number {
  return adds.reduce((sum, { vectorSize = 1 }) => sum + vectorSize, 0);
}

/** The mapping that adds what a model answers: NaN for rows of which a feature is NaN or infinite, unless it takes those. */
export function answerMapping<Known>(learner: OnlineLearner<Known>, features: string, learned: Known): Mapping {
  const size = learner.sizeOf(learned);
  const adds = learner.adds(size);
  return {
    reads: [features],
    adds: adds.map(({ name }) => name),
    types: () =>
      adds.map(({ vectorSize }) =>
        vectorSize === undefined ? { kind: "float64" } : { kind: "vector", size: vectorSize },
      ),
    open: () => {
      const answer = learner.answerOf(learned);
      const own = new Float64Array(widthOf(adds));
      return (batch) => {
        const rows = rowsOf(learner, batch, features, size);
        const columns = columnsFor(adds, batch.rowCount);
        for (let row = 0; row < batch.rowCount; row++) {
          if (learner.missing === "taken" || isFiniteRow(rows, row)) answer(rows, row, own, 0);
          else own.fill(Number.NaN);
          put(own, columns, row);
        }
        return answerColumns(columns);
      };
    },
  };
}

function rowsOf(
  learner: Pick<OnlineLearner<never>, "sparse">,
  batch: StageBatch,
  features: string,
  size: number,
): OnlineRows {
  const sparse = learner.sparse === "taken" ? batch.sparse(features, size) : undefined;
  if (sparse === undefined) return { features: batch.vectors(features, size) };
  return { features: { data: new Float64Array(0), rows: batch.rowCount, columns: size }, sparse };
}

function isFiniteRow({ features: { data, columns }, sparse }: OnlineRows, row: number): boolean {
  const [values, from, to] =
    sparse === undefined
      ? [data, row * columns, (row + 1) * columns]
      : [sparse.values, sparse.starts[row]!, sparse.starts[row + 1]!];
  let sum = 0;
  // A finite number times 0 is 0, any other NaN.
  for (let at = from; at < to; at++) sum += values[at]! * 0;
  return sum === 0;
}

/** Numbers and vectors of rows as columns. */
export function answerColumns(columns: readonly Predicted[]): Column[] {
  return columns.map((column) => (column instanceof Float64Array ? numberColumn(column) : vectorColumn(column)));
}

/** Room for what is answered to so many rows. */
export function columnsFor(adds: readonly AddedColumn[], rows: number): Predicted[] {
  return adds.map(({ vectorSize }) => (vectorSize === undefined ? new Float64Array(rows) : zeros(rows, vectorSize)));
}

/** Puts the numbers of a row into its columns. */
export function put(own: Float64Array, columns: readonly Predicted[], row: number): void {
  let from = 0;
  for (const column of columns) {
    if (column instanceof Float64Array) column[row] = own[from++]!;
    else {
      const { data, columns: width } = column;
      for (let at = 0; at < width; at++) data[row * width + at] = own[from++]!;
    }
  }
}
