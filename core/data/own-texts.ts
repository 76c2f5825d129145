import { type Column, isValid, type Utf8Column } from "./column.ts";
import { copyTexts } from "./kernels/copy-texts.ts";

/**
 * The columns of a batch that is kept, so that few texts do not hold the memory of all that they were read with: texts move
 * into bytes of their own where they are less than half of the memory that they are views into.
 */
export function ownTexts(columns: readonly Column[], rowCount: number): readonly Column[] {
  const shown = new Map<ArrayBufferLike, number>();
  for (const column of columns) {
    if (column.layout !== "utf8") continue;
    const { buffer } = column.bytes;
    shown.set(buffer, (shown.get(buffer) ?? 0) + textBytes(column, rowCount));
  }
  const isSparse = ({ bytes: { buffer } }: Utf8Column): boolean => shown.get(buffer)! * 2 < buffer.byteLength;
  if (![...shown].some(([buffer, sizeBytes]) => sizeBytes * 2 < buffer.byteLength)) return columns;
  return columns.map((column) => (column.layout === "utf8" && isSparse(column) ? moved(column, rowCount) : column));
}

/** Absent values may point anywhere. */
function textBytes({ lengths, validity }: Utf8Column, rowCount: number): number {
  let sizeBytes = 0;
  for (let row = 0; row < rowCount; row++) if (isValid(validity, row)) sizeBytes += (lengths[row]! + 3) & ~3;
  return sizeBytes;
}

function moved(column: Utf8Column, rowCount: number): Utf8Column {
  const starts = column.starts.slice(0, rowCount);
  const lengths = column.lengths.slice(0, rowCount);
  for (let row = 0; row < rowCount; row++) if (!isValid(column.validity, row)) lengths[row] = 0;
  const bytes = new Uint8Array(textBytes(column, rowCount));
  copyTexts(column.bytes, starts, lengths, 0, rowCount, bytes, 0);
  return { ...column, bytes, starts, lengths };
}
