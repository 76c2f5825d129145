import type { Column, DataType, VectorType } from "../../../core/io/mod.ts";
import { setBits } from "../kernels/validity.ts";
import type { ColumnArrays } from "./arrays.ts";

/** The numbers of lists side by side, and the levels that say where lists begin. */
export interface ListedNumbers {
  readonly definition: Int32Array;
  readonly repetition: Int32Array;
  readonly values: Column;
  /** The level of a number that is there, and the least one of a list that is. */
  readonly there: number;
  readonly list: number;
}

/**
 * Lists of numbers as vectors, or as lists, without a look at each of them as a value. Undefined where something is not plain (a number
 * that is absent, a vector of another length, levels that are damaged): then the general way says what, and where.
 */
export function numberLists(
  listed: ListedNumbers,
  type: DataType,
  rows: number,
  arrays: ColumnArrays,
): Column | undefined {
  if (listed.values.layout !== "float64" || listed.values.type.kind !== "float64") return undefined;
  if (type.kind === "vector") return vectors(listed, listed.values.values, type, rows, arrays);
  return type.kind === "list" && type.item.kind === "float64"
    ? lists(listed, listed.values.values, type, rows)
    : undefined;
}

function vectors(
  { definition, repetition, there, list }: ListedNumbers,
  numbers: Float64Array,
  type: VectorType,
  rows: number,
  arrays: ColumnArrays,
): Column | undefined {
  const { size } = type;
  const validity = arrays.bits(rows);
  const data = arrays.float64(rows * size);
  let value = 0;
  let row = 0;
  for (let at = 0; at < definition.length; row++) {
    if (row === rows || repetition[at] !== 0) return undefined;
    if (definition[at]! < list) {
      data.fill(0, row * size, (row + 1) * size);
      at++;
      continue;
    }
    if (!isWholeVector(definition, repetition, at, size, there)) return undefined;
    for (let i = 0, to = row * size; i < size; i++) data[to++] = numbers[value++]!;
    setBits(validity, row, row + 1);
    at += size;
  }
  if (row !== rows) return undefined;
  return { type, layout: "vector", data, validity: value === rows * size ? undefined : validity };
}

/** Whether so many numbers that are there follow one another in one list. Behind the last level is none, which is no level. */
function isWholeVector(
  definition: Int32Array,
  repetition: Int32Array,
  at: number,
  size: number,
  there: number,
): boolean {
  let differing = definition[at]! ^ there;
  for (let i = at + 1; i < at + size; i++) differing |= (definition[i]! ^ there) | (repetition[i]! ^ 1);
  return differing === 0;
}

function lists(
  { definition, repetition, there, list }: ListedNumbers,
  numbers: Float64Array,
  type: DataType,
  rows: number,
): Column | undefined {
  const values: unknown[] = new Array(rows);
  let value = 0;
  let row = 0;
  for (let at = 0; at < definition.length; row++) {
    if (row === rows || repetition[at] !== 0) return undefined;
    if (definition[at] !== there) {
      // Without an item: no list at all, or one that is empty.
      if (definition[at]! >= list + 1) return undefined;
      values[row] = definition[at]! < list ? null : [];
      at++;
      continue;
    }
    const items: number[] = [];
    do {
      if (definition[at] !== there) return undefined;
      items.push(numbers[value++]!);
      at++;
    } while (at < definition.length && repetition[at] === 1);
    values[row] = items;
  }
  return row === rows ? { type, layout: "values", values, validity: undefined } : undefined;
}
