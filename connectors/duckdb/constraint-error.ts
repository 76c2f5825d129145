import type { DuckDBConnection } from "@duckdb/node-api";
import { jsonText } from "../files/mod.ts";
import { type DuckDbPlace, quoteName } from "./options.ts";
import { stagedTable } from "./staged-tables.ts";

/** What a table refuses, in words: which demand of it, how the row is found, and what to do. */
interface Refusal {
  readonly demand: string;
  readonly got: string;
  readonly remedy: string;
  /** SQL that is true of a row that is refused. */
  readonly test: string | undefined;
}

/** What an error that DuckDB has caused says of a row that a constraint refuses; undefined of any other. */
export async function constraintError(
  error: unknown,
  place: DuckDbPlace,
  connection: DuckDBConnection,
  tables: readonly string[],
): Promise<Error | undefined> {
  const cause = error instanceof Error ? error.cause : undefined;
  const said = cause instanceof Error ? cause.message : "";
  if (!said.startsWith("Constraint Error")) return undefined;
  const refusal =
    nullRefusal(said) ?? checkRefusal(said) ?? (await keyRefusal(said, place, connection)) ?? referenceRefusal(said);
  if (refusal === undefined) return undefined;
  const row = refusal.test === undefined ? undefined : await rowWhere(refusal.test, connection, tables);
  const { demand, got, remedy } = refusal;
  return new TypeError(
    `Cannot write to ${place.name} as ${demand}: got ${got}${row === undefined ? "" : ` in the row ${row}`}; ${remedy}`,
    { cause },
  );
}

function nullRefusal(said: string): Refusal | undefined {
  const [, name] = /NOT NULL constraint failed: .*?\.([^.]+)$/s.exec(said) ?? [];
  if (name === undefined) return undefined;
  return {
    demand: `column ${JSON.stringify(name)} must not be NULL there`,
    got: "NULL",
    remedy: "give it a value before, or filter such rows out",
    test: `${quoteName(name)} IS NULL`,
  };
}

function checkRefusal(said: string): Refusal | undefined {
  const [, expression] = /CHECK constraint failed on table .* with expression CHECK\((.*)\)$/s.exec(said) ?? [];
  if (expression === undefined) return undefined;
  return {
    demand: `CHECK ${expression} must hold there`,
    got: "values for which it does not",
    remedy: "mend them before, or filter such rows out",
    test: `NOT (${expression})`,
  };
}

/** The text of a key names its columns: "id: 1, name: x". */
async function keyRefusal(
  said: string,
  { tableName, by }: DuckDbPlace,
  connection: DuckDBConnection,
): Promise<Refusal | undefined> {
  const [, twice] = /constraint violation: duplicate key "(.*)"$/s.exec(said) ?? [];
  // Of rows that come at once DuckDB says the values of the key only.
  if (twice !== undefined) {
    return {
      demand: "a key must be of one row only there",
      got: `${twice} twice`,
      remedy: keyRemedy(by, "…"),
      test: undefined,
    };
  }
  const [, key] = /Duplicate key "(.*)" violates/s.exec(said) ?? [];
  if (key === undefined) return undefined;
  const found = await connection.run(
    "SELECT constraint_column_names FROM duckdb_constraints() WHERE lower(table_name) = lower($1) AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')",
    [tableName],
  );
  const lists = ((await found.getRowObjectsJson()) as { constraint_column_names: string[] }[]).map(
    (one) => one.constraint_column_names,
  );
  const columns = lists.find((names) => startsAll(key, names));
  const names = columns?.map((name) => JSON.stringify(name)).join(", ");
  const keyText = columns?.map((name) => `${sqlText(`${name}: `)} || ${quoteName(name)}`).join(` || ', ' || `);
  return {
    demand: `${names === undefined ? "a key" : `the key of ${names}`} must be of one row only there`,
    got: `${key} once more`,
    remedy: keyRemedy(by, names ?? "…"),
    test: keyText === undefined ? undefined : `(${keyText}) = ${sqlText(key)}`,
  };
}

function keyRemedy(by: readonly string[], names: string): string {
  return by.length > 0
    ? "see that no two rows have it, or give by the columns of that key"
    : `filter such rows out before, or write with by: [${names}] to have the last row of each key`;
}

function startsAll(key: string, names: readonly string[]): boolean {
  let from = 0;
  for (const [at, name] of names.entries()) {
    const found = key.indexOf(`${at === 0 ? "" : ", "}${name}: `, from);
    if (found < 0 || (at === 0 && found > 0)) return false;
    from = found + name.length;
  }
  return true;
}

function referenceRefusal(said: string): Refusal | undefined {
  const [, key, isMissing] = /foreign key constraint because key "(.*)" (does not exist)?/s.exec(said) ?? [];
  if (key === undefined) return undefined;
  return isMissing === undefined
    ? {
        demand: "rows that another table refers to must stay there",
        got: `${key}, which is referred to`,
        remedy: "delete what refers to it before, or write to a table that nothing refers to",
        test: undefined,
      }
    : {
        demand: "what a foreign key refers to must be there",
        got: `${key}, which is not`,
        remedy: "write the rows of the other table before, or filter such rows out",
        test: undefined,
      };
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The first row that waits and is so; undefined where none is, or where it cannot be asked of rows that wait. */
async function rowWhere(
  test: string,
  connection: DuckDBConnection,
  tables: readonly string[],
): Promise<string | undefined> {
  for (const table of tables) {
    const sql = `SELECT * FROM ${stagedTable(table)} WHERE ${test} LIMIT 1`;
    try {
      const [row] = (await (await connection.run(sql)).getRowObjectsJson()) as Record<string, unknown>[];
      if (row === undefined) continue;
      const own = Object.entries(row).filter(([name]) => !name.startsWith("_millrace."));
      return jsonText(Object.fromEntries(own)).slice(0, 300);
    } catch {
      // Rows that wait may be without the column.
    }
  }
  return undefined;
}
