import type { Sink } from "../../core/io/sink.ts";
import { count, fromColumns, type Output, sum } from "../../core/mod.ts";
import type { Checker, Checksum } from "./bounded/checksum.ts";
import { checker, checksumSink, orderChecker } from "./bounded/checksum.ts";
import { type Duckdb, openDuckdb } from "./bounded/duckdb.ts";
import { checksumOfFrame, frameOf, loadPolars } from "./bounded/polars.ts";
import { filterLoop, groupLoop, itemsOf, joinLoop, type RowLoop, sortLoop, timeRowLoop } from "./bounded/row-loops.ts";
import { makeItems, makeTable, type Table } from "./bounded/tables.ts";
import type { BenchCase, BenchSuite, Run } from "./case.ts";

/** One thing to do, as each side says it. */
interface Work {
  readonly name: string;
  /** CPU ns a row that issue 3 allows. */
  readonly bar: number;
  readonly ours: (sink: Sink<unknown>) => Output;
  readonly sql: string;
  /** What the result's columns are called in SQL. */
  readonly columns: readonly string[];
  readonly polars: () => Checksum;
  readonly loop: () => RowLoop;
  /** Where the order of the result matters. */
  readonly check?: () => Checker;
}

const suite: BenchSuite = async ({ events = 5_000_000 }) => {
  const table = makeTable(events);
  const items = makeItems();
  const pl = await loadPolars();
  const duckdb = await openDuckdb({ t: { ...table }, items: { ...items } });
  const frame = frameOf(pl, { ...table });
  const itemFrame = frameOf(pl, { ...items });
  const itemRows = itemsOf(items);
  const value = pl.col("value");
  const groups = (key: string): Checksum =>
    checksumOfFrame(
      frame
        .groupBy(key)
        .agg(value.count().cast(pl.Int32).alias("rows"), value.sum().alias("total"))
        .select(key, "rows", "total"),
    );

  const works: Work[] = [
    {
      name: "filter, project",
      bar: 8,
      ours: (sink) =>
        fromColumns({ ...table })
          .filter((row) => row.value >= 500_000)
          .map((row) => ({ key10k: row.key10k, twice: row.value * 2 }))
          .sinkTo(sink),
      sql: "SELECT key10k, value * 2 AS twice FROM t WHERE value >= 500000",
      columns: ["key10k", "twice"],
      polars: () =>
        checksumOfFrame(frame.filter(value.gtEq(500_000)).select(pl.col("key10k"), value.mul(2).alias("twice"))),
      loop: filterLoop,
    },
    {
      name: "group by 10k",
      bar: 14,
      ours: (sink) =>
        fromColumns({ ...table })
          .keyBy((row) => row.key10k)
          .aggregate({ rows: count(), total: sum((row) => row.value) })
          .sinkTo(sink),
      sql: "SELECT key10k, count(*)::INTEGER AS rows, sum(value) AS total FROM t GROUP BY key10k",
      columns: ["key10k", "rows", "total"],
      polars: () => groups("key10k"),
      loop: () => groupLoop((row) => row.key10k),
    },
    {
      name: "group by 1M",
      bar: 60,
      ours: (sink) =>
        fromColumns({ ...table })
          .keyBy((row) => row.key1M)
          .aggregate({ rows: count(), total: sum((row) => row.value) })
          .sinkTo(sink),
      sql: "SELECT key1M, count(*)::INTEGER AS rows, sum(value) AS total FROM t GROUP BY key1M",
      columns: ["key1M", "rows", "total"],
      polars: () => groups("key1M"),
      loop: () => groupLoop((row) => row.key1M),
    },
    {
      name: "join 326k",
      bar: 30,
      ours: (sink) =>
        fromColumns({ item: table.item, value: table.value })
          .join(fromColumns({ ...items }), { on: [(row) => row.item, (item) => item.id] })
          .map((row) => ({ item: row.item, value: row.value, weight: row.weight }))
          .sinkTo(sink),
      sql: "SELECT item, value, weight FROM t JOIN items ON item = id",
      columns: ["item", "value", "weight"],
      polars: () => checksumOfFrame(frame.select("item", "value").join(itemFrame, { leftOn: "item", rightOn: "id" })),
      loop: () => joinLoop(itemRows),
    },
    {
      name: "sort",
      bar: 100,
      ours: (sink) => fromColumns({ item: table.item, value: table.value }).sort("value").sinkTo(sink),
      sql: "SELECT item, value FROM t ORDER BY value",
      columns: [],
      polars: () => checksumOfFrame(frame.select("item", "value").sort("value"), orderChecker()),
      loop: sortLoop,
      check: orderChecker,
    },
  ];
  return works.flatMap((work) => casesOf(work, table, duckdb));
};

export default suite;

/** A case for each rival. Each side's checksum must be ours. */
function casesOf(work: Work, table: Table, duckdb: Duckdb): BenchCase[] {
  const ours = async (): Promise<Checksum> => {
    const check = work.check?.() ?? checker();
    await work.ours(checksumSink(check)).run();
    return check.checksum();
  };
  const summed = () => duckdb.sum(work.sql, work.columns);
  const read = () => duckdb.read(work.sql, work.check?.());
  const loop = () => timeRowLoop(table, work.loop());
  const cases: readonly (readonly [rival: string, checksum: () => Promise<Checksum>, run: Run])[] = [
    ["DuckDB", read, async () => void (await read())],
    // What is only added up need not be sorted, and DuckDB knows.
    ...(work.check === undefined
      ? [["DuckDB, summed inside", summed, async () => void (await summed())] as const]
      : []),
    ["polars", async () => work.polars(), () => void work.polars()],
    ["row-object loop", async () => loop().checksum, () => loop().spent],
  ];
  return cases.map(([rival, checksum, run]) => ({
    name: `${work.name} (${rival})`,
    rows: table.value.length,
    setup: async () => compare(work.name, rival, await ours(), await checksum()),
    run: async () => void (await ours()),
    rival: { name: rival, run },
    note: `bar ${work.bar}`,
  }));
}

function compare(work: string, rival: string, ours: Checksum, theirs: Checksum): void {
  const same = ours.rows === theirs.rows && ours.sum === theirs.sum && ours.descents === theirs.descents;
  if (same && (ours.descents ?? 0) === 0) return;
  throw new RangeError(
    `Cannot measure "${work}" as the results differ: got ${JSON.stringify(ours)}, ${rival} ${JSON.stringify(theirs)}`,
  );
}
