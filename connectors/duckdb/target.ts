import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { missingColumn, type Schema } from "../../core/io/mod.ts";
import { nearestNames } from "../../core/mod.ts";
import { wholeText } from "../files/mod.ts";
import { type DuckDbClient, loadDuckDb, running } from "./database.ts";
import { type DuckDbPlace, quoteName } from "./options.ts";
import { mustFit } from "./write-value.ts";

/** A column of the table that is written to. */
export interface TargetColumn {
  readonly name: string;
  readonly type: DuckDBType;
  /** Whether each row must say what it is: NULL is refused, and there is no default. */
  readonly isRequired: boolean;
  /** Whether the table makes it of others. */
  readonly isGenerated: boolean;
}

export interface Target {
  readonly place: DuckDbPlace;
  readonly client: DuckDbClient;
  readonly runId: string;
  /** Undefined while there is no such table: it is made as the first rows are. */
  readonly columns: readonly TargetColumn[] | undefined;
  /** Whether the table may refuse rows whose values are of its types. */
  readonly isConstrained: boolean;
}

/** What is known of the table before rows come. A schema that does not fit it is refused. */
export async function targetOf(
  place: DuckDbPlace,
  connection: DuckDBConnection,
  runId: string,
  schema: Schema | undefined,
): Promise<Target> {
  const client = await loadDuckDb();
  const target = await running(`write to ${place.name}`, mendTarget, async (): Promise<Target> => {
    const found = await columnsOf(place, connection);
    const columns = found && (await withGenerated(found, place, connection));
    if (columns === undefined) {
      await mustBeMakable(place, connection);
      return { place, client, runId, columns, isConstrained: false };
    }
    // A view takes no rows.
    await connection.run(`DELETE FROM ${place.table} WHERE false`);
    return { place, client, runId, columns, isConstrained: await hasConstraints(place, connection) };
  });
  if (schema !== undefined && schema.shape === "row" && schema.fields.length > 0) checkColumns(target, schema);
  return target;
}

const mendTarget = "name a table, and see that its file can be written to";

/** A table that cannot be made, as its schema is not there, is told before there are rows. */
async function mustBeMakable({ table }: DuckDbPlace, connection: DuckDBConnection): Promise<void> {
  await connection.run("BEGIN");
  try {
    await connection.run(`CREATE TABLE ${table} (tried BOOLEAN)`);
  } finally {
    await connection.run("ROLLBACK");
  }
}

/** Those of the table; undefined where there is none. */
export async function columnsOf(
  { table, from }: DuckDbPlace,
  connection: DuckDBConnection,
): Promise<readonly TargetColumn[] | undefined> {
  const result = await connection.run(`SELECT * FROM ${from} LIMIT 0`).catch((error: unknown) => {
    if (/Catalog Error: Table with name/.test(String(error))) return undefined;
    throw error;
  });
  if (table === undefined || result === undefined) return undefined;
  const described = await connection.run(
    `SELECT column_name FROM (DESCRIBE ${table}) WHERE "null" = 'NO' AND "default" IS NULL`,
  );
  const required = new Set((await described.getRows()).map(([name]) => name));
  const types = result.columnTypes();
  return result
    .columnNames()
    .map((name, at) => ({ name, type: types[at]!, isRequired: required.has(name), isGenerated: false }));
}

/** No catalog of DuckDB says which columns are made of others, but an insert of no rows does. */
async function withGenerated(
  columns: readonly TargetColumn[],
  { table }: DuckDbPlace,
  connection: DuckDBConnection,
): Promise<readonly TargetColumn[]> {
  const isRefused = (names: readonly TargetColumn[]): Promise<boolean> =>
    connection
      .run(
        `INSERT INTO ${table} (${names.map(({ name }) => quoteName(name)).join(", ")}) SELECT ${names.map(() => "NULL").join(", ")} WHERE false`,
      )
      .then(
        () => false,
        (error: unknown) => /generated column/.test(String(error)),
      );
  if (!(await isRefused(columns))) return columns;
  const known: TargetColumn[] = [];
  for (const column of columns) known.push({ ...column, isGenerated: await isRefused([column]) });
  return known;
}

/** Also where it is another table of the name that has them: then rows are only looked at once more. */
async function hasConstraints({ tableName }: DuckDbPlace, connection: DuckDBConnection): Promise<boolean> {
  const found = await connection.run(
    "SELECT 1 FROM duckdb_constraints() WHERE lower(table_name) = lower($1) " +
      "UNION ALL SELECT 1 FROM duckdb_indexes() WHERE is_unique AND lower(table_name) = lower($1)",
    [tableName],
  );
  return (await found.getRows()).length > 0;
}

/** Refuses rows whose columns are not those of the table, or of another kind there. */
export function checkColumns({ place, columns }: Target, schema: Schema): void {
  const { name: where, by } = place;
  if (schema.shape !== "row") {
    throw new TypeError(
      `Cannot write to ${where} as rows must be objects with a property for each column: got ${schema.fields[0]!.type.kind}; map them before, as in map((value) => ({ value }))`,
    );
  }
  const given = schema.fields.map(({ name }) => name);
  for (const key of by) if (!schema.index.has(key)) throw new TypeError(missingColumn(key, given, `by of ${where}`));
  for (const name of given) wholeText(() => `the name of a column of ${where}`, name);
  mustDiffer(given, where);
  if (columns === undefined) return;
  const names = columns.map(({ name }) => name);
  for (const { name, type } of schema.fields) {
    const column = columns.find((one) => one.name === name);
    if (column === undefined) throw noColumn(name, names, where);
    if (column.isGenerated) {
      throw new TypeError(
        `Cannot write column ${JSON.stringify(name)} to ${where} as the table makes it of its other columns: got values for it; map the rows to be without it`,
      );
    }
    mustFit(type, column.type, name, where);
  }
  for (const { name, isRequired } of columns) {
    if (!isRequired || schema.index.has(name)) continue;
    throw new TypeError(
      `Cannot write to ${where} as column ${JSON.stringify(name)} must not be NULL there and has no default: got rows of ${given.map((one) => JSON.stringify(one)).join(", ")}; ` +
        "map them to have it, or give the column a default",
    );
  }
}

/** DuckDB has no column without a name, and takes a small letter and a large one for the same. */
function mustDiffer(names: readonly string[], where: string): void {
  const refuse = (must: string, got: string): never => {
    throw new TypeError(
      `Cannot write to ${where} as names of its columns must ${must}: got ${got}; name them otherwise by map`,
    );
  };
  if (names.includes("")) refuse("have a letter", '""');
  const known = new Map<string, string>();
  for (const name of names) {
    const other = known.get(name.toLowerCase());
    if (other !== undefined)
      refuse("differ by more than small and large letters", `${JSON.stringify(other)} and ${JSON.stringify(name)}`);
    known.set(name.toLowerCase(), name);
  }
}

function noColumn(name: string, names: readonly string[], where: string): TypeError {
  const near = nearestNames(name, names).map((one) => JSON.stringify(one));
  const got = names.slice(0, 20).map((one) => JSON.stringify(one));
  return new TypeError(
    `Cannot write column ${JSON.stringify(name)} to ${where} as the table has no such column: got ${got.join(", ")}${names.length > 20 ? ", …" : ""}; ` +
      `${near.length > 0 ? `did you mean ${near.join(" or ")}? Else map` : "map"} the rows to be without it, or add it to the table`,
  );
}
