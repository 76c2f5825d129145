import { checksum } from "./kernels/checksum.ts";

/**
 * What tells that bytes are those that were written: a checksum of 32 bits; and, where two pieces may be the same, a second one.
 * 0 where there is none.
 */
export type Sums = readonly [number, number];

/**
 * Their texts run in the thread that writes state as well.
 *
 * @param both Whether they will be compared with those of other pieces.
 */
export function sumsBy(sum: typeof checksum, bytes: Uint8Array, both: boolean): Sums {
  return [sum(bytes, 0), both ? sum(bytes, 0x5bd1e995) || 1 : 0];
}

export function sumsOf(bytes: Uint8Array, both: boolean): Sums {
  return sumsBy(checksum, bytes, both);
}

/** Whether two pieces are the same, as far as both have two. */
export function isSame([a, b]: Sums, [c, d]: Sums): boolean {
  return a === c && b === d && b !== 0;
}

/** Whether bytes are what was written. */
export function isWhole(bytes: Uint8Array, sums: Sums): boolean {
  const [first, second] = sumsOf(bytes, sums[1] !== 0);
  return first === sums[0] && second === sums[1];
}
