import type { DuckDBConnection } from "@duckdb/node-api";
import { constraintError } from "./constraint-error.ts";
import { running, withConnection } from "./database.ts";
import { type DuckDbPlace, quoteName } from "./options.ts";
import {
  committedTables,
  dropStaged,
  markCommitted,
  stagedTable,
  stagedTables,
  stagingSchema,
} from "./staged-tables.ts";
import { columnsOf } from "./target.ts";
import { sqlType } from "./write-value.ts";

/** Columns of staged rows that are known by something: their order, and whether they delete. */
export const orderColumn = "_millrace.order";
export const goneColumn = "_millrace.gone";

/** What `prepare` leaves: tables that hold rows, which are gone once these are in their table. */
export interface StagedRows {
  readonly subtask: number;
  /** In the order in which they are to be applied. In mode "replace" those of the checkpoints before are among them. */
  readonly staged: readonly string[];
  /** Those since the last checkpoint. */
  readonly fresh: readonly string[];
  /** In mode "replace", of one subtask once the input has ended: what the commit is known by, also where there are no rows. */
  readonly swap?: string;
}

/** All that was prepared, or nothing, is in the table then. What is not there any more must have been moved before. */
export async function commitAll(place: DuckDbPlace, transactions: readonly StagedRows[]): Promise<void> {
  const swaps = transactions.flatMap(({ swap }) => swap ?? []);
  if (place.mode === "replace" && swaps.length === 0) return;
  const all = [...transactions].sort((a, b) => a.subtask - b.subtask).flatMap(({ staged }) => staged);
  await withConnection(place, async (connection) => {
    const there = await stagedTables(connection);
    const isCommitted = await committedTables(connection, there);
    const isWaiting = (name: string): boolean => there.has(name) || !isCommitted(name);
    const tables = all.filter(isWaiting);
    if (tables.length === 0 && !swaps.some(isWaiting)) return;
    mustBeThere(place, tables, there);
    await inTransaction(place, connection, tables, "COMMIT", async () => {
      await apply(place, connection, tables);
      await markCommitted(connection, [...tables, ...swaps]);
      for (const table of tables) await dropStaged(connection, table);
    });
  });
}

/** Rows of a checkpoint that were neither moved nor kept are lost: nothing may go on as if they had been written. */
export function mustBeThere({ name }: DuckDbPlace, tables: readonly string[], there: ReadonlySet<string>): void {
  const missing = tables.find((table) => !there.has(table));
  if (missing === undefined) return;
  throw new Error(
    `Cannot commit to ${name} as what a checkpoint has prepared must be in the file that it was written to: got no table ${quoteName(missing)} in its schema ${stagingSchema}; ` +
      "give that file with all that was in it, go on from a later checkpoint, or run the job anew",
  );
}

/** Fails as the commit of these tables would, but leaves the table as it is: what it refuses is told before a checkpoint is stored. */
export async function prove(
  place: DuckDbPlace,
  connection: DuckDBConnection,
  tables: readonly string[],
): Promise<void> {
  await inTransaction(place, connection, tables, "ROLLBACK", () => apply(place, connection, tables));
}

async function inTransaction(
  place: DuckDbPlace,
  connection: DuckDBConnection,
  tables: readonly string[],
  end: "COMMIT" | "ROLLBACK",
  change: () => Promise<void>,
): Promise<void> {
  try {
    await running(`${end === "COMMIT" ? "commit" : "write"} to ${place.name}`, mendTable, async () => {
      await connection.run("BEGIN");
      try {
        await change();
        await connection.run(end);
      } catch (error) {
        await connection.run("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  } catch (error) {
    throw (await constraintError(error, place, connection, tables)) ?? error;
  }
}

const mendTable = "mend the rows, or what the table demands of them; what was prepared is kept until then";

async function apply(place: DuckDbPlace, connection: DuckDBConnection, tables: readonly string[]): Promise<void> {
  const { table, mode } = place;
  if (mode === "replace" && (await columnsOf(place, connection)) !== undefined) {
    await connection.run(`DELETE FROM ${table}`);
  }
  for (const staged of tables) await applyOne(place, connection, staged);
}

async function applyOne(place: DuckDbPlace, connection: DuckDBConnection, staged: string): Promise<void> {
  const { table, by } = place;
  const source = stagedTable(staged);
  if (by.length === 0) {
    await connection.run(`CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM ${source} LIMIT 0`);
    await connection.run(`INSERT INTO ${table} BY NAME SELECT * FROM ${source}`);
    return;
  }
  const hidden = [orderColumn, goneColumn].map(quoteName);
  const rows = `SELECT * EXCLUDE (${hidden.join(", ")}) FROM ${source} LIMIT 0`;
  await connection.run(`CREATE TABLE IF NOT EXISTS ${table} AS ${rows}`);
  const names = (await connection.run(rows)).columnNames();
  const types = new Map((await columnsOf(place, connection))!.map(({ name, type }) => [name, type]));
  const typed = names.map((name) => `CAST(${quoteName(name)} AS ${sqlType(types.get(name)!)}) AS ${quoteName(name)}`);
  await connection.run(mergeStatement(place, source, { names, typed }));
}

/** The last change of each key, in the place of the row that has it. */
function mergeStatement(
  { table, by }: DuckDbPlace,
  source: string,
  { names, typed }: { readonly names: readonly string[]; readonly typed: readonly string[] },
): string {
  const keys = by.map(quoteName);
  const quoted = names.map(quoteName);
  const set = quoted.filter((name) => !keys.includes(name)).map((name) => `${name} = millrace_new.${name}`);
  const [order, gone] = [quoteName(orderColumn), quoteName(goneColumn)];
  return [
    `MERGE INTO ${table} AS millrace_old USING (FROM (SELECT ${typed.join(", ")}, ${order}, ${gone} FROM ${source})`,
    `QUALIFY row_number() OVER (PARTITION BY ${keys.join(", ")} ORDER BY ${order} DESC) = 1) AS millrace_new`,
    `ON ${keys.map((key) => `millrace_old.${key} IS NOT DISTINCT FROM millrace_new.${key}`).join(" AND ")}`,
    `WHEN MATCHED AND millrace_new.${gone} THEN DELETE`,
    set.length > 0 ? `WHEN MATCHED THEN UPDATE SET ${set.join(", ")}` : "",
    `WHEN NOT MATCHED AND NOT millrace_new.${gone} THEN INSERT (${quoted.join(", ")})`,
    `VALUES (${quoted.map((name) => `millrace_new.${name}`).join(", ")})`,
  ].join(" ");
}
