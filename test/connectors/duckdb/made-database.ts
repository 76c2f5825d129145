import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";

export interface MadeDatabase {
  readonly database: string;
  readonly connection: DuckDBConnection;
  readonly remove: () => Promise<void>;
}

/** A database in a file of its own. */
export async function made(...statements: readonly string[]): Promise<MadeDatabase> {
  const folder = await temporaryFolder("millrace-duckdb-");
  const database = `${folder}/it's a.db`;
  const instance = await DuckDBInstance.fromCache(database);
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const statement of statements) await connection.run(statement);
  const remove = async (): Promise<void> => {
    connection.closeSync();
    instance.closeSync();
    await deleteFolder(folder);
  };
  return { database, connection, remove };
}

export async function within<Value>(
  statements: readonly string[],
  use: (database: string, connection: DuckDBConnection) => Promise<Value>,
): Promise<Value> {
  const { database, connection, remove } = await made(...statements);
  try {
    return await use(database, connection);
  } finally {
    await remove();
  }
}

export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}
