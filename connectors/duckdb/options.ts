import { checkOptions, type KnownOptions, shown } from "../../core/io/mod.ts";

/** An instance of `@duckdb/node-api` that is open already. */
export interface DuckDbDatabase {
  connect(): Promise<unknown>;
}

export interface DuckDbOptions {
  /**
   * A file of DuckDB, made when it is first written to, or an instance that is open (for what is in memory). Default: an empty
   * one in memory, for queries that read files.
   */
  readonly database?: string | DuckDbDatabase;
  /** Read from or written to: `"trips"`, `"other.trips"`; names that have dots of their own as a list: `["main", "a.b"]`. */
  readonly table?: string | readonly string[];
  /** In place of a table, one query whose rows are read. */
  readonly query?: string;
  /**
   * Of a query or a view: columns by which its rows have one order only. Then reading goes on behind a checkpoint; without,
   * a run with checkpoints refuses it, since its rows may come in any order.
   */
  readonly orderBy?: readonly string[];
  /** Reading: what integers of 64 bits and more become. By default numbers, each checked to be below 2^53. */
  readonly int64?: "number" | "bigint";
  /**
   * Writing: `"append"` (the default) adds the rows to those that the table has; `"replace"` puts them in their place in one
   * transaction, once the input has ended: until then the table is as it was.
   */
  readonly mode?: "append" | "replace";
  /**
   * Writing: the column that rows are known by, or several. A row takes the place of the one that has its key, and changelogs are
   * taken: what they delete is deleted.
   */
  readonly by?: string | readonly string[];
}

const known: KnownOptions<DuckDbOptions> = {
  database: true,
  table: true,
  query: true,
  orderBy: true,
  int64: ["number", "bigint"],
  mode: ["append", "replace"],
  by: true,
};

/** What is asked of DuckDB, in the words of SQL. */
export interface DuckDbPlace {
  /** For plans and errors. */
  readonly name: string;
  readonly database: string | DuckDbDatabase;
  /** What stands behind FROM. */
  readonly from: string;
  /** The quoted name of a table, undefined of a query. */
  readonly table: string | undefined;
  /** Of that the name itself, without those of its schema and catalog. */
  readonly tableName: string;
  readonly orderBy: readonly string[];
  readonly int64: "number" | "bigint";
  readonly mode: "append" | "replace";
  /** Empty where rows are known by nothing. */
  readonly by: readonly string[];
}

export const inMemory = ":memory:";

export function placeOf(options: DuckDbOptions): DuckDbPlace {
  checkOptions(options, known, "duckdb(…)");
  const { database = inMemory, table, query, orderBy = [], int64 = "number", mode = "append" } = options;
  const isOpen = typeof database === "object" && typeof database?.connect === "function";
  if (!(isOpen || (typeof database === "string" && database !== ""))) {
    throw new TypeError(
      `Cannot open a database of DuckDB as it must be the path of a file or an instance of @duckdb/node-api: got ${shown(database)}; use for instance database: "shop.duckdb"`,
    );
  }
  if ((table === undefined) === (query === undefined)) {
    const got = table === undefined ? "none of them" : "both";
    throw new TypeError(
      `Cannot use duckdb(…) as it takes either table or query: got ${got}; use for instance { database: "shop.duckdb", table: "trips" }`,
    );
  }
  if (!Array.isArray(orderBy) || !orderBy.every((name) => typeof name === "string" && name !== "")) {
    throw new TypeError(
      `Cannot order the rows of duckdb(…) as orderBy must be a list of columns: got ${shown(orderBy)}; use for instance orderBy: ["id"]`,
    );
  }
  if (query !== undefined && (options.mode !== undefined || options.by !== undefined)) {
    throw new TypeError(
      "Cannot use duckdb(…) with mode or by as they are for writing to a table: got a query; leave them out, or name the table",
    );
  }
  const named = query === undefined ? ofTable(table!) : ofQuery(query);
  return { ...named, database, orderBy, int64, mode, by: keyColumns(options.by, named.name) };
}

function keyColumns(by: DuckDbOptions["by"], name: string): readonly string[] {
  if (by === undefined) return [];
  const columns = [by].flat();
  const isNamed = columns.length > 0 && columns.every((column) => typeof column === "string" && column !== "");
  if (isNamed && new Set(columns).size === columns.length) return columns;
  throw new TypeError(
    `Cannot use ${name} as by must name the column, or the columns, that rows are known by: got ${shown(by)}; write for instance by: "id"`,
  );
}

function ofTable(table: string | readonly string[]): Pick<DuckDbPlace, "name" | "from" | "table" | "tableName"> {
  const parts = typeof table === "string" ? table.split(".") : table;
  if (!Array.isArray(parts) || parts.length > 3 || !parts.every((part) => typeof part === "string" && part !== "")) {
    throw new TypeError(
      `Cannot use duckdb(…) as table must be a name, with those of its schema and catalog before it: got ${shown(table)}; use for instance "main.trips"`,
    );
  }
  const quoted = parts.map(quoteName).join(".");
  const name = `duckdb(${parts.join(".").replace(/\s+/g, " ")})`;
  return { name, from: quoted, table: quoted, tableName: parts.at(-1)! };
}

function ofQuery(query: string): Pick<DuckDbPlace, "name" | "from" | "table" | "tableName"> {
  const text = typeof query === "string" ? query.trim().replace(/;\s*$/, "") : "";
  if (text === "") {
    throw new TypeError(
      `Cannot use duckdb(…) as query must be one of SQL: got ${shown(query)}; use for instance query: "SELECT * FROM trips"`,
    );
  }
  const short = text.replace(/\s+/g, " ");
  // On a line of its own, so that a comment at its end does not take what is written behind it.
  return {
    name: `duckdb(${short.length > 40 ? `${short.slice(0, 39)}…` : short})`,
    from: `(\n${text}\n)`,
    table: undefined,
    tableName: "",
  };
}

/** A name as SQL takes any: in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
