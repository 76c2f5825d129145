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
}

const known: KnownOptions<DuckDbOptions> = {
  database: true,
  table: true,
  query: true,
  orderBy: true,
  int64: ["number", "bigint"],
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
  readonly orderBy: readonly string[];
  readonly int64: "number" | "bigint";
}

export const inMemory = ":memory:";

export function placeOf(options: DuckDbOptions): DuckDbPlace {
  checkOptions(options, known, "duckdb(…)");
  const { database = inMemory, table, query, orderBy = [], int64 = "number" } = options;
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
  return { ...(query === undefined ? ofTable(table!) : ofQuery(query)), database, orderBy, int64 };
}

function ofTable(table: string | readonly string[]): Pick<DuckDbPlace, "name" | "from" | "table"> {
  const parts = typeof table === "string" ? table.split(".") : table;
  if (!Array.isArray(parts) || parts.length > 3 || !parts.every((part) => typeof part === "string" && part !== "")) {
    throw new TypeError(
      `Cannot use duckdb(…) as table must be a name, with those of its schema and catalog before it: got ${shown(table)}; use for instance "main.trips"`,
    );
  }
  const quoted = parts.map(quoteName).join(".");
  return { name: `duckdb(${parts.join(".").replace(/\s+/g, " ")})`, from: quoted, table: quoted };
}

function ofQuery(query: string): Pick<DuckDbPlace, "name" | "from" | "table"> {
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
  };
}

/** A name as SQL takes any: in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
