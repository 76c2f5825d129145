import { type Batch, type Column, changeKind, lengthOf, makeBatch, valueAt } from "../../core/io/mod.ts";

/** Rows of a changelog as they are written. */
export interface KeyedRows {
  readonly rows: Batch;
  /** A 1 for each row that deletes. */
  readonly gone: Uint8Array;
}

/**
 * What a changelog does to rows that are known by some columns: what an update takes back is deleted only where the row that comes in its
 * place has another key.
 */
export function keyedRows(batch: Batch, by: readonly string[]): KeyedRows {
  const { kinds, schema, rowCount, columns, selection } = batch;
  const count = lengthOf(batch);
  if (kinds === undefined) return { rows: batch, gone: new Uint8Array(count) };
  const keys = by.map((name) => columns[schema.index.get(name)!]!);
  const picked: number[] = [];
  const gone: number[] = [];
  for (let k = 0; k < count; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const kind = kinds[row]!;
    const next = selection === undefined ? k + 1 : selection[k + 1];
    if (kind === changeKind.updateBefore && next !== undefined && hasSameKey(keys, row, next)) continue;
    picked.push(row);
    gone.push(kind === changeKind.updateBefore || kind === changeKind.delete ? 1 : 0);
  }
  return {
    rows: makeBatch(schema, rowCount, columns, { selection: Int32Array.from(picked) }),
    gone: Uint8Array.from(gone),
  };
}

/** Where it cannot be seen at once, the row is deleted and comes back: the same in the end. */
function hasSameKey(keys: readonly Column[], row: number, other: number): boolean {
  return keys.every((column) => valueAt(column, row) === valueAt(column, other));
}
