import { type Batch, lengthOf, makeBatch } from "../../../../core/data/batch.ts";
import { any } from "../../../../core/data/data-type.ts";
import { valueSchema } from "../../../../core/data/schema.ts";
import { rowReader } from "../../../../core/expression/row-reader.ts";

const schema = valueSchema(any);

/** Values with their times as a batch. */
export function valueBatch(values: readonly unknown[], times?: readonly number[]): Batch {
  const column = { type: any, layout: "values", values, validity: undefined } as const;
  return makeBatch(schema, values.length, [column], { times: times && Float64Array.from(times) });
}

/** Calls back with each row of a batch, its number and its time. */
export function eachRow<Row>(batch: Batch, visit: (value: Row, row: number, timeMs: number) => void): void {
  const read = rowReader(batch);
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    visit(read(row) as Row, row, batch.times?.[row] ?? Number.NaN);
  }
}
