import { countText } from "../../core/display/mod.ts";
import { type Column, type DataType, valueAt } from "../../core/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { isSparse, type SparseRows, sparseColumn, vectorColumn } from "../stages/columns.ts";
import { choice, columnName, columnNames, numbers, optional } from "../stages/parameters.ts";
import type { AssembledColumns, Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";

export interface AssembleOptions<Output extends string> {
  /** The column that it adds. Default `"features"`. */
  readonly output?: Output;
  /** How many numbers each column gives, to refuse others. Default: what the columns have. */
  readonly sizes?: readonly number[];
  /** What becomes of rows with NaN or nothing in one of the columns: an error, left out, or NaN in the vector. Default `"error"`. */
  readonly handleInvalid?: "error" | "skip" | "keep";
}

const kind = stageKind({
  name: "assemble",
  version: 1,
  parameters: {
    inputs: columnNames(),
    output: columnName("features"),
    sizes: optional(numbers()),
    handleInvalid: choice(["error", "skip", "keep"]),
  },
  make: ({ inputs, ...options }: { readonly inputs: readonly string[] } & AssembleOptions<string>) =>
    assemble(inputs, options),
});

/**
 * A vector of the numbers and vectors of several columns, in their order. It is sparse where one of the columns is.
 *
 * @param inputs Columns of numbers, truth (1 and 0), dense or sparse vectors.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { assemble } from "millrace/ml";
 * const flights = from([{ miles: 300, late: true }]);
 * console.log(await assemble(["miles", "late"]).transform(flights).collect()); // { miles: 300, late: true, features: [300, 1] }
 * ```
 * @see Apache Flink ML, `VectorAssembler`: it makes each vector sparse or dense by which is smaller.
 */
export function assemble<const Input extends string, const Output extends string = "features">(
  inputs: readonly Input[],
  options: AssembleOptions<Output> = {},
): Transformer<Columns<Input, NumberValue | VectorValue>, { [Name in NoInfer<Output>]: AssembledColumns<Input> }> {
  const parameters = kind.read({ inputs, ...options });
  const { output, sizes, handleInvalid } = parameters;
  if (sizes !== undefined && sizes.length !== inputs.length) throw wrongSizes(inputs, sizes);
  return transformer(kind, parameters, {
    reads: inputs,
    adds: [output],
    types: (typeOf) => [assembledType(inputs.map((input) => typeOf(input)))],
    absent: "own",
    open: () => {
      const known = [...(sizes ?? inputs.map(() => undefined))];
      return (batch) => {
        sortOut(batch, inputs, handleInvalid);
        return [assembled(batch, inputs, known)];
      };
    },
  });
}

/** How many numbers each column gives, as far as that was seen. */
type Sizes = (number | undefined)[];

function assembled(batch: StageBatch, inputs: readonly string[], known: Sizes): Column {
  const sparse = inputs.map((input, at) => batch.sparse(input, known[at]));
  const dense = inputs.map((input, at) => (sparse[at] === undefined ? batch.vectors(input, known[at]) : undefined));
  inputs.forEach((_, at) => {
    known[at] ??= sparse[at]?.size ?? dense[at]!.columns;
  });
  const size = known.reduce<number>((sum, each) => sum + each!, 0);
  if (sparse.some((rows) => rows !== undefined))
    return sparseColumn(sparselyAssembled(batch.rowCount, size, sparse, dense));
  const data = batch.room(batch.rowCount * size);
  let offset = 0;
  for (const matrix of dense) {
    copyInto(matrix!, data, size, offset);
    offset += matrix!.columns;
  }
  return vectorColumn({ data, rows: batch.rowCount, columns: size });
}

/** Puts rows into wider rows from `offset` on. */
function copyInto({ data, rows, columns }: Matrix, out: Float64Array, width: number, offset: number): void {
  if (columns === 1) for (let row = 0; row < rows; row++) out[row * width + offset] = data[row]!;
  else {
    for (let row = 0, at = 0; row < rows; row++) {
      const start = row * width + offset;
      for (let column = 0; column < columns; column++, at++) out[start + column] = data[at]!;
    }
  }
}

function sparselyAssembled(
  rowCount: number,
  size: number,
  sparse: readonly (SparseRows | undefined)[],
  dense: readonly (Matrix | undefined)[],
): SparseRows {
  const starts = new Int32Array(rowCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  const add = (index: number, value: number): void => {
    if (value === 0) return;
    indices.push(index);
    values.push(value);
  };
  for (let row = 0; row < rowCount; row++) {
    let offset = 0;
    sparse.forEach((rows, at) => {
      offset += rows === undefined ? addDense(dense[at]!, row, offset, add) : addSparse(rows, row, offset, add);
    });
    starts[row + 1] = indices.length;
  }
  return { size, starts, indices: Int32Array.from(indices), values: Float64Array.from(values) };
}

type Add = (index: number, value: number) => void;

function addDense({ data, columns }: Matrix, row: number, offset: number, add: Add): number {
  for (let column = 0; column < columns; column++) add(offset + column, data[row * columns + column]!);
  return columns;
}

function addSparse({ size, starts, indices, values }: SparseRows, row: number, offset: number, add: Add): number {
  for (let at = starts[row]!; at < starts[row + 1]!; at++) add(offset + indices[at]!, values[at]!);
  return size;
}

/** Rows that lack a number. */
function sortOut(batch: StageBatch, inputs: readonly string[], handleInvalid: string): void {
  if (handleInvalid === "keep") return;
  for (const input of inputs) {
    const column = batch.column(input);
    if (
      column.layout !== "values" &&
      column.layout !== "float64" &&
      column.layout !== "vector" &&
      column.validity === undefined
    )
      continue;
    for (let row = 0; row < batch.rowCount; row++) {
      if (!batch.isAbsent(input, row) && !hasNaN(column, row)) continue;
      if (handleInvalid === "skip") batch.drop(row);
      else batch.fail(row, invalid(input, valueAt(column, row)));
    }
  }
}

function hasNaN(column: Column, row: number): boolean {
  if (column.layout === "float64") return Number.isNaN(column.values[row]);
  if (column.layout === "vector") {
    const { size } = column.type;
    for (let at = row * size; at < (row + 1) * size; at++) if (Number.isNaN(column.data[at])) return true;
    return false;
  }
  if (column.layout !== "values") return false;
  const value = column.values[row];
  if (typeof value === "number") return Number.isNaN(value);
  const numbersOfValue = isSparse(value) ? value.values : value;
  return Array.prototype.some.call(numbersOfValue, (one: unknown) => Number.isNaN(one));
}

function invalid(input: string, value: unknown): RangeError {
  const got = value === null ? "nothing" : String(value).slice(0, 80);
  return new RangeError(
    `Cannot assemble a vector as column ${JSON.stringify(input)} must hold numbers: got ${got}; ` +
      'fill it by imputer, or set handleInvalid to "skip" or "keep"',
  );
}

function wrongSizes(inputs: readonly string[], sizes: readonly number[]): RangeError {
  return new RangeError(
    `Cannot set sizes in assemble as there must be one for each column: got ${sizes.length} for ${countText(inputs.length, "column")}; leave it out for what the columns have`,
  );
}

/** A vector as long as all columns together, where their types tell. */
function assembledType(types: readonly (DataType | undefined)[]): DataType | undefined {
  let size = 0;
  for (const type of types) {
    if (type?.kind === "vector") size += type.size;
    else if (type !== undefined && numberKinds.includes(type.kind)) size += 1;
    else return undefined;
  }
  return { kind: "vector", size };
}

const numberKinds: readonly DataType["kind"][] = ["boolean", "int32", "float64", "int64", "bigint"];
