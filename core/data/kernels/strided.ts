/** `out[k] = values[k · stride + offset]` for k in [0, count). */
export function gatherStrided(
  values: Float64Array,
  stride: number,
  offset: number,
  count: number,
  out: Float64Array,
): void {
  for (let k = 0, at = offset; k < count; k++, at += stride) out[k] = values[at]!;
}

/** `out[k · stride + offset] = values[k]` for k in [0, count). */
export function scatterStrided(
  values: Float64Array,
  count: number,
  stride: number,
  offset: number,
  out: Float64Array,
): void {
  for (let k = 0, at = offset; k < count; k++, at += stride) out[at] = values[k]!;
}
