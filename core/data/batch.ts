import type { Column } from "./column.ts";
import type { Schema } from "./schema.ts";

/** What a row of a changelog does to the collection before it. */
export const changeKind = { insert: 0, updateBefore: 1, updateAfter: 2, delete: 3 } as const;

export type ChangeKind = (typeof changeKind)[keyof typeof changeKind];

/**
 * Records that travel together, as columns. Nobody changes a batch that was given to them, and whoever wants it longer
 * than the call asks for it with `keep`: allocating fresh arrays costs more than most operators (2 ns a value), so loops
 * write into the same ones batch after batch. Made by `makeBatch`, so that all have one hidden class.
 */
export interface Batch {
  readonly schema: Schema;
  /** Rows in the columns. */
  readonly rowCount: number;
  readonly columns: readonly Column[];
  /** Event time of each row, ms since the epoch; undefined where the dataset has none. */
  readonly times: Float64Array | undefined;
  /** A `ChangeKind` for each row; undefined where all are inserts. */
  readonly kinds: Uint8Array | undefined;
  /**
   * The rows that belong to the batch, ascending; undefined where all of them do. A filter costs one pass so, and
   * columns it leaves alone are not copied. Operators that do not say `selection: true` are given compacted batches.
   */
  readonly selection: Int32Array | undefined;
  /** Whether its arrays are written over once the call that it was given to returns. */
  readonly reused: boolean;
}

export interface BatchParts {
  readonly reused?: boolean;
  readonly times?: Float64Array | undefined;
  readonly kinds?: Uint8Array | undefined;
  readonly selection?: Int32Array | undefined;
}

export function makeBatch(schema: Schema, rowCount: number, columns: readonly Column[], parts: BatchParts = {}): Batch {
  return {
    schema,
    rowCount,
    columns,
    times: parts.times,
    kinds: parts.kinds,
    selection: parts.selection,
    reused: parts.reused ?? false,
  };
}

/** How many rows belong to the batch. */
export function lengthOf(batch: Batch): number {
  return batch.selection === undefined ? batch.rowCount : batch.selection.length;
}
