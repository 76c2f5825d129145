/** `changed[k] = 1` where the numbers of rows 2k and 2k + 1 differ; NaN is NaN. */
export function markChanged(numbers: Float64Array, count: number, changed: Uint8Array): void {
  for (let k = 0; k < count; k++) {
    const a = numbers[2 * k]!;
    const b = numbers[2 * k + 1]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, at no call
    if (a !== b && (a === a || b === b)) changed[k] = 1;
  }
}

/** The same for any values. */
export function markChangedValues(values: readonly unknown[], count: number, changed: Uint8Array): void {
  for (let k = 0; k < count; k++) if (!Object.is(values[2 * k], values[2 * k + 1])) changed[k] = 1;
}

/** `out[2k] = out[2k + 1] = values[twice[k]]`, and behind them `values[once[k]]`. */
export function gatherTwice(values: Float64Array, twice: Int32Array, once: Int32Array, out: Float64Array): void {
  for (let k = 0; k < twice.length; k++) {
    const value = values[twice[k]!]!;
    out[2 * k] = value;
    out[2 * k + 1] = value;
  }
  const from = 2 * twice.length;
  for (let k = 0; k < once.length; k++) out[from + k] = values[once[k]!]!;
}

/** `out[k] = from + step · k`, for all of `out`. */
export function countBy(from: number, step: number, out: Int32Array): Int32Array {
  for (let k = 0; k < out.length; k++) out[k] = from + step * k;
  return out;
}

/**
 * The different ones of `entries[0 … length)` that are below `before`, in the order they come first; gives how many. Their
 * stamps become `stamp`, which none has yet.
 */
export function differentEntries(
  entries: Int32Array,
  length: number,
  before: number,
  stamps: Int32Array,
  stamp: number,
  out: Int32Array,
): number {
  let count = 0;
  for (let k = 0; k < length; k++) {
    const entry = entries[k]!;
    if (entry >= before || stamps[entry] === stamp) continue;
    stamps[entry] = stamp;
    out[count++] = entry;
  }
  return count;
}

/**
 * The k of rows that come (`parity` 0: kinds insert and updateAfter) or go (1: updateBefore and delete), as a part of `out`.
 * Row k is `rows[k]`, or k where `rows` is empty.
 */
export function rowsByKind(
  kinds: Uint8Array,
  rows: Int32Array,
  length: number,
  parity: number,
  out: Int32Array,
): Int32Array {
  const selected = rows.length > 0;
  let count = 0;
  for (let k = 0; k < length; k++) {
    out[count] = k;
    count += (kinds[selected ? rows[k]! : k]! & 1) === parity ? 1 : 0;
  }
  return out.subarray(0, count);
}

/** `numbers[entries[k]] += step` for each k of `part`; gives the least that there was then, 0 where none is less. */
export function addAt(numbers: Float64Array, entries: Int32Array, part: Int32Array, step: number): number {
  let least = 0;
  for (let at = 0; at < part.length; at++) {
    const entry = entries[part[at]!]!;
    const sum = numbers[entry]! + step;
    numbers[entry] = sum;
    if (sum < least) least = sum;
  }
  return least;
}
