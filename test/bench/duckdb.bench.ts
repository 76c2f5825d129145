import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";
import { duckdb } from "../../connectors/duckdb/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { Batch } from "../../core/data/batch.ts";
import { keep, valueAt } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";
import { heldSource, readBatches } from "./batches.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { agree, type OrderSums, sumsInside } from "./parquet/order-sums.ts";
import { benchFolder, duckdbOf, orderColumns, writeOrders } from "./parquet/orders-file.ts";

const newTable =
  "CREATE OR REPLACE TABLE orders (id BIGINT, customer INTEGER, quantity INTEGER, price DOUBLE, placed TIMESTAMP, city VARCHAR, note VARCHAR)";
const types = [BIGINT, INTEGER, INTEGER, DOUBLE, TIMESTAMP, VARCHAR, VARCHAR];
/** Rows of a vector of DuckDB. */
const chunkRows = 2048;

const suite: BenchSuite = async ({ events: rows = 1_000_000 }) => {
  const path = await writeOrders(benchFolder(), rows);
  const held: Batch[] = [];
  const names = orderColumns.map(({ name }) => name);
  await readBatches(parquet(path), names, (batch) => held.push(keep(batch)));
  const expected = await sumsInside(await duckdbOf(1), path, orderColumns);
  const columns = names.map((_, at) => held.flatMap((batch) => valuesOf(batch, at)));
  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  const filled = async (side: string, fill: () => Promise<unknown>): Promise<void> => {
    await connection.run(newTable);
    await fill();
    await requireOrders(connection, side, expected);
  };
  const ours = (): Promise<void> =>
    filled("the sink", () =>
      from(heldSource(held))
        .sinkTo(duckdb({ database, table: "orders" }))
        .run(),
    );
  const rivals: readonly (readonly [string, (connection: DuckDBConnection, columns: Columns) => Promise<void>])[] = [
    ["its appender, chunks of values", appendChunks],
    ["its appender, row by row", appendRows],
  ];
  return rivals.map(([name, append]): BenchCase => {
    return {
      name: `rows into a table of DuckDB, exactly once (${name})`,
      rows,
      run: ours,
      rival: { name, run: () => filled(name, () => append(connection, columns)) },
      note: "the rival's rows are JavaScript values already, and there as they come; both sides add up what is in the table",
    };
  });
};

export default suite;

/** As JavaScript has them: numbers and texts. */
type Columns = readonly (readonly unknown[])[];

function valuesOf({ columns, rowCount }: Batch, at: number): readonly unknown[] {
  return Array.from({ length: rowCount }, (_, row) => valueAt(columns[at]!, row));
}

async function requireOrders(connection: DuckDBConnection, side: string, expected: OrderSums): Promise<void> {
  const sql = `SELECT count(*), ${orderColumns.map(({ sum }) => sum).join(", ")} FROM orders`;
  agree(side, (await (await connection.run(sql)).getRows())[0]!.map(Number), expected);
}

async function appendChunks(connection: DuckDBConnection, columns: Columns): Promise<void> {
  const appender = await connection.createAppender("orders");
  const rows = columns[0]!.length;
  for (let start = 0; start < rows; start += chunkRows) {
    const chunk = DuckDBDataChunk.create(types, Math.min(chunkRows, rows - start));
    chunk.setColumns(columns.map((values, at) => clientValues(values.slice(start, start + chunkRows), at)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Numbers of 64 bits and times are of the client's own. */
function clientValues(values: readonly unknown[], at: number): DuckDBValue[] {
  if (at === 0) return values.map((value) => BigInt(value as number));
  if (at === 4) return values.map((value) => new DuckDBTimestampValue(BigInt(value as number) * 1000n));
  return values as DuckDBValue[];
}

async function appendRows(connection: DuckDBConnection, columns: Columns): Promise<void> {
  const appender = await connection.createAppender("orders");
  const [ids, customers, quantities, prices, times, cities, notes] = columns;
  for (let row = 0; row < ids!.length; row++) {
    appender.appendBigInt(BigInt(ids![row] as number));
    appender.appendInteger(customers![row] as number);
    appender.appendInteger(quantities![row] as number);
    appender.appendDouble(prices![row] as number);
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(times![row] as number) * 1000n));
    appender.appendVarchar(cities![row] as string);
    appender.appendVarchar(notes![row] as string);
    appender.endRow();
  }
  appender.closeSync();
}
