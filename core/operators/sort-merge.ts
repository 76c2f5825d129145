import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { take } from "../data/compact.ts";
import { concat } from "../data/concat.ts";
import { countUp } from "./kernels/count-up.ts";
import { sortedRows } from "./sort-order.ts";
import { compareValues, type Ordering, sortedValue } from "./sort-values.ts";

/** A block of a sorted run: its rows, and what they are sorted by as columns of its own where lambdas gave it. */
export interface RunBlock {
  readonly rows: Batch;
  readonly keys: Batch | undefined;
}

/** Rows that are sorted already, in blocks. */
export interface Run {
  readonly blocks: number;
  read(block: number): RunBlock;
}

export interface MergeOptions {
  readonly orderings: readonly Ordering[];
  /** The columns that the rows of a block are sorted by. */
  readonly columnsOf: (block: RunBlock) => readonly Column[];
  readonly emit: (block: RunBlock) => void;
}

/**
 * Merges sorted runs, keeping the order of equal rows: those of earlier runs come first. Rows are not compared one by one:
 * of the blocks at hand, the one whose last row is the least tells how far all others are known to go; that much of each
 * is put together and sorted.
 *
 * @see Knuth, The Art of Computer Programming 3, §5.4.1 (multiway merging).
 */
export function mergeRuns(runs: readonly Run[], { orderings, columnsOf, emit }: MergeOptions): void {
  let cursors = runs.flatMap((run) => cursorAt(run, 0, columnsOf));
  while (cursors.length > 0) {
    const bound = cursors.reduce((least, cursor) => (compareLast(cursor, least, orderings) < 0 ? cursor : least));
    const ends = cursors.map((cursor) => endWithin(cursor, bound, cursors, orderings));
    const pieces = cursors.flatMap((cursor, at) => pieceOf(cursor, ends[at]!));
    const merged = mergedPieces(pieces);
    const { order } = sortedRows(columnsOf(merged), orderings, merged.rows.rowCount);
    emit({ rows: take(merged.rows, order), keys: merged.keys && take(merged.keys, order) });
    cursors = cursors.flatMap((cursor, at) => advanced(cursor, ends[at]!, columnsOf));
  }
}

/** Where the merge stands in a run. */
interface Cursor {
  readonly run: Run;
  readonly at: number;
  readonly block: RunBlock;
  readonly columns: readonly Column[];
  /** The first row that is not yet out. */
  readonly from: number;
}

function cursorAt(run: Run, at: number, columnsOf: MergeOptions["columnsOf"]): Cursor[] {
  if (at === run.blocks) return [];
  const block = run.read(at);
  return [{ run, at, block, columns: columnsOf(block), from: 0 }];
}

function advanced(cursor: Cursor, end: number, columnsOf: MergeOptions["columnsOf"]): Cursor[] {
  if (end < cursor.block.rows.rowCount) return [{ ...cursor, from: end }];
  return cursorAt(cursor.run, cursor.at + 1, columnsOf);
}

function compareLast(a: Cursor, b: Cursor, orderings: readonly Ordering[]): number {
  return compareRows(a, a.block.rows.rowCount - 1, b, b.block.rows.rowCount - 1, orderings);
}

/** The end of the rows that come before all that is not at hand: equal ones only of runs before the bound's. */
function endWithin(cursor: Cursor, bound: Cursor, cursors: readonly Cursor[], orderings: readonly Ordering[]): number {
  const { rowCount } = cursor.block.rows;
  if (cursor === bound) return rowCount;
  const takesEqual = cursors.indexOf(cursor) < cursors.indexOf(bound);
  let low = cursor.from;
  let high = rowCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareRows(cursor, middle, bound, bound.block.rows.rowCount - 1, orderings);
    if (order < 0 || (order === 0 && takesEqual)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareRows(a: Cursor, rowA: number, b: Cursor, rowB: number, orderings: readonly Ordering[]): number {
  for (const [at, ordering] of orderings.entries()) {
    const order = compareValues(sortedValue(a.columns[at]!, rowA), sortedValue(b.columns[at]!, rowB), ordering);
    if (order !== 0) return order;
  }
  return 0;
}

function pieceOf({ block, from }: Cursor, end: number): RunBlock[] {
  if (end === from) return [];
  if (from === 0 && end === block.rows.rowCount) return [block];
  const rows = countUp(from, new Int32Array(end - from));
  return [{ rows: take(block.rows, rows), keys: block.keys && take(block.keys, rows) }];
}

function mergedPieces(pieces: readonly RunBlock[]): RunBlock {
  const keys = pieces.flatMap((piece) => piece.keys ?? []);
  return { rows: concat(pieces.map(({ rows }) => rows)), keys: keys.length === 0 ? undefined : concat(keys) };
}
