// Each function does it for the rows given, or the first `rowCount` where none are.

/** `numbers[row] = values[row]`. */
export function integerNumbers(
  values: Int32Array,
  rows: Int32Array | undefined,
  rowCount: number,
  numbers: Float64Array,
): void {
  if (rows === undefined) for (let row = 0; row < rowCount; row++) numbers[row] = values[row]!;
  else for (let k = 0; k < rows.length; k++) numbers[rows[k]!] = values[rows[k]!]!;
}

/** `numbers[row] = validity(row) ? values[row] : NaN`. */
export function nullableIntegerNumbers(
  values: Int32Array,
  validity: Uint8Array, // a bit a row
  rows: Int32Array | undefined,
  rowCount: number,
  numbers: Float64Array,
): void {
  if (rows === undefined) {
    for (let row = 0; row < rowCount; row++) {
      numbers[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[row]! : Number.NaN;
    }
    return;
  }
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    numbers[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[row]! : Number.NaN;
  }
}

/** The same for whole numbers as doubles: `numbers[row] = validity(row) ? values[row] : NaN`. */
export function nullableWholeNumbers(
  values: Float64Array,
  validity: Uint8Array, // a bit a row
  rows: Int32Array | undefined,
  rowCount: number,
  numbers: Float64Array,
): void {
  if (rows === undefined) {
    for (let row = 0; row < rowCount; row++) {
      numbers[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[row]! : Number.NaN;
    }
    return;
  }
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    numbers[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[row]! : Number.NaN;
  }
}

/** Whether all values stand for themselves as keys: below 2^53, not NaN, not −0. */
export function areSafe(values: Float64Array, rows: Int32Array | undefined, rowCount: number): boolean {
  const length = rows === undefined ? rowCount : rows.length;
  for (let k = 0; k < length; k++) {
    const value = values[rows === undefined ? k : rows[k]!]!;
    if (!(value > -9007199254740992 && value < 9007199254740992) || (value === 0 && 1 / value < 0)) return false;
  }
  return true;
}

/** The same for doubles; gives false where a value does not stand for itself, and the numbers are not to be used. */
export function nullableSafeNumbers(
  values: Float64Array,
  validity: Uint8Array | undefined, // a bit a row
  rows: Int32Array | undefined,
  rowCount: number,
  numbers: Float64Array,
): boolean {
  if (validity === undefined) return false;
  const length = rows === undefined ? rowCount : rows.length;
  for (let k = 0; k < length; k++) {
    const row = rows === undefined ? k : rows[k]!;
    const value = values[row]!;
    const isPresent = ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
    const isSafe = value > -9007199254740992 && value < 9007199254740992 && (value !== 0 || 1 / value > 0);
    if (isPresent && !isSafe) return false;
    numbers[row] = isPresent ? value : Number.NaN;
  }
  return true;
}

/** `numbers[row] = known[codes[row]]` for rows from one on, up to the first whose number is not known yet (NaN), which it gives. */
export function knownNumbers(
  codes: Int32Array,
  known: Float64Array,
  from: number,
  rowCount: number,
  numbers: Float64Array,
): number {
  for (let row = from; row < rowCount; row++) {
    const number = known[codes[row]!]!;
    if (Number.isNaN(number)) return row;
    numbers[row] = number;
  }
  return rowCount;
}
