import { join } from "node:path";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { Batch } from "../../core/data/batch.ts";
import { keep } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";
import { heldSource, readBatches } from "./batches.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { agree, type OrderSums, orderSums, sumsInside, sumsOfVectors } from "./parquet/order-sums.ts";
import { benchFolder, duckdbOf, type OrderColumn, orderColumns, writeOrders } from "./parquet/orders-file.ts";

const numbers = orderColumns.filter(({ kind }) => kind === "number");

const suite: BenchSuite = async ({ events: rows = 10_000_000 }) => {
  const folder = benchFolder();
  const path = await writeOrders(folder, rows);
  const connection = await duckdbOf(1);
  const all = await sumsInside(connection, path, orderColumns);
  const some = [all[0]!, ...numbers.map((column) => all[orderColumns.indexOf(column) + 1]!)];
  const read = async (columns: readonly OrderColumn[], expected: OrderSums): Promise<void> => {
    const sums = orderSums(columns);
    await readBatches(parquet(path), names(columns), sums.add);
    agree("our reader", sums.given(), expected);
  };
  const reading: readonly BenchCase[] = [
    {
      name: "Parquet with texts into columns",
      rows,
      run: () => read(orderColumns, all),
      rival: {
        name: "DuckDB, 1 thread, its vectors",
        run: async () => agree("vectors", await sumsOfVectors(connection, path, orderColumns), all),
      },
      note: "both add up all 7 columns; bar: ratio 1.25, 0.8 × the speed",
    },
    {
      name: "Parquet, 5 columns of numbers, added up",
      rows,
      run: () => read(numbers, some),
      rival: {
        name: "DuckDB, 1 thread, inside",
        run: async () => agree("SQL", await sumsInside(connection, path, numbers), some),
      },
      note: "bar: ratio 2, half the speed",
    },
  ];
  return [...reading, ...(await writing(folder, path, rows, all))];
};

export default suite;

function names(columns: readonly OrderColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}

/** The orders, held in memory by each side, as a file. */
async function writing(folder: string, path: string, rows: number, expected: OrderSums): Promise<readonly BenchCase[]> {
  const connection = await duckdbOf(1);
  const out = join(folder, "written.parquet");
  let held: Batch[] = [];
  const check = async (side: string): Promise<void> =>
    agree(side, await sumsInside(connection, out, orderColumns), expected);
  return (["snappy", "zstd"] as const).map((compression): BenchCase => {
    return {
      name: `Parquet written, ${compression}`,
      rows,
      setup: async () => {
        if (held.length > 0) return;
        await connection.run(`CREATE TABLE orders AS SELECT * FROM '${path}'`);
        const batches: Batch[] = [];
        await readBatches(parquet(path), names(orderColumns), (batch) => batches.push(keep(batch)));
        held = batches;
        await writeHeld(held, out, compression);
        await check("our file");
      },
      run: () => writeHeld(held, out, compression),
      rival: {
        name: "DuckDB, 1 thread, COPY",
        run: async () => {
          await connection.run(`COPY orders TO '${out}' (FORMAT parquet, COMPRESSION ${compression})`);
        },
      },
      note: "bar: ratio 3.3, 0.3 × the speed",
    };
  });
}

async function writeHeld(held: readonly Batch[], out: string, compression: "snappy" | "zstd"): Promise<void> {
  await from(heldSource(held)).sinkTo(parquet(out, { compression })).run();
}
