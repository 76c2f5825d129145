import { type SourceAndSink, sourceAndSink } from "../files/mod.ts";
import { type DuckDbOptions, placeOf } from "./options.ts";
import { duckDbSink } from "./sink.ts";
import { duckDbSource } from "./source.ts";

/**
 * Tables and queries of DuckDB: `from(duckdb({ database, table }))` and `from(duckdb({ database, query }))` read,
 * `sinkTo(duckdb({ database, table }))` writes.
 *
 * **Reading.** Columns come from DuckDB's own vectors. What is not needed is not selected, and simple comparisons of columns with
 * constants are made by DuckDB. Integers of 64 bits are numbers, each checked to be below 2^53 (`int64: "bigint"` gives all of them);
 * decimals are numbers up to 15 digits, else texts; times are ms since the epoch; a MAP is a list of `{ key, value }`; what has no
 * type here (UUID, TIME, INTERVAL, …) is text, and so is JSON. A reader sees the table as it was when it began.
 *
 * **Going on.** A reader of a table goes on behind the number of the last row it gave; of a query, behind as many rows as it
 * gave in the order of `orderBy`. What was read must not be changed meanwhile; rows may be added to a table.
 *
 * **Writing** adds rows to the table, exactly once: what was written since the last checkpoint lies in a table of the schema
 * `_millrace` until it is committed, in one transaction that moves it. A table that is not there is made, with the columns of the rows.
 * What has no type of its own (lists and objects of rows that no `schema` describes, mixed values) is JSON in it.
 * The rows' columns must be the table's; those that a row lacks have their default. `mode: "replace"` puts the rows in the place of all
 * that the table has, in one transaction once the input has ended; what the table is (types, constraints, indexes) stays.
 *
 * **Upserts.** With `by` a row takes the place of the one that has its key, and columns that it lacks stay as they are; changelogs are
 * taken, and the table comes to what their final contents are. The changes of a key must come from one subtask to be written in their
 * order, as they do behind a step that is keyed by it, or by a part of it. Needs DuckDB 1.4.
 *
 * **What the table refuses** (a key that is there, NULL, a CHECK, a reference) fails the run with the row, before the checkpoint is stored.
 *
 * A file of DuckDB must be open once in a process, and in one process: a run that reads it has no worker threads (DuckDB has its own), and
 * one that has some writes it in the thread that started the run.
 *
 * Needs the package `@duckdb/node-api`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { duckdb } from "millrace/connectors/duckdb";
 *
 * const squares = duckdb<{ n: number; square: number }>({ query: "SELECT range AS n, range * range AS square FROM range(100)" });
 * console.log(await from(squares).filter((row) => row.n >= 98).collect()); // [{ n: 98, square: 9604 }, { n: 99, square: 9801 }]
 * ```
 */
export function duckdb<Row>(options: DuckDbOptions): SourceAndSink<Row> {
  const place = placeOf(options);
  return sourceAndSink(duckDbSource<Row>(place), duckDbSink<Row>(place));
}
