import { type Batch, type Column, compact, type DataType, lengthOf, valueAt } from "../../core/io/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import { collectBatches } from "./collect-batches.ts";

/** The values of a column: a typed array where they are numbers of one layout and every row has one. */
export type ColumnArray = Float64Array | Int32Array | BigInt64Array | unknown[];

/**
 * Runs a dataset whose rows are objects and gives each column as an array, in the order of the rows.
 *
 * @param into What they are for, in plans and errors.
 */
export async function collectColumns<Row>(dataset: Dataset<Row>, into: string): Promise<Record<string, ColumnArray>> {
  const { schema, batches } = await collectBatches(dataset, into);
  const rows = batches.reduce((sum, batch) => sum + lengthOf(batch), 0);
  const compacted = batches.map(compact);
  return Object.fromEntries(schema.fields.map(({ name, type }) => [name, joined(name, type, compacted, rows)]));
}

function joined(name: string, type: DataType, batches: readonly Batch[], rows: number): ColumnArray {
  const columns = batches.map((batch): Column | undefined => batch.columns[batch.schema.index.get(name) ?? -1]);
  const out = numbersFor(type, columns, rows);
  if (out !== undefined) {
    let at = 0;
    for (const [batch, column] of columns.entries()) {
      const { rowCount } = batches[batch]!;
      out.set((column as { readonly values: Float64Array }).values.subarray(0, rowCount) as never, at);
      at += rowCount;
    }
    return out;
  }
  return columns.flatMap((column, batch) =>
    Array.from({ length: batches[batch]!.rowCount }, (_, row) => (column === undefined ? null : valueAt(column, row))),
  );
}

/** An array for all of them, where they lie in such ones and none is absent. */
function numbersFor(
  type: DataType,
  columns: readonly (Column | undefined)[],
  rows: number,
): Float64Array | Int32Array | BigInt64Array | undefined {
  const [first] = columns;
  const isDate = type.kind === "timestamp" && type.as === "Date";
  if (first === undefined || isDate) return undefined;
  const isSame = columns.every((column) => column?.layout === first.layout && column.validity === undefined);
  if (!isSame) return undefined;
  switch (first.layout) {
    case "float64":
      return new Float64Array(rows);
    case "int32":
      return new Int32Array(rows);
    case "bigint64":
      return new BigInt64Array(rows);
    default:
      return undefined;
  }
}
