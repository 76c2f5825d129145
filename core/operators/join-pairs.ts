import { type Batch, lengthOf } from "../data/batch.ts";
import type { JoinTable } from "./join-table.ts";
import { countFound, markRows, selectFound, writePairs } from "./kernels/join.ts";

/** Called with row numbers that belong together, −1 for none; the arrays are written over after the call. */
export type PairVisit = (leftRows: Int32Array, rightRows: Int32Array) => void;

/** Pairs of a batch at most: duplicates of keys multiply. */
const mostPairs = 8192;

const noRows = new Int32Array(0);

/** The rows that the rows of a batch find in a table, and what is made of them. */
export interface Matches {
  /** Pairs in the order of left rows, in pieces. */
  eachPair(how: "matched" | "all", visit: PairVisit): void;
  /** How many left rows found a partner. */
  count(): number;
  /** The left rows that found a partner, or those that found none. */
  rows(which: "matched" | "unmatched"): Int32Array;
  /** The first right row of each left row, −1 where there is none. */
  readonly found: Int32Array;
}

/** Looks up the partners of rows, batch after batch. */
export function matcher(): (table: JoinTable, batch: Batch, keys: Float64Array) => Matches {
  let found = new Int32Array(0);
  const lefts = new Int32Array(mostPairs);
  const rights = new Int32Array(mostPairs);
  return (table, batch, keys) => {
    const length = lengthOf(batch);
    if (found.length < length) found = new Int32Array(length);
    table.find(keys, batch.selection, length, found);
    const rows = batch.selection ?? noRows;
    return {
      found: found.subarray(0, length),
      count: () => countFound(found, length),
      eachPair: (how, visit) => {
        const progress = Int32Array.of(0, -2, 0);
        while (progress[0]! < length) {
          writePairs(found, rows, length, table.next, how === "all" ? 1 : 0, lefts, rights, progress);
          const count = progress[2]!;
          if (count > 0) visit(lefts.subarray(0, count), rights.subarray(0, count));
        }
      },
      rows: (which) => {
        const out = new Int32Array(length);
        return out.subarray(0, selectFound(found, rows, length, which === "matched" ? 1 : 0, out));
      },
    };
  };
}

/** Notes the right rows of pairs as matched. */
export function markMatched(rightRows: Int32Array, marks: Uint8Array): void {
  markRows(rightRows, rightRows.length, marks);
}

/** Of right rows that share a key the first alone may be marked as matched: afterwards all are. `next` as of a `JoinTable`. */
export function markShared(next: Int32Array, marks: Uint8Array): void {
  const first = 1;
  const further = 2;
  for (let row = 0; row < next.length; row++) {
    if (marks[row] !== first) continue;
    for (let at = next[row]!; at >= 0; at = next[at]!) marks[at] = further;
  }
  for (let row = 0; row < next.length; row++) if (marks[row] === further) marks[row] = first;
}

/** The rows with one mark, in pieces. */
export function eachMarked(marks: Uint8Array, size: number, mark: 0 | 1, visit: (rows: Int32Array) => void): void {
  const rows = new Int32Array(Math.min(size, mostPairs));
  for (let row = 0, count = 0; row < size; row++) {
    if (marks[row] === mark) rows[count++] = row;
    if (count === rows.length || (row === size - 1 && count > 0)) {
      visit(rows.subarray(0, count));
      count = 0;
    }
  }
}

/** The right rows that met no partner, each beside −1, in pieces. */
export function eachUnmarked(marks: Uint8Array, size: number, visit: PairVisit): void {
  const none = new Int32Array(mostPairs).fill(-1);
  let rows: number[] = [];
  const flush = (): void => {
    if (rows.length > 0) visit(none.subarray(0, rows.length), Int32Array.from(rows));
    rows = [];
  };
  for (let row = 0; row < size; row++) {
    if (marks[row] === 1) continue;
    rows.push(row);
    if (rows.length === mostPairs) flush();
  }
  flush();
}

/** Left rows that met no partner, each beside −1, in pieces. */
export function inPieces(leftRows: Int32Array, visit: PairVisit): void {
  const none = new Int32Array(Math.min(leftRows.length, mostPairs)).fill(-1);
  for (let from = 0; from < leftRows.length; from += mostPairs) {
    const piece = leftRows.subarray(from, from + mostPairs);
    visit(piece, none.subarray(0, piece.length));
  }
}
