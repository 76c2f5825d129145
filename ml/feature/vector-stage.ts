import type { Column, DataType } from "../../core/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { numberColumn, type SparseRows, sparseColumn, vectorColumn } from "../stages/columns.ts";
import type { Fold } from "../stages/estimator.ts";
import type { Mapping } from "../stages/mapping.ts";
import { columnName, type Parameter } from "../stages/parameters.ts";
import type { Columns, LikeColumn, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model, Transformer } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";

/** Options of stages of vectors; those of each number by itself take columns of numbers, too. */
export interface VectorOptions<Input extends string, Output extends string> {
  /** The column of vectors that it reads. Default `"features"`. */
  readonly input?: Input;
  /** The column that it adds. Default: in the place of the one that it reads. */
  readonly output?: Output;
}

export interface VectorParameters {
  readonly input: Parameter<string>;
  readonly output: Parameter<string>;
}

/** Their parameters. */
export const vectorParameters: VectorParameters = { input: columnName("features"), output: columnName("features") };

/** Options whose output is where it reads, unless they say another. */
export function inPlace<Options extends VectorOptions<string, string>>(options: Options): Options {
  return { ...options, output: options.output ?? options.input ?? "features" };
}

/** A transformer that makes vectors of vectors. */
export type VectorTransformer<Input extends string, Output extends string, Value = LikeColumn<Input>> = Transformer<
  Columns<Input, VectorValue>,
  { [Name in NoInfer<Output>]: Value }
>;

/** A transformer of numbers, or of the numbers of vectors, that gives the same kind. */
export type NumberTransformer<Input extends string, Output extends string, Value = LikeColumn<Input>> = Transformer<
  Columns<Input, NumberValue | VectorValue>,
  { [Name in NoInfer<Output>]: Value }
>;

/** An estimator whose models do so. */
export type NumberEstimator<Input extends string, Output extends string, Known, Value = LikeColumn<Input>> = Estimator<
  Columns<Input, NumberValue | VectorValue>,
  { [Name in NoInfer<Output>]: Value },
  Model<Columns<Input, NumberValue | VectorValue>, { [Name in NoInfer<Output>]: Value }, Known>
>;

/** An estimator of models that make vectors of vectors. */
export type VectorEstimator<Input extends string, Output extends string, Known, Value = LikeColumn<Input>> = Estimator<
  Columns<Input, VectorValue>,
  { [Name in NoInfer<Output>]: Value },
  Model<Columns<Input, VectorValue>, { [Name in NoInfer<Output>]: Value }, Known>
>;

/** What becomes of the vectors of a column. */
export interface VectorMapping {
  readonly input: string;
  readonly output: string;
  /** How many numbers the vectors must have, where that is known. */
  readonly size?: number;
  /** How many numbers come of so many. Default: as many. */
  readonly width?: (size: number) => number;
  /** Makes rows of a matrix of rows of another; `out` holds anything before. */
  dense(rows: Matrix, out: Matrix, batch: StageBatch): void;
  /** The same of sparse vectors. Without it they are made dense. */
  sparse?(rows: SparseRows, batch: StageBatch): SparseRows;
}

export function vectorMapping(mapping: VectorMapping): Mapping {
  const { input, output, size, width = (same: number) => same } = mapping;
  return {
    reads: [input],
    adds: [output],
    types: (typeOf) => [typeBehind(typeOf(input), width)],
    open: () => (batch) => {
      const sparse = mapping.sparse === undefined ? undefined : batch.sparse(input, size);
      if (sparse !== undefined) return [sparseColumn(mapping.sparse!(sparse, batch))];
      const rows = batch.vectors(input, size);
      const columns = width(rows.columns);
      const out = { data: batch.room(rows.rows * columns), rows: rows.rows, columns };
      mapping.dense(rows, out, batch);
      return [isOfNumbers(batch.column(input)) && columns === 1 ? numberColumn(out.data) : vectorColumn(out)];
    },
  };
}

function typeBehind(type: DataType | undefined, width: (size: number) => number): DataType | undefined {
  return type?.kind === "vector" ? { kind: "vector", size: width(type.size) } : undefined;
}

/** Whether a column holds numbers, not vectors. */
function isOfNumbers(column: Column): boolean {
  if (column.layout !== "values") return column.layout !== "vector";
  const first = column.values.find((value) => value !== null && value !== undefined);
  return first !== undefined && typeof first !== "object";
}

/** The entries of sparse vectors for which it gives a number; those that become 0 are left out. */
export function mappedEntries(rows: SparseRows, map: (value: number, index: number) => number): SparseRows {
  const starts = new Int32Array(rows.starts.length);
  const indices = new Int32Array(rows.indices.length);
  const values = new Float64Array(rows.values.length);
  let kept = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) {
      const value = map(rows.values[at]!, rows.indices[at]!);
      if (value === 0) continue;
      indices[kept] = rows.indices[at]!;
      values[kept++] = value;
    }
    starts[row + 1] = kept;
  }
  return { size: rows.size, starts, indices: indices.subarray(0, kept), values: values.subarray(0, kept) };
}

/** A fold over the vectors of a column, all as long as the first ones. */
export function vectorFold<Known>(
  input: string,
  begin: (size: number) => { add(rows: Matrix): void; finish(): Known },
): () => Fold<Known> {
  return () => {
    let fold: { add(rows: Matrix): void; finish(): Known } | undefined;
    let size: number | undefined;
    return {
      add: (batch) => {
        const rows = batch.vectors(input, size);
        size = rows.columns;
        fold ??= begin(size);
        fold.add(rows);
      },
      finish: () => (fold ?? begin(0)).finish(),
    };
  };
}

/** Refuses what infinite values make of what is learned of each feature: one of them would be all that it knows. */
export function mustBeOfFinite(
  stage: string,
  input: string,
  learned: Float64Array,
  isWrong: (value: number, feature: number) => boolean,
): void {
  const feature = learned.findIndex(isWrong);
  if (feature < 0) return;
  throw new RangeError(
    `Cannot fit ${stage} as numbers of column ${JSON.stringify(input)} must be finite, or NaN where they are missing: got infinite ones in feature ${feature}; leave such rows out`,
  );
}

/** A constant feature divided by its spread, 0: by scikit-learn's convention it stays, by Flink's it becomes 0. */
export function inverseOf(convention: string): (spread: number) => number {
  const ofConstant = convention === "sklearn" ? 1 : 0;
  return (spread) => (spread === 0 ? ofConstant : 1 / spread);
}
