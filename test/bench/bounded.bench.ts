import { count, type Dataset, fromColumns, sum } from "../../core/mod.ts";
import type { Checksum } from "./bounded/checksum.ts";
import { checker, checksumSink } from "./bounded/checksum.ts";
import { type Duckdb, openDuckdb } from "./bounded/duckdb.ts";
import { checksumOfFrame, frameOf, loadPolars } from "./bounded/polars.ts";
import { filterLoop, groupLoop, type RowLoop, timeRowLoop } from "./bounded/row-loops.ts";
import { makeItems, makeTable, type Table } from "./bounded/tables.ts";
import type { BenchCase, BenchSuite, Run } from "./case.ts";

/** One thing to do, as each side says it. */
interface Work {
  readonly name: string;
  /** CPU ns a row that issue 3 allows. */
  readonly bar: number;
  readonly ours: () => Dataset<unknown>;
  readonly sql: string;
  /** What the result's columns are called in SQL. */
  readonly columns: readonly string[];
  readonly polars: () => Checksum;
  readonly loop: () => RowLoop;
}

const suite: BenchSuite = async ({ events = 5_000_000 }) => {
  const table = makeTable(events);
  const items = makeItems();
  const pl = await loadPolars();
  const duckdb = await openDuckdb({ t: { ...table }, items: { ...items } });
  const frame = frameOf(pl, { ...table });
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
      ours: () =>
        fromColumns({ ...table })
          .filter((row) => row.value >= 500_000)
          .map((row) => ({ key10k: row.key10k, twice: row.value * 2 })),
      sql: "SELECT key10k, value * 2 AS twice FROM t WHERE value >= 500000",
      columns: ["key10k", "twice"],
      polars: () =>
        checksumOfFrame(frame.filter(value.gtEq(500_000)).select(pl.col("key10k"), value.mul(2).alias("twice"))),
      loop: filterLoop,
    },
    {
      name: "group by 10k",
      bar: 14,
      ours: () =>
        fromColumns({ ...table })
          .keyBy((row) => row.key10k)
          .aggregate({ rows: count(), total: sum((row) => row.value) }),
      sql: "SELECT key10k, count(*)::INTEGER AS rows, sum(value) AS total FROM t GROUP BY key10k",
      columns: ["key10k", "rows", "total"],
      polars: () => groups("key10k"),
      loop: () => groupLoop((row) => row.key10k),
    },
    {
      name: "group by 1M",
      bar: 60,
      ours: () =>
        fromColumns({ ...table })
          .keyBy((row) => row.key1M)
          .aggregate({ rows: count(), total: sum((row) => row.value) }),
      sql: "SELECT key1M, count(*)::INTEGER AS rows, sum(value) AS total FROM t GROUP BY key1M",
      columns: ["key1M", "rows", "total"],
      polars: () => groups("key1M"),
      loop: () => groupLoop((row) => row.key1M),
    },
  ];
  return works.flatMap((work) => casesOf(work, table, duckdb));
};

export default suite;

/** A case for each rival. Each side's checksum must be ours. */
function casesOf(work: Work, table: Table, duckdb: Duckdb): BenchCase[] {
  const ours = async (): Promise<Checksum> => {
    const check = checker();
    await work.ours().sinkTo(checksumSink(check)).run();
    return check.checksum();
  };
  const summed = () => duckdb.sum(work.sql, work.columns);
  const loop = () => timeRowLoop(table, work.loop());
  const cases: [rival: string, checksum: () => Promise<Checksum>, run: Run][] = [
    ["DuckDB", () => duckdb.read(work.sql), async () => void (await duckdb.read(work.sql))],
    ["DuckDB, summed inside", summed, async () => void (await summed())],
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
  if (ours.rows === theirs.rows && ours.sum === theirs.sum) return;
  throw new RangeError(
    `Cannot measure "${work}" as the results differ: got ${JSON.stringify(ours)}, ${rival} ${JSON.stringify(theirs)}`,
  );
}
