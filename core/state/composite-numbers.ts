import type { Column } from "../data/column.ts";
import { isValid, valueAt } from "../data/column.ts";
import { columnNumbers, eachRow, room } from "./column-numbers.ts";
import { type FoldedKeys, foldedKeys } from "./folded-keys.ts";
import { boundFolded, type KeyMemory, type KeyScratch, keyMemory, numberOf, placeOf } from "./key-memory.ts";
import { objectKeys } from "./object-keys.ts";
import { partKindOf } from "./packed-keys.ts";

/** Keys of several columns are objects of them. */
export function compositeNumbers(
  memory: KeyMemory,
  columns: readonly Column[],
  names: readonly string[],
  rowCount: number,
  selection: Int32Array | undefined,
  scratch: KeyScratch,
): Float64Array {
  const out = room(scratch, rowCount);
  const packed = columns.length === 2 ? packedNumbers(memory, columns, names, rowCount, selection, out) : 0;
  if (packed === (selection?.length ?? rowCount)) return out;
  const rest = packed === 0 ? selection : unnumbered(out, rowCount, selection);
  if (columns.length === 1) eachRow(rowCount, rest, (row) => (out[row] = numberOf(memory, keyAt(columns, names, row))));
  else foldedNumbers(memory, columns, names, rowCount, rest, out, (row) => keyAt(columns, names, row));
  return out;
}

/** As those of their properties, where the values of a column are objects alike; otherwise undefined. */
export function objectNumbers(
  memory: KeyMemory,
  column: Column,
  rowCount: number,
  selection: Int32Array | undefined,
  scratch: KeyScratch,
): Float64Array | undefined {
  if (column.layout !== "values") return undefined;
  const { values } = column;
  const parts = objectKeys(values, rowCount, selection);
  if (parts === undefined) return undefined;
  const out = room(scratch, rowCount);
  foldedNumbers(memory, parts.columns, parts.shape, rowCount, selection, out, (row) => values[row]);
  return out;
}

/** The rows without a number, NaN, among those selected. */
function unnumbered(out: Float64Array, rowCount: number, selection: Int32Array | undefined): Int32Array {
  const rest: number[] = [];
  eachRow(rowCount, selection, (row) => {
    if (Number.isNaN(out[row]!)) rest.push(row);
  });
  return Int32Array.from(rest);
}

/** A key met before is found by the numbers of its parts; only a new one is made an object and encoded. */
function foldedNumbers(
  memory: KeyMemory,
  columns: readonly Column[],
  names: readonly string[],
  rowCount: number,
  selection: Int32Array | undefined,
  out: Float64Array,
  keyOf: (row: number) => unknown,
): void {
  boundFolded(memory);
  memory.parts ??= keyMemory();
  const { parts, partScratch } = memory;
  while (partScratch.length < columns.length) partScratch.push({ numbers: new Float64Array(0) });
  const numbers = columns.map((column, at) => partNumbers(parts, column, rowCount, selection, partScratch[at]!));
  const folded = foldedOf(memory, columns, names);
  folded.placesOf(numbers, selection, rowCount, out);
  const { known } = folded;
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const place = out[row]!;
    let number = known[place]!;
    if (Number.isNaN(number)) number = known[place] = numberOf(memory, keyOf(row));
    out[row] = number;
  }
}

function keyAt(columns: readonly Column[], names: readonly string[], row: number): Record<string, unknown> {
  const key: Record<string, unknown> = {};
  for (let at = 0; at < columns.length; at++) key[names[at]!] = valueAt(columns[at]!, row);
  return key;
}

/** Numbers that tell the values of a column apart, and from those of others of the same `numbersMean`. */
function partNumbers(
  parts: KeyMemory,
  column: Column,
  rowCount: number,
  selection: Int32Array | undefined,
  scratch: KeyScratch,
): Float64Array {
  if (column.layout !== "uint8") return columnNumbers(parts, column, rowCount, selection, scratch);
  const { values, validity } = column;
  const out = room(scratch, rowCount);
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    out[row] = isValid(validity, row) ? values[row]! : Number.NaN;
  }
  return out;
}

function foldedOf(memory: KeyMemory, columns: readonly Column[], names: readonly string[]): FoldedKeys {
  const id = JSON.stringify([names, columns.map(numbersMean)]);
  let folded = memory.folded.get(id);
  if (folded === undefined) {
    folded = foldedKeys(columns.length);
    memory.folded.set(id, folded);
  }
  return folded;
}

/** What a number stands for as a value of the column. */
function numbersMean({ type, layout }: Column): "boolean" | "Date" | "number" {
  if (layout === "uint8") return "boolean";
  return layout === "float64" && type.kind === "timestamp" && type.as === "Date" ? "Date" : "number";
}

/** Packs what can be packed, leaving NaN at the other rows where anything can; gives at how many it can. */
function packedNumbers(
  memory: KeyMemory,
  columns: readonly Column[],
  names: readonly string[],
  rowCount: number,
  selection: Int32Array | undefined,
  out: Float64Array,
): number {
  const kinds = columns.map(partKindOf);
  const [left, right] = kinds;
  if (left === undefined || right === undefined) return 0;
  const parts = columns.map((column, at) => {
    // What cannot be packed is told by packing: nothing has to be known of these values before.
    if (column.layout === "float64" && column.validity === undefined) return column.values;
    const numbers = columnNumbers(memory, column, rowCount, selection, memory.partScratch[at]!);
    return kinds[at] === "text" ? numbers.map(placeOf) : numbers;
  });
  return memory.packed.numbersOf([parts[0]!, parts[1]!], [left, right], [names[0]!, names[1]!], {
    selection,
    rowCount,
    out,
  });
}
