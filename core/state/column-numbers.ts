import type { Column } from "../data/column.ts";
import { isValid, valueAt } from "../data/column.ts";
import type { Dictionary } from "../data/dictionary.ts";
import {
  areSafe,
  integerNumbers,
  knownNumbers,
  nullableIntegerNumbers,
  nullableSafeNumbers,
  nullableWholeNumbers,
} from "./kernels/key-numbers.ts";
import { type KeyMemory, type KeyScratch, numberOf } from "./key-memory.ts";

/** The number of each selected row's value as a key, null giving NaN: in `scratch`, or a column's own array. */
export function columnNumbers(
  memory: KeyMemory,
  column: Column,
  rowCount: number,
  selection: Int32Array | undefined,
  scratch: KeyScratch,
): Float64Array {
  const sparse = selection !== undefined && 4 * selection.length < rowCount;
  const rows = sparse ? selection : undefined;
  if (column.layout === "float64" && column.validity === undefined) {
    // What stands at other rows may be anything.
    if (isWhole(column) || areSafe(column.values, selection, rowCount)) return column.values;
  }
  const out = room(scratch, rowCount);
  if (column.layout === "dictionary") dictionaryNumbers(memory, column.dictionary, column, rowCount, selection, out);
  else if (column.layout === "int32" && column.validity === undefined)
    integerNumbers(column.values, rows, rowCount, out);
  else if (column.layout === "int32") nullableIntegerNumbers(column.values, column.validity!, rows, rowCount, out);
  else if (column.layout === "float64" && column.validity !== undefined && isWhole(column))
    nullableWholeNumbers(column.values, column.validity, rows, rowCount, out);
  else if (column.layout === "float64" && nullableSafeNumbers(column.values, column.validity, rows, rowCount, out))
    return out;
  else
    eachRow(rowCount, selection, (row) => {
      const key = valueAt(column, row);
      out[row] = key === null || key === undefined ? Number.NaN : numberOf(memory, key);
    });
  return out;
}

/** Types whose values are whole numbers below 2^53. */
function isWhole({ type }: Column): boolean {
  return type.kind === "int64" || type.kind === "timestamp" || type.kind === "date";
}

function dictionaryNumbers(
  memory: KeyMemory,
  dictionary: Dictionary,
  column: Column & { layout: "dictionary" },
  rowCount: number,
  selection: Int32Array | undefined,
  out: Float64Array,
): void {
  const known = codeNumbers(memory, dictionary);
  const { codes, validity } = column;
  if (selection === undefined && validity === undefined) {
    for (let row = 0; ; ) {
      row = knownNumbers(codes, known, row, rowCount, out);
      if (row === rowCount) return;
      known[codes[row]!] = numberOf(memory, dictionary.text(codes[row]!));
    }
  }
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const code = codes[row]!;
    if (validity !== undefined && !isValid(validity, row)) out[row] = Number.NaN;
    else {
      // Read from the array again, not from the call: a number that may be either is boxed for each row.
      if (Number.isNaN(known[code]!)) known[code] = numberOf(memory, dictionary.text(code));
      out[row] = known[code]!;
    }
  }
}

function codeNumbers(memory: KeyMemory, dictionary: Dictionary): Float64Array {
  let known = memory.codes.get(dictionary);
  if (known === undefined || known.length < dictionary.size) {
    const grown = new Float64Array(dictionary.size).fill(Number.NaN);
    if (known !== undefined) grown.set(known);
    known = grown;
    memory.codes.set(dictionary, known);
  }
  return known;
}

/** The numbers of a scratch, made anew where they are too few. */
export function room(scratch: KeyScratch, rowCount: number): Float64Array {
  if (scratch.numbers.length < rowCount) scratch.numbers = new Float64Array(rowCount);
  return scratch.numbers;
}

/** Calls back for each selected row. */
export function eachRow(rowCount: number, selection: Int32Array | undefined, visit: (row: number) => void): void {
  if (selection === undefined) for (let row = 0; row < rowCount; row++) visit(row);
  else for (let k = 0; k < selection.length; k++) visit(selection[k]!);
}
