// The job whose process is killed: the rows of a table, slowly, into another of the same file.
import { from, type Job, job, mapAsync } from "millrace";
import { duckdb } from "millrace/connectors/duckdb";

interface Row {
  readonly id: number;
  readonly name: string;
}

const copied: Job = job("from a table into another", ({ parameter }) => {
  const database = parameter("database");
  return from(duckdb<Row>({ database, table: "t" }))
    .apply(
      mapAsync(async (row: Row) => {
        if (row.id % 500 === 0) await new Promise((done) => setTimeout(done, 10));
        return { id: row.id, name: row.name };
      }),
    )
    .sinkTo(duckdb<Row>({ database, table: "copied" }));
});

export default copied;
