import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { fileSystemOf } from "../../core/io/mod.ts";
import { type DuckDbPlace, inMemory } from "./options.ts";

/** The package that has DuckDB in it. */
export type DuckDbClient = typeof import("@duckdb/node-api");

export async function loadDuckDb(): Promise<DuckDbClient> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw new Error(
      'Cannot use DuckDB as the package "@duckdb/node-api" must be installed: got none; run npm install @duckdb/node-api',
      { cause },
    );
  }
}

/**
 * What is open by its path, until the process ends. The client's own cache does not keep what it gives: an instance that is collected
 * while something of it lives (a connection, a result that nobody has read to its end) makes the next who asks for the file wait for ever.
 */
const opened = new Map<string, Promise<DuckDBInstance>>();

/** A way to the database of a place, of one's own. A file is open once in a process, for all who name it. */
export interface Connected {
  readonly connection: DuckDBConnection;
  close(): void;
}

export async function connect(place: DuckDbPlace): Promise<Connected> {
  const client = await loadDuckDb();
  const { database, name } = place;
  if (typeof database !== "string") {
    const connection = (await database.connect()) as DuckDBConnection;
    return { connection, close: () => connection.closeSync() };
  }
  try {
    return await (database === inMemory ? alone(client) : shared(client, database));
  } catch (error) {
    const shown = shownPath(database);
    throw new Error(
      `Cannot open ${JSON.stringify(shown)} for ${name} as DuckDB must be able to: got ${reasonOf(error).replaceAll(database, shown)}; ` +
        "give the path of a file of DuckDB that no other process has open, in a folder that is there",
      { cause: error },
    );
  }
}

/** DuckDB makes a file where there is none: a slip in a path that is read would be left behind as a database without tables. */
export async function requireFile({ database, name }: DuckDbPlace): Promise<void> {
  // Those in memory and of services are no files; where a home is, DuckDB knows.
  if (typeof database !== "string" || opened.has(database) || /^(:memory:|~|[a-z][a-z\d+.-]+:)/i.test(database)) return;
  const files = await fileSystemOf(database);
  if ((await files.stat(database)) !== undefined) return;
  throw new Error(
    `Cannot open ${JSON.stringify(shownPath(database))} for ${name} as a file must be there to be read: got none; mend the path, or write the database before`,
  );
}

/** A database of a service has a token behind its name. */
function shownPath(database: string): string {
  return database.replace(/\?.*$/s, "?…");
}

async function alone(client: DuckDbClient): Promise<Connected> {
  const instance = await client.DuckDBInstance.create(inMemory);
  const connection = await connected(instance);
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, close };
}

async function shared(client: DuckDbClient, path: string): Promise<Connected> {
  const instance = opened.get(path) ?? client.DuckDBInstance.fromCache(path);
  opened.set(path, instance);
  // One that could not be opened may be another time.
  instance.catch(() => opened.delete(path));
  const connection = await connected(await instance);
  return { connection, close: () => connection.closeSync() };
}

async function connected(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  // A query that needs an extension fails for it, and downloads nothing.
  await connection.run("SET autoinstall_known_extensions = false");
  return connection;
}

/** Uses a connection of one's own, which is closed afterwards. */
export async function withConnection<Value>(
  place: DuckDbPlace,
  use: (connection: DuckDBConnection) => Promise<Value>,
): Promise<Value> {
  const { connection, close } = await connect(place);
  try {
    return await use(connection);
  } finally {
    close();
  }
}

/** What DuckDB said, on one line, without the place in SQL that nobody has written. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [said = ""] = text.split(/\n\s*\n?LINE \d+:/);
  return said
    .replace(/^Failed to (extract statements|prepare|execute): /, "")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

/** Runs what a step needs; an error says which. */
export async function running<Value>(action: string, remedy: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    throw new Error(`Cannot ${action} as DuckDB must be able to: got ${reasonOf(error)}; ${remedy}`, { cause: error });
  }
}
