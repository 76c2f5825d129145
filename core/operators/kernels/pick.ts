// Rows of two columns as one: `out[k]` is row `picks[k]` of the second, or row `−1 − picks[k]` of the first where it is negative.

export function pickFloat64(first: Float64Array, second: Float64Array, picks: Int32Array): Float64Array {
  const out = new Float64Array(picks.length);
  for (let k = 0; k < picks.length; k++) {
    const pick = picks[k]!;
    out[k] = pick < 0 ? first[-1 - pick]! : second[pick]!;
  }
  return out;
}

export function pickInt32(first: Int32Array, second: Int32Array, picks: Int32Array): Int32Array {
  const out = new Int32Array(picks.length);
  for (let k = 0; k < picks.length; k++) {
    const pick = picks[k]!;
    out[k] = pick < 0 ? first[-1 - pick]! : second[pick]!;
  }
  return out;
}

export function pickValues(first: readonly unknown[], second: readonly unknown[], picks: Int32Array): unknown[] {
  const out = new Array<unknown>(picks.length);
  for (let k = 0; k < picks.length; k++) {
    const pick = picks[k]!;
    out[k] = pick < 0 ? first[-1 - pick] : second[pick];
  }
  return out;
}

/** `changed[k] = 1` where the first `count` numbers differ; NaN is NaN. */
export function markDifferent(first: Float64Array, second: Float64Array, count: number, changed: Uint8Array): void {
  for (let k = 0; k < count; k++) {
    const a = first[k]!;
    const b = second[k]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, at no call
    if (a !== b && (a === a || b === b)) changed[k] = 1;
  }
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
