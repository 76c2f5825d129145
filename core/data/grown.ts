import { zeros } from "./large-array.ts";

const fromLength = 2 ** 16;
const toLength = 2 ** 24;

/**
 * How long an array becomes that is too short at `length`: doubled, or fourfold where it is large. Pages that nobody wrote to
 * take no memory, and what is copied on the way is a third of the array in place of all of it.
 */
export function grownLength(length: number): number {
  return length >= fromLength && length < toLength ? 4 * length : 2 * length;
}

/** The same values in an array of that length, zeros behind them. */
export function longerArray<Values extends Float64Array | Int32Array | Uint8Array>(
  values: Values,
  length: number,
): Values {
  const out = zeros(values, length);
  out.set(values);
  return out;
}
