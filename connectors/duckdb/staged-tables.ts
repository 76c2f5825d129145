import type { DuckDBConnection } from "@duckdb/node-api";
import { processNumber } from "../../core/platform/mod.ts";
import { type DuckDbPlace, quoteName } from "./options.ts";

/** Where rows lie that are not committed, and what says which were. */
export const stagingSchema = "_millrace";

/** Says of each writer the last table of it that was committed: what is not there any more was moved, or is lost. */
const committed = `${stagingSchema}.committed`;

/** Of this life of this process: a file is open in one at a time, so what another was writing is nobody's. */
const writerToken = (): string => `${processNumber()}-${Math.round(performance.timeOrigin)}`;

let tables = 0;

/** Names for a table of rows that are being written, and for a whole one: who wrote it, in which turn, which run, and for which table. */
export function stagingNames(
  { name }: DuckDbPlace,
  runId: string,
): { readonly writing: string; readonly whole: string } {
  const rest = `${writerToken()}|${tables++}|${runId}|${name}`;
  return { writing: `writing|${rest}`, whole: `whole|${rest}` };
}

/** As SQL names it. */
export function stagedTable(table: string): string {
  return `${stagingSchema}.${quoteName(table)}`;
}

export async function dropStaged(connection: DuckDBConnection, table: string): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${stagedTable(table)}`);
}

export async function stagedTables(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const found = await connection.run(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1",
    [stagingSchema],
  );
  return new Set(((await found.getRows()) as [string][]).map(([table]) => table));
}

/** Removes what nobody will commit: half of what a killed process wrote, and what this run prepared but did not store. */
export async function dropStale(
  connection: DuckDBConnection,
  { name }: DuckDbPlace,
  runId: string,
  kept: ReadonlySet<string>,
): Promise<void> {
  for (const table of await stagedTables(connection)) {
    const [state, token] = table.split("|");
    const isLost = state === "writing" || table.endsWith(`|${runId}|${name}`);
    if (token !== writerToken() && isLost && !kept.has(table)) await dropStaged(connection, table);
  }
}

/** Whose turn it was: tables of one writer are committed in the order of their turns. */
function turnOf(table: string): { readonly writer: string; readonly turn: number } {
  const [, token, turn, ...rest] = table.split("|");
  return { writer: [token, ...rest].join("|"), turn: Number(turn) };
}

/** Which tables were committed. */
export async function committedTables(
  connection: DuckDBConnection,
  there: ReadonlySet<string>,
): Promise<(table: string) => boolean> {
  if (!there.has("committed")) return () => false;
  const rows = (await (await connection.run(`SELECT writer, turn::INTEGER FROM ${committed}`)).getRows()) as [
    string,
    number,
  ][];
  const last = new Map(rows);
  return (table) => {
    const { writer, turn } = turnOf(table);
    return turn <= (last.get(writer) ?? -1);
  };
}

/** Notes tables as committed, within the transaction that does so. */
export async function markCommitted(connection: DuckDBConnection, names: readonly string[]): Promise<void> {
  await connection.run(`CREATE TABLE IF NOT EXISTS ${committed} (writer VARCHAR, turn INTEGER)`);
  const last = new Map<string, number>();
  for (const table of names) {
    const { writer, turn } = turnOf(table);
    last.set(writer, Math.max(turn, last.get(writer) ?? turn));
  }
  for (const [writer, turn] of last) {
    await connection.run(`DELETE FROM ${committed} WHERE writer = $1`, [writer]);
    await connection.run(`INSERT INTO ${committed} VALUES ($1, $2)`, [writer, turn]);
  }
}
