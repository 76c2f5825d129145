import type { Column, DataType } from "../../core/mod.ts";
import { firstNotFinite } from "../kernels/not-finite.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { numberColumn, vectorColumn } from "../stages/columns.ts";
import type { Mapping } from "../stages/mapping.ts";

/** What a model adds to rows: numbers, or vectors. */
export type Predicted = Float64Array | Matrix;

/** A model's answers to rows. */
export interface Answers {
  /** The column that is read. */
  readonly features: string;
  /** How many features the model was trained on. */
  readonly size: number;
  /** The columns that are added, and how many numbers each holds for a row: 1 for a number, undefined-length vectors by their size. */
  readonly adds: readonly AddedColumn[];
  /** "taken": the model knows what to do where features are missing. Else what it gives for such rows is NaN. */
  readonly missing?: "taken" | undefined;
  /** Called once; what it returns answers batch after batch, in the order of `adds`. */
  readonly open: () => (features: Matrix) => readonly Predicted[];
}

export interface AddedColumn {
  readonly name: string;
  /** Numbers of a vector; undefined for a number. */
  readonly vectorSize?: number;
}

/** The mapping that adds a model's answers. */
export function answering({ features, size, adds, missing, open }: Answers): Mapping {
  return {
    reads: [features],
    adds: adds.map(({ name }) => name),
    types: () => adds.map(typeOf),
    open: () => {
      const answer = open();
      return (batch) => {
        const matrix = batch.vectors(features, size);
        const predicted = answer(matrix);
        if (missing !== "taken") clearUnknown(matrix, predicted);
        return predicted.map(columnOf);
      };
    },
  };
}

function typeOf({ vectorSize }: AddedColumn): DataType {
  return vectorSize === undefined ? { kind: "float64" } : { kind: "vector", size: vectorSize };
}

function columnOf(predicted: Predicted): Column {
  return predicted instanceof Float64Array ? numberColumn(predicted) : vectorColumn(predicted);
}

/** NaN for rows of which a feature is NaN or infinite. */
function clearUnknown({ data, rows, columns }: Matrix, predicted: readonly Predicted[]): void {
  const used = data.subarray(0, rows * columns);
  if (firstNotFinite(used) < 0) return;
  for (let row = 0; row < rows; row++) {
    if (firstNotFinite(used.subarray(row * columns, (row + 1) * columns)) < 0) continue;
    for (const values of predicted) {
      if (values instanceof Float64Array) values[row] = Number.NaN;
      else values.data.fill(Number.NaN, row * values.columns, (row + 1) * values.columns);
    }
  }
}
