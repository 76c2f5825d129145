import type { DuckDBConnection } from "@duckdb/node-api";
import {
  type Batch,
  keep,
  lengthOf,
  makeBatch,
  type Schema,
  type Sink,
  type SinkContext,
  type SinkWriter,
} from "../../core/io/mod.ts";
import { absentColumn, objectRows } from "../files/mod.ts";
import { keyedRows } from "./changes.ts";
import { commitAll, mustBeThere, prove, type StagedRows } from "./commit.ts";
import { type Connected, connect, running, withConnection } from "./database.ts";
import { type DuckDbPlace, inMemory } from "./options.ts";
import { dropStaged, dropStale, stagedTables, stagingNames, stagingSchema } from "./staged-tables.ts";
import { keyOf, type Staged, stage } from "./staging.ts";
import { checkColumns, type Target, targetOf } from "./target.ts";

let last: Promise<unknown> = Promise.resolve();

/** Tables are made and dropped by one after another: DuckDB refuses two changes of one catalog at once. */
function inTurn<Value>(action: () => Promise<Value>): Promise<Value> {
  const result = last.then(action);
  last = result.catch(() => undefined);
  return result;
}

/** Writes rows into a table, exactly once: adds them, puts them in the place of all it has, or of those that have their keys. */
export function duckDbSink<Row>(place: DuckDbPlace): Sink<Row> {
  const { name, database, by } = place;
  // Tables that were given up: what a run has so far is without them.
  const aborted = new Set<string>();
  return {
    name,
    guarantee: "exactly-once",
    takes: "views",
    thread: "main",
    ...(by.length > 0 ? { changes: "accepts" } : {}),
    ...(typeof database === "string" ? { place: `duckdb ${database} ${place.table}` } : {}),
    open: async (context) => {
      mustBeKept(place);
      const connected = await connect(place);
      try {
        return await inTurn(() => writerOf(place, connected, context, aborted));
      } catch (error) {
        connected.close();
        throw error;
      }
    },
    commit: (transactions) => inTurn(() => commitAll(place, transactions as readonly StagedRows[])),
    abort: (transactions) =>
      inTurn(async () => {
        const fresh = (transactions as readonly StagedRows[]).flatMap((one) => one.fresh);
        for (const table of fresh) aborted.add(table);
        await withConnection(place, async (connection) => {
          for (const table of fresh) await dropStaged(connection, table);
        });
      }),
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
  connected: Connected,
  context: SinkContext,
  aborted: ReadonlySet<string>,
): Promise<SinkWriter> {
  const { connection } = connected;
  const { schema, subtask, runId } = context;
  const restored = (context.restored ?? []) as readonly StagedRows[];
  const before = restored.flatMap(({ staged }) => staged);
  await running(`write to ${place.name}`, "see that its file can be written to", async () => {
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${stagingSchema}`);
    await dropStale(connection, place, runId, new Set(before));
  });
  const target = await targetOf(place, connection, runId, schema);
  const isEnded = restored.some(({ swap }) => swap !== undefined);
  const isKept = place.mode === "replace" && !isEnded && subtask === 0;
  if (isKept) mustBeThere(place, before, await stagedTables(connection));
  return stagingWriter(place, connected, context, { target, aborted, kept: isKept ? before : [], isEnded });
}

/** What a writer begins with. */
interface Beginning {
  readonly target: Target;
  readonly aborted: ReadonlySet<string>;
  /** In mode "replace": what checkpoints before have prepared, for the end. */
  readonly kept: readonly string[];
  /** Whether all was swapped before: such a run has no more rows. */
  readonly isEnded: boolean;
}

function stagingWriter(
  place: DuckDbPlace,
  { connection, close }: Connected,
  { schema, subtask, runId }: SinkContext,
  { aborted, isEnded, target, ...beginning }: Beginning,
): SinkWriter {
  const { mode, by } = place;
  const tables = openTables(connection, target, by.length > 0);
  let { kept } = beginning;
  let isFinished = false;
  const finishAll = async (): Promise<readonly string[]> => {
    const isMissing = isFinished && subtask === 0 && tables.isUnknown() && kept.length === 0;
    const isDescribed = schema?.shape === "row" && schema.fields.length > 0;
    // Who reads the table afterwards finds one, also where there were no rows.
    if (isMissing && isDescribed) await tables.begin(noRows(schema));
    return tables.finish();
  };
  return {
    write: (batch) => {
      const given = objectRows(batch);
      if (lengthOf(given) === 0) return;
      if (isEnded) throw afterEnd(place);
      tables.check(given.schema);
      const { rows, gone } = by.length > 0 ? keyedRows(given, by) : { rows: given, gone: undefined };
      const staged = tables.openFor(keyOf(given.schema));
      if (staged !== undefined) return staged.write(rows, gone);
      // A table has to be made first, and the batch is only valid during the call.
      const own = keep(rows);
      return inTurn(() => tables.begin(own)).then((made) => made.write(own, gone));
    },
    finish: () => {
      isFinished = true;
    },
    prepare: () =>
      inTurn(async () => {
        const fresh = await finishAll();
        if (mode === "append") {
          if (target.isConstrained && fresh.length > 0) await prove(place, connection, fresh);
          tables.forget();
          return fresh.length === 0 ? undefined : ({ subtask, staged: fresh, fresh } satisfies StagedRows);
        }
        kept = [...kept.filter((table) => !aborted.has(table)), ...fresh];
        const isLast = isFinished && !isEnded;
        if (isLast && target.isConstrained) await prove(place, connection, kept);
        tables.forget();
        const swap = isLast && subtask === 0 ? { swap: stagingNames(place, runId).whole } : {};
        return { subtask, staged: kept, fresh, ...swap } satisfies StagedRows;
      }),
    close: () =>
      inTurn(async () => {
        await tables.drop();
        close();
      }),
  };
}

/** The staging tables of what came since the last checkpoint, one for each set of columns, or for each turn of them. */
function openTables(connection: DuckDBConnection, target: Target, isOrdered: boolean) {
  let known = target;
  let open: Staged[] = [];
  return {
    check: (schema: Schema) => checkColumns(known, schema),
    isUnknown: () => known.columns === undefined,
    begin: async (rows: Batch): Promise<Staged> => {
      const staged = await stage(known, connection, rows);
      open.push(staged);
      // All that comes later has to fit the table that is made of these.
      if (known.columns === undefined) known = { ...known, columns: staged.columns };
      return staged;
    },
    // Rows that are known by something stay in order: only the last table takes more of them.
    openFor: (key: string): Staged | undefined =>
      (isOrdered ? open.slice(-1) : open).find((staged) => staged.key === key),
    finish: async (): Promise<readonly string[]> => {
      const whole: string[] = [];
      for (const staged of open) whole.push(await staged.finish());
      return whole;
    },
    forget: () => {
      open = [];
    },
    drop: async () => {
      for (const staged of open) await staged.drop();
    },
  };
}

function afterEnd({ name }: DuckDbPlace): TypeError {
  return new TypeError(
    `Cannot write more to ${name} as its rows were replaced when the input had ended: got rows after it; run the job anew, or use mode: "append"`,
  );
}

function noRows(schema: Schema): Batch {
  return makeBatch(
    schema,
    0,
    schema.fields.map(({ type }) => absentColumn(type, 0)),
  );
}
