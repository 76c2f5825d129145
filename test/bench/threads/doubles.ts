import { type Batch, type Column, float64, makeBatch, rowSchema } from "../../../core/io/mod.ts";

const columns = 4;

/** Bytes of a row. */
export const rowBytes: number = 8 * columns;

/** A batch of four columns of doubles. */
export function doubles(rows: number): Batch {
  const all = Array.from({ length: columns }, (_, at): Column => {
    const values = Float64Array.from({ length: rows }, (__, row) => row + at);
    return { type: float64, layout: "float64", values, validity: undefined };
  });
  return makeBatch(rowSchema(all.map(({ type }, at) => ({ name: `c${at}`, type }))), rows, all);
}
