import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";

/** Writes garbage over the arrays of a reused batch, as its owner may once the call that it was given to returns. */
export function poison(batch: Batch): void {
  if (!batch.reused) return;
  for (const column of batch.columns) poisonColumn(column);
  batch.times?.fill(-6.66e66);
  batch.kinds?.fill(3);
  batch.selection?.fill(0);
}

function poisonColumn(column: Column): void {
  column.validity?.fill(0x55);
  switch (column.layout) {
    case "dictionary":
      return void column.codes.fill(-1);
    case "utf8":
      // The bytes are shared, and never reused.
      column.starts.fill(0);
      return void column.lengths.fill(0);
    case "bigint64":
      return void column.values.fill(-666n);
    case "values":
      return void (column.values as unknown[]).fill("‹written over›");
    case "vector":
      return void column.data.fill(-666_666_666);
    case "uint8":
      return void column.values.fill(1);
    default:
      return void column.values.fill(-666_666_666);
  }
}
