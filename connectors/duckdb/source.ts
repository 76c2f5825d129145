import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import {
  type Batch,
  type Column,
  compact,
  makeBatch,
  missingColumn,
  type ReadContext,
  rowSchema,
  type Schema,
  type Source,
  type SplitReader,
} from "../../core/io/mod.ts";
import { projected } from "../files/mod.ts";
import { type ColumnPlan, columnPlan } from "./column-type.ts";
import { type Connected, connect, loadDuckDb, requireFile, running, withConnection } from "./database.ts";
import { type DuckDbPlace, quoteName } from "./options.ts";
import { type Statement, whereOf } from "./scan.ts";
import { vectorColumn } from "./vector-column.ts";

/** What is known of a table or a query before its rows are read. */
interface Look {
  readonly columns: readonly ColumnPlan[];
  readonly schema: Schema;
  /** Of a table: how many rows it has. */
  readonly rows: number | undefined;
  /** Whether DuckDB gives rows in the order in which they were inserted, as it does unless told otherwise. */
  readonly keepsOrder: boolean;
}

const remedy = "mend its SQL, or the names of the table and its columns";

/** The rows of a table in the order in which they were inserted, or of a query. */
export function duckDbSource<Row>(place: DuckDbPlace): Source<Row> {
  const { name, table, orderBy } = place;
  return {
    name,
    boundedness: "bounded",
    thread: "main",
    ...(table === undefined && orderBy.length === 0 ? { unrepeatable: anyOrder } : {}),
    describe: async () => {
      await requireFile(place);
      const { schema, rows } = await withConnection(place, (connection) => lookAt(place, connection));
      return rows === undefined ? { schema } : { schema, rows };
    },
    splits: async () => [{ id: name }],
    open: async (_split, position, context) => {
      await requireFile(place);
      const connected = await connect(place);
      try {
        const look = await lookAt(place, connected.connection);
        return await reader(place, connected, look, context, typeof position === "number" ? position : 0);
      } catch (error) {
        connected.close();
        throw error;
      }
    },
  };
}

const anyOrder =
  'as the rows of a query come in any order; name columns whose values give them one order only, as in orderBy: ["id"], or read a table';

async function lookAt(place: DuckDbPlace, connection: DuckDBConnection): Promise<Look> {
  const { name, from, orderBy, int64 } = place;
  const client = await loadDuckDb();
  const result = await running(`read ${name}`, remedy, () => connection.stream(`SELECT * FROM ${from} LIMIT 0`));
  const types = result.columnTypes();
  const names = result.columnNames();
  for (const column of orderBy) {
    if (!names.includes(column)) throw new TypeError(missingColumn(column, names, `orderBy of ${name}`));
  }
  const columns = names.map((column, at) => columnPlan(column, types[at]!, client, int64));
  const schema = rowSchema(columns.map(({ name: column, type }) => ({ name: column, type })));
  const rows = isNumbered(place) ? await countNumbered(place, names, connection) : undefined;
  return { columns, schema, rows, keepsOrder: await keepsOrder(connection) };
}

/** Rows of a view have no numbers, and a column of that name hides them. */
async function countNumbered(
  { name, from }: DuckDbPlace,
  names: readonly string[],
  connection: DuckDBConnection,
): Promise<number> {
  const isHidden = names.some((column) => column.toLowerCase() === "rowid");
  const count = async () => {
    try {
      return await connection.run(`SELECT count(rowid) FROM ${from}`);
    } catch (error) {
      // Any other failure is no word about the table.
      if (error instanceof Error && /^Binder Error.*"rowid"/.test(error.message)) return undefined;
      throw error;
    }
  };
  const counted = isHidden ? undefined : await running(`read ${name}`, remedy, count);
  if (counted !== undefined) return Number((await counted.getRows())[0]![0]);
  throw new TypeError(
    `Cannot read ${name} as a table as its rows must have numbers of their own: got ${isHidden ? 'a column "rowid"' : "a view"}; ` +
      'write it as query: "SELECT …", with orderBy',
  );
}

async function keepsOrder(connection: DuckDBConnection): Promise<boolean> {
  const set = await connection.run("SELECT current_setting('preserve_insertion_order')");
  return (await set.getRows())[0]![0] === true;
}

interface Reading {
  readonly place: DuckDbPlace;
  readonly context: ReadContext;
  /** Those that are read, as they are selected. */
  readonly columns: readonly ColumnPlan[];
  readonly schema: Schema;
  /** Whether behind them stands the number of each row in its table. */
  readonly isNumbered: boolean;
}

async function reader(
  place: DuckDbPlace,
  { connection, close }: Connected,
  look: Look,
  context: ReadContext,
  position: number,
): Promise<SplitReader> {
  const schema = projected(look.schema, context.request.columns, place.name);
  const columns = look.columns.filter(({ name }) => schema.index.has(name));
  const reading: Reading = { place, context, columns, schema, isNumbered: isNumbered(place) };
  const { sql, values, types } = await statementOf(reading, look, position);
  const interrupt = (): void => connection.interrupt();
  context.signal.addEventListener("abort", interrupt, { once: true });
  const result = await running(`read ${place.name}`, remedy, () => connection.stream(sql, [...values], [...types]));
  let held: { readonly rows: Rows; from: number } | undefined;
  let given = position;
  let before = 0;
  return {
    read: async () => {
      if (held === undefined) {
        const chunk = await running(`read ${place.name}`, remedy, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return undefined;
        held = { rows: rowsOf(chunk, reading, before), from: 0 };
        before += chunk.rowCount;
      }
      const { rows, from } = held;
      const to = Math.min(rows.batch.rowCount, from + context.batchRows);
      held = to < rows.batch.rowCount ? { rows, from: to } : undefined;
      given = rows.numbers === undefined ? given + to - from : Number(rows.numbers[to - 1]!) + 1;
      return batchOf(rows, from, to);
    },
    position: () => given,
    close: async () => {
      context.signal.removeEventListener("abort", interrupt);
      close();
    },
  };
}

/** Rows of a table have numbers, which stay; of a query only how many were given can be known. */
function isNumbered({ table, orderBy }: DuckDbPlace): boolean {
  return table !== undefined && orderBy.length === 0;
}

async function statementOf(
  { place, context, columns, isNumbered }: Reading,
  look: Look,
  position: number,
): Promise<Statement> {
  const where = whereOf(context.request.conditions, look.columns, await loadDuckDb());
  const selected = columns.map(({ sql }) => sql);
  if (isNumbered) selected.push("rowid");
  // A row without columns is still one.
  if (selected.length === 0) selected.push("1");
  const tests = [where.sql, isNumbered && position > 0 ? `rowid >= ${position}` : ""].filter((test) => test !== "");
  const parts = [`SELECT ${selected.join(", ")} FROM ${place.from}`];
  if (tests.length > 0) parts.push(`WHERE ${tests.join(" AND ")}`);
  if (place.orderBy.length > 0) parts.push(`ORDER BY ${place.orderBy.map(quoteName).join(", ")}`);
  else if (isNumbered && !look.keepsOrder) parts.push("ORDER BY rowid");
  if (!isNumbered && position > 0) parts.push(`OFFSET ${position}`);
  return { ...where, sql: parts.join(" ") };
}

/** Rows of a chunk, with their numbers in the table. */
interface Rows {
  readonly batch: Batch;
  readonly numbers: ArrayLike<unknown> | undefined;
  /** Rows that could not be read. */
  readonly bad: ReadonlySet<number>;
}

function rowsOf(
  chunk: DuckDBDataChunk,
  { place, context, columns, schema, isNumbered }: Reading,
  before: number,
): Rows {
  const bad = new Set<number>();
  const read = columns.map(
    (column, at): Column =>
      vectorColumn(chunk, at, column, (row, reason, whatToDo = asText(column, place)) => {
        if (bad.has(row)) return;
        bad.add(row);
        const position = `row ${(before + row + 1).toLocaleString("en-US")}`;
        const message = `Cannot read column ${JSON.stringify(column.name)} at ${position} of ${place.name} as ${reason}; ${whatToDo}`;
        const text = String(chunk.getColumnVector(at).getItem(row)).slice(0, 300);
        context.onBadRecord({ source: place.name, position, column: column.name, text, message });
      }),
  );
  const numbers = isNumbered ? chunk.getColumnVector(columns.length).toArray() : undefined;
  return { batch: makeBatch(schema, chunk.rowCount, read), numbers, bad };
}

/** What reads any value. */
function asText({ name }: ColumnPlan, { table }: DuckDbPlace): string {
  const cast = `${quoteName(name)}::VARCHAR`;
  return table === undefined
    ? `cast it in the query, as in ${cast}`
    : `read it by a query that casts it, as in query: "SELECT ${cast} … FROM …"`;
}

function batchOf({ batch, bad }: Rows, from: number, to: number): Batch {
  if (from === 0 && to === batch.rowCount && bad.size === 0) return batch;
  const selection: number[] = [];
  for (let row = from; row < to; row++) if (!bad.has(row)) selection.push(row);
  return compact({ ...batch, selection: Int32Array.from(selection) });
}
