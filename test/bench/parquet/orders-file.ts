import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** What a column of the orders is, and how DuckDB adds it up. */
export interface OrderColumn {
  readonly name: string;
  /** As a double, or as it is where it is text: how DuckDB gives what our reader gives. */
  readonly read: string;
  /** Of numbers their sum, of texts that of their lengths and first bytes: exact, as all are whole numbers below 2^53. */
  readonly sum: string;
  readonly kind: "number" | "text";
}

/** 2025-01-01, so that no sum passes 2^53. */
export const firstMs = 1_735_689_600_000;

function number(name: string, read = `${name}::DOUBLE`, sum = `sum(${name})`): OrderColumn {
  return { name, read, sum, kind: "number" };
}

function text(name: string): OrderColumn {
  return { name, read: name, sum: `sum(strlen(${name}) + ascii(${name}))`, kind: "text" };
}

export const orderColumns: readonly OrderColumn[] = [
  number("id"),
  number("customer"),
  number("quantity"),
  number("price"),
  number("placed", "epoch_ms(placed)::DOUBLE", `sum(epoch_ms(placed) - ${firstMs})`),
  text("city"),
  text("note"),
];

/** Numbers that follow, that are spread, that are few and that are doubles; times; texts of a thousand, and texts that differ. */
const select = (rows: number): string => `
  SELECT i AS id, (hash(i) % 1000000)::INTEGER AS customer, (hash(i + 1) % 100)::INTEGER AS quantity,
    (hash(i + 2) % 1000000)::DOUBLE AS price, make_timestamp(${firstMs}000 + i * 1000) AS placed,
    'city of ' || (hash(i + 3) % 1000) AS city, 'note ' || hex(hash(i + 4)) AS note
  FROM range(${rows}) t(i)`;

/** A folder of its own, removed when the process ends. */
export function benchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-parquet-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file of orders, written by DuckDB as it does where nobody says otherwise. */
export async function writeOrders(folder: string, rows: number): Promise<string> {
  const path = join(folder, "orders.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (${select(rows)}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

/** A way to DuckDB with that many threads. */
export async function duckdbOf(threads: number): Promise<DuckDBConnection> {
  return (await DuckDBInstance.create(":memory:", { threads: String(threads) })).connect();
}
