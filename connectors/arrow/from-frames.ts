import { shown } from "../../core/io/mod.ts";
import { type Dataset, fromColumns } from "../../core/mod.ts";
import type { ColumnArray } from "../files/mod.ts";

/** What is asked of a `ColumnTable` of the package `arquero`. */
export interface ArqueroTable {
  columnNames(): readonly string[];
  /** The values of a column, of the rows that are not filtered out, in the table's order. */
  array(name: string): ArrayLike<unknown>;
}

/**
 * A dataset of a table of Arquero: the rows that its filters leave, in its order.
 *
 * @example
 * ```ts
 * import { fromArquero } from "millrace/connectors/arrow";
 *
 * // import * as aq from "arquero"; const trips = fromArquero<Trip>(aq.table({ km: [4, 9] }));
 * const table = { columnNames: () => ["km"], array: () => [4, 9] };
 * console.log(await fromArquero<{ km: number }>(table).filter((trip) => trip.km > 5).collect()); // [{ km: 9 }]
 * ```
 */
export function fromArquero<Row>(table: ArqueroTable): Dataset<Row> {
  if (typeof table?.columnNames !== "function" || typeof table.array !== "function") {
    throw new TypeError(
      `Cannot read a table of Arquero as it must be one of its tables: got ${shown(table)}; give for instance aq.table({ km: [4, 9] })`,
    );
  }
  const columns = table.columnNames().map((name) => [name, columnValues(table.array(name))] as const);
  return fromColumns(Object.fromEntries(columns)) as unknown as Dataset<Row>;
}

/** What is asked of a `DataFrame` of the packages `danfojs` and `danfojs-node`. */
export interface DanfoFrame {
  readonly columns: readonly string[];
  column(name: string): { readonly values: unknown };
}

/**
 * A dataset of a `DataFrame` of danfojs. Its index is left; what is NaN there stays NaN.
 *
 * @example
 * ```ts
 * import { fromDanfo } from "millrace/connectors/arrow";
 *
 * // import * as dfd from "danfojs"; const trips = fromDanfo<Trip>(new dfd.DataFrame({ km: [4, 9] }));
 * const frame = { columns: ["km"], column: () => ({ values: [4, 9] }) };
 * console.log(await fromDanfo<{ km: number }>(frame).filter((trip) => trip.km > 5).collect()); // [{ km: 9 }]
 * ```
 */
export function fromDanfo<Row>(frame: DanfoFrame): Dataset<Row> {
  if (!Array.isArray(frame?.columns) || typeof frame.column !== "function") {
    throw new TypeError(
      `Cannot read a frame of danfojs as it must be a DataFrame: got ${shown(frame)}; give for instance new dfd.DataFrame({ km: [4, 9] })`,
    );
  }
  const columns = frame.columns.map((name) => [name, columnValues(frame.column(name).values as unknown[])] as const);
  return fromColumns(Object.fromEntries(columns)) as unknown as Dataset<Row>;
}

/** Kinds of arrays that columns have here as they are; others as their values. */
function columnValues(values: ArrayLike<unknown>): ColumnArray {
  const isOwn = values instanceof Float64Array || values instanceof Int32Array || values instanceof BigInt64Array;
  return isOwn ? values : Array.from(values);
}
