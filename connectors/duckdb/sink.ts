import type { DuckDBConnection } from "@duckdb/node-api";
import { lengthOf, makeBatch, type Sink, type SinkContext, type SinkWriter } from "../../core/io/mod.ts";
import { absentColumn, objectRows } from "../files/mod.ts";
import { type Connected, connect, running, withConnection } from "./database.ts";
import { type DuckDbPlace, inMemory } from "./options.ts";
import {
  checkColumns,
  dropStaged,
  dropStale,
  keyOf,
  type Staged,
  stage,
  stagedTable,
  stagingSchema,
  targetOf,
} from "./staging.ts";

/** What `prepare` leaves: the table that holds the rows, which is gone once they are in theirs. */
interface StagedRows {
  readonly staged: readonly string[];
}

let last: Promise<unknown> = Promise.resolve();

/** Tables are made and dropped by one after another: DuckDB refuses two changes of one catalog at once. */
function inTurn<Value>(action: () => Promise<Value>): Promise<Value> {
  const result = last.then(action);
  last = result.catch(() => undefined);
  return result;
}

/** Adds rows to a table, exactly once. */
export function duckDbSink<Row>(place: DuckDbPlace): Sink<Row> {
  const { name, database } = place;
  return {
    name,
    guarantee: "exactly-once",
    takes: "views",
    thread: "main",
    ...(typeof database === "string" ? { place: `duckdb ${database} ${place.table}` } : {}),
    open: async (context) => {
      mustBeKept(place);
      const connected = await connect(place);
      try {
        return await inTurn(() => writerOf(place, connected, context));
      } catch (error) {
        connected.close();
        throw error;
      }
    },
    commit: (transactions) => inTurn(() => commitAll(place, transactions as readonly StagedRows[])),
    abort: (transactions) => inTurn(() => dropAll(place, transactions as readonly StagedRows[])),
  };
}

function mustBeKept({ name, table, database }: DuckDbPlace): void {
  if (table === undefined) {
    throw new TypeError(
      `Cannot write to ${name} as rows are added to a table: got a query; name the table, as in { database: "shop.duckdb", table: "trips" }`,
    );
  }
  if (database !== inMemory) return;
  throw new TypeError(
    `Cannot write to ${name} as its database must be one that is there afterwards: got none; ` +
      'give the path of a file, or an instance that you have opened: await DuckDBInstance.create(":memory:")',
  );
}

async function writerOf(
  place: DuckDbPlace,
  { connection, close }: Connected,
  { schema, restored = [], subtask, runId }: SinkContext,
): Promise<SinkWriter> {
  const kept = new Set((restored as readonly StagedRows[]).flatMap(({ staged }) => staged));
  const target = await running(`write to ${place.name}`, remedy, async () => {
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${stagingSchema}`);
    await dropStale(connection, place, runId, kept);
    return targetOf(place, connection, runId, schema);
  });
  let open: Staged[] = [];
  let isFinished = false;
  return {
    write: async (batch) => {
      const rows = objectRows(batch);
      if (lengthOf(rows) === 0) return;
      checkColumns(target, rows.schema);
      let staged = open.find(({ key }) => key === keyOf(rows.schema));
      if (staged === undefined) {
        staged = await inTurn(() => stage(target, connection, rows));
        open.push(staged);
      }
      staged.write(rows);
    },
    finish: () => {
      isFinished = true;
    },
    prepare: () =>
      inTurn(async () => {
        // Who reads the table afterwards finds one, also where there were no rows.
        const isMissing = isFinished && subtask === 0 && target.columns === undefined && open.length === 0;
        if (isMissing && (schema?.fields.length ?? 0) > 0 && schema!.shape === "row") {
          open.push(
            await stage(
              target,
              connection,
              makeBatch(
                schema!,
                0,
                schema!.fields.map(({ type }) => absentColumn(type, 0)),
              ),
            ),
          );
        }
        const whole: string[] = [];
        for (const staged of open) whole.push(await staged.finish());
        open = [];
        return whole.length === 0 ? undefined : ({ staged: whole } satisfies StagedRows);
      }),
    close: () =>
      inTurn(async () => {
        for (const staged of open) await staged.drop();
        close();
      }),
  };
}

const remedy = "see that the file can be written to";

function commitAll(place: DuckDbPlace, transactions: readonly StagedRows[]): Promise<void> {
  return withConnection(place, async (connection) => {
    for (const table of transactions.flatMap(({ staged }) => staged)) await commitOne(place, connection, table);
  });
}

/** All of its rows, or none. What is not there any more was moved before. */
async function commitOne(
  { name, table, from }: DuckDbPlace,
  connection: DuckDBConnection,
  staged: string,
): Promise<void> {
  if (!(await isThere(connection, staged))) {
    await running(`commit to ${name}`, lost, () => connection.run(`SELECT 1 FROM ${from} LIMIT 0`));
    return;
  }
  const source = stagedTable(staged);
  await running(`commit to ${name}`, mendTable, async () => {
    await connection.run("BEGIN");
    try {
      await connection.run(`CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM ${source} LIMIT 0`);
      await connection.run(`INSERT INTO ${table} BY NAME SELECT * FROM ${source}`);
      await connection.run(`DROP TABLE ${source}`);
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  });
}

const lost = "what a checkpoint has prepared is in the file that it was written to; give that one, or begin anew";
const mendTable = "mend the rows, or what the table demands of them; what was prepared is kept until then";

async function isThere(connection: DuckDBConnection, staged: string): Promise<boolean> {
  const found = await connection.run(
    "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1 AND table_name = $2",
    [stagingSchema, staged],
  );
  return (await found.getRows()).length > 0;
}

function dropAll(place: DuckDbPlace, transactions: readonly StagedRows[]): Promise<void> {
  return withConnection(place, async (connection) => {
    for (const table of transactions.flatMap(({ staged }) => staged)) await dropStaged(connection, table);
  });
}
