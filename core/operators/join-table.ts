import { findDenseRange, findDenseRows, findRange, findRows, linkDense, linkRows, wholeRange } from "./kernels/join.ts";

/** Finds rows by key: what a join looks its partners up in. */
export interface JoinTable {
  /** `found[k]` becomes the first row with the key of row k (of the selection, if there is one), or −1. */
  find(keys: Float64Array, selection: Int32Array | undefined, length: number, found: Int32Array): void;
  /** The row with the same key that follows each row, −1 at the end; empty where no two rows share a key. */
  readonly next: Int32Array;
}

/** Whole keys that spread over no more than so many places a row find theirs without hashing. */
const densePlacesPerRow = 4;

const noRows = new Int32Array(0);
const range = new Float64Array(2);

/** Indexes the first `count` keys. Rows with the key `skipped`, such as that of null, are never found. */
export function joinTable(keys: Float64Array, count: number, skipped: number): JoinTable {
  const next = new Int32Array(count);
  const whole = wholeRange(keys, count, skipped, range) === 1;
  const [least, largest] = range as unknown as [number, number];
  if (whole && largest - least < count * densePlacesPerRow + 1024) {
    const slots = new Int32Array(Math.max(1, largest - least + 1)).fill(-1);
    const shared = linkDense(keys, count, skipped, least, slots, next);
    return {
      find: (sought, selection, length, found) =>
        selection === undefined
          ? findDenseRange(sought, 0, length, least, slots, found)
          : findDenseRows(sought, selection, 0, length, least, slots, found),
      next: shared === 1 ? next : noRows,
    };
  }
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * count + 2))).fill(-1);
  const shared = linkRows(keys, wordsOf(keys), count, skipped, slots, next);
  return { find: hashedFind(slots, keys), next: shared === 1 ? next : noRows };
}

/** Rows looked up at a time, so that what is found stays in the nearest cache between passes. */
const block = 4096;

function hashedFind(slots: Int32Array, rowKeys: Float64Array): JoinTable["find"] {
  return (sought, selection, length, found) => {
    const words = wordsOf(sought);
    for (let from = 0; from < length; from += block) {
      const to = Math.min(from + block, length);
      if (selection === undefined) findRange(sought, words, from, to, slots, rowKeys, found);
      else findRows(sought, words, selection, from, to, slots, rowKeys, found);
    }
  };
}

function wordsOf(keys: Float64Array): Int32Array {
  return new Int32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
}
