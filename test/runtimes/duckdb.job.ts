import { count, from, type Job, job } from "millrace";
import { duckdb } from "millrace/connectors/duckdb";

/** Counts rows of a table by a key, into another table of the same file. */
const counted: Job = job("counted", ({ parameter }) => {
  const database = parameter("database");
  return from(duckdb<{ n: number }>({ database, table: "numbers" }))
    .keyBy((row) => row.n % 7)
    .aggregate({ rows: count() })
    .map((row) => ({ key: row.key, rows: row.rows }))
    .sinkTo(duckdb<{ key: number; rows: number }>({ database, table: "counted" }));
});

export default counted;
