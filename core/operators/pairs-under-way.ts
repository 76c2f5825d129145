/** Pairs of a batch at most. */
export const mostPairs = 8192;

/** Pairs under way: places of the left and the right side, and what becomes of them. */
export interface Pairing {
  readonly places: readonly [left: Int32Array, right: Int32Array];
  readonly kinds: Uint8Array;
  count: number;
  /** The side that every pair has a row of: key columns are its. */
  from: 0 | 1;
}

export function pairing(): Pairing {
  const places = [new Int32Array(mostPairs), new Int32Array(mostPairs)] as const;
  return { places, kinds: new Uint8Array(mostPairs), count: 0, from: 0 };
}

/** Some values at a time. */
export function* chunks(values: readonly number[], size: number): Generator<readonly number[]> {
  for (let from = 0; from < values.length; from += size) yield values.slice(from, from + size);
}

/** What becomes of rows of which none goes. */
export function allCame(length: number): { gone: readonly number[]; came: number } {
  return { gone: [], came: length };
}
