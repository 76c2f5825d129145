// The job whose process is killed: the rows of a table, slowly, into another of the same file.
import { from, type Job, job, mapAsync } from "millrace";
import { duckdb } from "millrace/connectors/duckdb";

interface Row {
  readonly id: number;
  readonly name: string;
}

const copied: Job = job("from a table into another", ({ parameter }) => {
  const database = parameter("database");
  const ways = { append: {}, replace: { mode: "replace" }, upsert: { by: "id" } } as const;
  const way = ways[parameter("way") as keyof typeof ways];
  return from(duckdb<Row>({ database, table: "t" }))
    .apply(
      mapAsync(async (row: Row) => {
        if (row.id % 500 === 0) await new Promise((done) => setTimeout(done, 10));
        // Of an upsert every other row takes the place of the one before it.
        return { id: parameter("way") === "upsert" ? row.id - (row.id % 2) : row.id, name: row.name };
      }),
    )
    .sinkTo(duckdb<Row>({ database, table: "copied", ...way }));
});

export default copied;
