/** State of keys that was put away, by whole keys: what the keys of a batch have is brought before it. */
export interface KeysAway {
  /** Whether all there is is at hand, as far as that is known. */
  readonly nothingAway: boolean;
  /** Whether what is at hand takes too much. */
  readonly isFull: boolean;
  /** Puts all of it away. */
  putAway(): void;
  /** All keys that have something, at hand or not. */
  allKeys(): Float64Array;
}
