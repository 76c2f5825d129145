/** Sets of items that come often together: set s holds items `members[starts[s]]` … `members[starts[s + 1] − 1]`. */
export interface FrequentItemsets {
  /** The more frequent first; equally frequent ones in the order of their texts. */
  readonly items: readonly string[];
  readonly starts: Uint32Array; // [sets + 1]
  /** Numbers of items, ascending in a set. */
  readonly members: Uint32Array;
  /** How many rows have each set. */
  readonly counts: Float64Array; // [sets]
  /** How many rows there are. */
  readonly rows: number;
}
