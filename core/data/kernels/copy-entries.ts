/** `out[k] = numbers[entries[k]]`, for entries of `stride` numbers. */
export function gatherEntries(
  numbers: Float64Array, // [entries × stride]
  entries: Int32Array, // [count]
  count: number,
  stride: number,
  out: Float64Array, // [count × stride], overwritten
): void {
  for (let k = 0; k < count; k++) {
    const from = entries[k]! * stride;
    const to = k * stride;
    for (let part = 0; part < stride; part++) out[to + part] = numbers[from + part]!;
  }
}

/** `out[entries[k]] = numbers[k]`, for entries of `stride` numbers. */
export function scatterEntries(
  numbers: Float64Array, // [count × stride]
  entries: Int32Array, // [count]
  count: number,
  stride: number,
  out: Float64Array, // [entries × stride], overwritten where an entry says so
): void {
  for (let k = 0; k < count; k++) {
    const from = k * stride;
    const to = entries[k]! * stride;
    for (let part = 0; part < stride; part++) out[to + part] = numbers[from + part]!;
  }
}
