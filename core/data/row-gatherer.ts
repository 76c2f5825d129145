import type { Column } from "./column.ts";
import { gather } from "./compact.ts";
import { gatherOrNull } from "./gather-or-null.ts";

/**
 * Gathers rows of columns, null where the row is −1, call after call in the same arrays: for batches that are `reused`.
 * Columns are told apart by where they stand.
 */
export function rowGatherer(): (columns: readonly Column[], rows: Int32Array) => Column[] {
  const spares: (Column | undefined)[] = [];
  return (columns, rows) => {
    const gathered = rows.includes(-1) ? gatherOrNull : gather;
    return columns.map((column, at) => {
      const out = gathered(column, rows, spares[at]);
      spares[at] = out;
      return out;
    });
  };
}
