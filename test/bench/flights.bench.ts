import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { Batch } from "../../core/data/batch.ts";
import { avg, count, from, quantile, sliding } from "../../core/mod.ts";
import type { Flight } from "../../notebooks/flights/job.ts";
import { readBatches } from "./batches.ts";
import { checker, checksumSink } from "./bounded/checksum.ts";
import type { BenchSuite } from "./case.ts";

const file = fileURLToPath(new URL("../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url));
const rows = 3_000_000;

/** The windows of the main job, and nothing else of it: what each of their columns adds up to. */
const windowSql = `
  with hours as (select origin, delay, epoch_ms(date) as ms from '${file}'),
  windows as (select origin, floor(ms / 3600000) - k as start, delay from hours, range(0, 6) t(k)),
  results as (
    select count(*) as flights, avg(delay) as mean, quantile_cont(delay, 0.95) as p95, avg(case when delay > 15 then 1 else 0 end) as late
    from windows group by origin, start)
  select count(*), sum(flights) + sum(mean) + sum(p95) + sum(late) from results`;

const scanSql = `
  select count(*), sum(epoch_ms(date) - 978307200000), sum(delay), sum(distance), sum(strlen(origin)), sum(strlen(destination))
  from '${file}'`;

const suite: BenchSuite = async () => {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const query = async (sql: string): Promise<number[]> => (await (await connection.run(sql)).getRows())[0]!.map(Number);
  const scan = { name: "Parquet into columns", rows, run: async () => agree("scan", await readColumns(), sums) };
  const sums = await query(scanSql);
  const windows = await query(windowSql);
  return [
    {
      ...scan,
      name: "Parquet into columns (DuckDB, its vectors)",
      rival: {
        name: "DuckDB, 1 thread, vectors",
        run: async () => agree("vectors", [await vectors(connection)], [rows]),
      },
      note: "bar: a ratio of 1.43 at most, that is 0.7 × the speed; DuckDB does not add up",
    },
    {
      ...scan,
      name: "Parquet into columns (DuckDB, summed inside)",
      rival: { name: "DuckDB, 1 thread, summed inside", run: async () => agree("inside", await query(scanSql), sums) },
      note: "nothing but six sums leaves DuckDB",
    },
    {
      name: "reading and windows of the main job",
      rows,
      run: async () => agree("windows", await sixHours(), windows),
      rival: { name: "DuckDB, 1 thread", run: async () => agree("SQL", await query(windowSql), windows) },
      note: "sliding 6 h every hour by airport: count, mean, 95th percentile, share; bar: a ratio below 1",
    },
  ];
};

export default suite;

/** Doubles are added up in another order on each side. */
function agree(side: string, got: readonly number[], expected: readonly number[]): void {
  const same = got.every((sum, at) => Math.abs(sum - expected[at]!) <= 1e-9 * Math.abs(expected[at]!));
  if (same && got.length === expected.length) return;
  throw new RangeError(`Cannot measure the flights as ${side} must give ${expected.join(", ")}: got ${got.join(", ")}`);
}

async function vectors(connection: Awaited<ReturnType<DuckDBInstance["connect"]>>): Promise<number> {
  let count = 0;
  for (const chunk of await (await connection.run(`select * from '${file}'`)).fetchAllChunks()) {
    for (let column = 0; column < chunk.columnCount; column++) chunk.getColumnVector(column);
    count += chunk.rowCount;
  }
  return count;
}

/** Every column of every batch, added up. */
async function readColumns(): Promise<number[]> {
  const sums = [0, 0, 0, 0, 0, 0];
  await readBatches(parquet<Flight>(file), undefined, (batch) => addUp(batch, sums));
  return sums;
}

/** 2001-01-01, so that no sum passes 2^53. */
const firstMs = 978_307_200_000;

function addUp({ rowCount, columns }: Batch, sums: number[]): void {
  sums[0]! += rowCount;
  for (const [at, column] of columns.entries()) {
    if (column.layout === "float64") sums[at + 1]! += sumOfNumbers(column.values, rowCount, at === 0 ? firstMs : 0);
    else if (column.layout === "dictionary") {
      const { dictionary, codes } = column;
      const lengths = Float64Array.from({ length: dictionary.size }, (_, code) => dictionary.text(code).length);
      sums[at + 1]! += sumOfLengths(codes, lengths, rowCount);
    } else
      throw new TypeError(`Cannot add up a column of the flights as it must be numbers or codes: got ${column.layout}`);
  }
}

function sumOfNumbers(values: Float64Array, count: number, origin: number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += values[row]! - origin;
  return sum;
}

function sumOfLengths(codes: Int32Array, lengths: Float64Array, count: number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += lengths[codes[row]!]!;
  return sum;
}

async function sixHours(): Promise<number[]> {
  const check = checker();
  await from(parquet<Flight>(file))
    .withEventTime((flight) => flight.date)
    .keyBy("origin")
    .window(sliding("6h", { every: "1h" }))
    .aggregate({
      flights: count(),
      mean: avg((flight) => flight.delay),
      p95: quantile((flight) => flight.delay, 0.95),
      late: avg((flight) => (flight.delay > 15 ? 1 : 0)),
    })
    .map(({ flights, mean, p95, late }) => ({ flights, mean, p95, late }))
    .sinkTo(checksumSink(check))
    .run();
  const { rows: results, sum } = check.checksum();
  return [results, sum];
}
