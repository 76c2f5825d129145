import type { Column } from "./column.ts";
import { allPresent } from "./kernels/all-present.ts";

/**
 * Columns without their validity bits, where all of these rows have a value. Of one table of several kinds of records a
 * filter leaves one, and what all of those have need not be asked for at every step behind it. Columns that share bits are
 * looked at once.
 */
export function presentColumns(columns: readonly Column[], rows: Int32Array): readonly Column[] {
  let lastBits: Uint8Array | undefined;
  let areThere = false;
  return columns.map((column) => {
    const { validity } = column;
    if (validity === undefined) return column;
    if (validity !== lastBits) areThere = allPresent(validity, rows);
    lastBits = validity;
    return areThere ? ({ ...column, validity: undefined } as Column) : column;
  });
}
