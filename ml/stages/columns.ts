import { countText } from "../../core/display/mod.ts";
import { type Column, valueAt } from "../../core/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import type { SparseVector } from "./row-types.ts";

/** A column of numbers: one for each row. */
export function numberColumn(values: Float64Array): Column {
  return { type: { kind: "float64" }, layout: "float64", values, validity: undefined };
}

/** A column of vectors: the rows of a matrix. */
export function vectorColumn({ data, columns }: Matrix): Column {
  return { type: { kind: "vector", size: columns }, layout: "vector", data, validity: undefined };
}

/** A column of texts, lists or sparse vectors: one value for each row, null where there is none. */
export function valueColumn(values: readonly unknown[], type: Column["type"]): Column {
  return { type, layout: "values", values, validity: undefined };
}

/** Sparse vectors of rows, one behind another: those of row r are at `starts[r]` … `starts[r + 1] − 1`. */
export interface SparseRows {
  readonly size: number;
  readonly starts: Int32Array; // [rows + 1]
  readonly indices: Int32Array; // [entries], ascending in a row
  readonly values: Float64Array; // [entries]
}

/** Where a column is read, for errors. */
export interface Place {
  readonly step: string;
  readonly column: string;
  /** The number of its first row among all. */
  readonly firstRow: number;
}

/** Whether a row has no value. */
export function isAbsent(column: Column, row: number): boolean {
  if (column.layout === "values") return column.values[row] === null || column.values[row] === undefined;
  return column.validity !== undefined && ((column.validity[row >> 3]! >> (row & 7)) & 1) === 0;
}

/** Numbers of a column, NaN where there is none; the column's own array where that is the same. */
export function numbersOf(column: Column, rowCount: number, place: Place): Float64Array {
  if (column.layout === "float64" && column.validity === undefined) return column.values.subarray(0, rowCount);
  const numbers = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    numbers[row] = isAbsent(column, row) ? Number.NaN : numberAt(column, row, place);
  }
  return numbers;
}

function numberAt(column: Column, row: number, place: Place): number {
  switch (column.layout) {
    case "float64":
    case "int32":
    case "uint8":
      return column.values[row]!;
    case "bigint64":
      return Number(column.values[row]!);
    default: {
      const value = valueAt(column, row);
      if (typeof value === "number") return value;
      if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
      throw wrongValue(place, row, "numbers", value, "use stringIndexer for texts, assemble for vectors");
    }
  }
}

/**
 * Vectors of a column as a matrix, numbers as vectors of one; NaN where there is none. The column's own array where that is the same.
 *
 * @param size How many numbers each must have, where that is known.
 */
export function matrixOfColumn(column: Column, rowCount: number, place: Place, size?: number): Matrix {
  if (column.layout === "vector") {
    const { size: columns } = column.type;
    if (size !== undefined && columns !== size) throw wrongSize(place, undefined, size, columns);
    const data = column.data.subarray(0, rowCount * columns);
    return {
      data: column.validity === undefined ? data : withoutAbsent(column, data, columns),
      rows: rowCount,
      columns,
    };
  }
  if (column.layout !== "values") {
    if (size !== undefined && size !== 1) throw wrongSize(place, undefined, size, 1);
    return { data: numbersOf(column, rowCount, place), rows: rowCount, columns: 1 };
  }
  return matrixOfValues(column.values, rowCount, place, size);
}

function withoutAbsent(column: Column, data: Float64Array, columns: number): Float64Array {
  const own = data.slice();
  for (let row = 0; row * columns < own.length; row++) {
    if (isAbsent(column, row)) own.fill(Number.NaN, row * columns, (row + 1) * columns);
  }
  return own;
}

function matrixOfValues(values: readonly unknown[], rowCount: number, place: Place, size?: number): Matrix {
  let columns = size;
  let data = new Float64Array(columns === undefined ? 0 : rowCount * columns);
  for (let row = 0; row < rowCount; row++) {
    const value = values[row] ?? null;
    if (value === null) continue;
    const length = lengthOfVector(value, place, row);
    if (columns === undefined) {
      columns = length;
      data = new Float64Array(rowCount * columns);
    }
    if (length !== columns) throw wrongSize(place, row, columns, length);
    fillRow(data, row * columns, value);
  }
  columns ??= 0;
  for (let row = 0; row < rowCount; row++) {
    if ((values[row] ?? null) === null) data.fill(Number.NaN, row * columns, (row + 1) * columns);
  }
  return { data, rows: rowCount, columns };
}

function fillRow(data: Float64Array, start: number, value: unknown): void {
  if (typeof value === "number" || typeof value === "boolean") data[start] = Number(value);
  else if (isSparse(value)) {
    for (let at = 0; at < value.indices.length; at++) data[start + value.indices[at]!] = value.values[at]!;
  } else data.set(value as ArrayLike<number>, start);
}

export function isSparse(value: unknown): value is SparseVector {
  return typeof value === "object" && value !== null && "indices" in value && "values" in value && "size" in value;
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  if (value instanceof Float64Array || value instanceof Float32Array) return true;
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function lengthOfVector(value: unknown, place: Place, row: number): number {
  if (typeof value === "number" || typeof value === "boolean") return 1;
  if (isSparse(value)) return checkedSparse(value, place, row).size;
  if (isNumbers(value)) return value.length;
  const remedy = typeof value === "string" ? "use stringIndexer for texts" : "use assemble to make vectors of columns";
  throw wrongValue(place, row, "vectors of numbers", value, remedy);
}

/** Sparse vectors of a column; undefined where its first vector is dense, as all of them are then. */
export function sparseOf(column: Column, rowCount: number, place: Place, size?: number): SparseRows | undefined {
  if (column.layout !== "values") return undefined;
  const vectors = column.values.slice(0, rowCount);
  const first = vectors.find((value) => value !== null && value !== undefined);
  if (!isSparse(first)) return undefined;
  const wanted = size ?? first.size;
  const starts = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    starts[row + 1] =
      starts[row]! + (vectors[row] == null ? 0 : mustBeSparse(vectors[row], place, row, wanted).indices.length);
  }
  const indices = new Int32Array(starts[rowCount]!);
  const values = new Float64Array(starts[rowCount]!);
  for (let row = 0; row < rowCount; row++) {
    if (vectors[row] == null) continue;
    const vector = vectors[row] as SparseVector;
    indices.set(vector.indices, starts[row]!);
    values.set(vector.values, starts[row]!);
  }
  return { size: wanted, starts, indices, values };
}

function mustBeSparse(value: unknown, place: Place, row: number, size: number): SparseVector {
  if (!isSparse(value)) throw wrongValue(place, row, "sparse vectors throughout", value, "make all rows of one kind");
  if (value.size !== size) throw wrongSize(place, row, size, value.size);
  return checkedSparse(value, place, row);
}

function checkedSparse(vector: SparseVector, place: Place, row: number): SparseVector {
  const { size, indices, values } = vector;
  let before = -1;
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at]!;
    if (!(Number.isInteger(index) && index > before && index < size)) {
      const got = `got ${index} behind ${before} with size ${size}${inRow(place, row)}`;
      throw new RangeError(
        `Cannot read column ${JSON.stringify(place.column)} in ${place.step} as indices of sparse vectors must ascend and be less than their size: ${got}; sort them`,
      );
    }
    before = index;
  }
  if (indices.length === values.length) return vector;
  throw new RangeError(
    `Cannot read column ${JSON.stringify(place.column)} in ${place.step} as a sparse vector has a value for each index: got ${countText(indices.length, "index", "indices")}, ${countText(values.length, "value")}${inRow(place, row)}; mend what makes it`,
  );
}

/** A column of sparse vectors. */
export function sparseColumn({ size, starts, indices, values }: SparseRows): Column {
  const vectors = Array.from({ length: starts.length - 1 }, (_, row) => ({
    size,
    indices: indices.slice(starts[row]!, starts[row + 1]!),
    values: values.slice(starts[row]!, starts[row + 1]!),
  }));
  return valueColumn(vectors, { kind: "any" });
}

function inRow({ firstRow }: Place, row: number | undefined): string {
  return row === undefined ? "" : ` in row ${firstRow + row}`;
}

function wrongValue(place: Place, row: number, wanted: string, got: unknown, remedy: string): TypeError {
  const shown = (JSON.stringify(got, (_, one) => (typeof one === "bigint" ? String(one) : one)) ?? String(got)).slice(
    0,
    80,
  );
  return new TypeError(
    `Cannot read column ${JSON.stringify(place.column)} in ${place.step} as it must hold ${wanted}: got ${shown}${inRow(place, row)}; ${remedy}`,
  );
}

function wrongSize(place: Place, row: number | undefined, wanted: number, got: number): RangeError {
  return new RangeError(
    `Cannot read column ${JSON.stringify(place.column)} in ${place.step} as all its vectors must have ${wanted} numbers: got ${got}${inRow(place, row)}; assemble them in one way`,
  );
}
