import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { any } from "../data/data-type.ts";
import { requireColumn } from "../data/schema.ts";

/**
 * A column by name, or the property of rows that are objects. Where later batches may have more columns, one that this
 * batch lacks is absent in all its rows; anywhere else it is an error.
 */
export function columnNamed(batch: Batch, name: string, step: string): Column {
  if (batch.schema.shape === "row") {
    if (batch.schema.open === true && !batch.schema.index.has(name)) return absentColumn(batch.rowCount);
    return batch.columns[requireColumn(batch.schema, name, step)]!;
  }
  const [column] = batch.columns;
  const rows = column?.layout === "values" ? column.values.slice(0, batch.rowCount) : [];
  return columnOf(rows.map((row) => (row as Record<string, unknown> | null | undefined)?.[name] ?? null));
}

function absentColumn(rowCount: number): Column {
  return { type: any, layout: "values", values: new Array<null>(rowCount).fill(null), validity: undefined };
}
