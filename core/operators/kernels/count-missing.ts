/** How many of `keys[row]` are NaN, over the rows `selection` or 0 … `length` − 1. */
export function countMissing(keys: Float64Array, selection: Int32Array | undefined, length: number): number {
  let missing = 0;
  if (selection === undefined) {
    for (let row = 0; row < length; row++) if (Number.isNaN(keys[row]!)) missing++;
  } else {
    for (let k = 0; k < length; k++) if (Number.isNaN(keys[selection[k]!]!)) missing++;
  }
  return missing;
}
