// `node spill/job.ts <sort | group | join> <rows>`: prints what the job took and what it gave, as JSON.
import { count, type Dataset, fromColumns, sum } from "../../../core/mod.ts";
import { checker, checksumSink, orderChecker } from "../bounded/checksum.ts";
import { stopwatch } from "../measure.ts";

const [job = "", rowsText = ""] = process.argv.slice(2);
const rows = Number(rowsText);

/** No sum of values, of two columns of a result, is beyond what a double holds exactly: any order of adding gives the same. */
const valueBound = Math.min(2 ** 31, Math.floor(2 ** 52 / rows));

const dataset = jobOf(job);
const check = job === "sort" ? orderChecker() : checker();
const watch = stopwatch();
const { metrics } = await dataset.sinkTo(checksumSink(check)).run();
const took = watch();
const checksum = check.checksum();
const rssBytes = process.resourceUsage().maxRSS * 1024;
const due = job === "group" ? distinctOf(randomNumbers(rows, keysOf(rows)), keysOf(rows)) : rows;
if (checksum.rows !== due) throw new Error(`${job} must give ${due} rows: got ${checksum.rows}`);
if ((checksum.descents ?? 0) > 0)
  throw new Error(`${job} gave ${checksum.descents} rows that are less than the one before`);
if (!Number.isSafeInteger(checksum.sum)) throw new Error(`${job} gave what cannot be added up: got ${checksum.sum}`);
const heapMb = Number(/--max-old-space-size=(\d+)/.exec(process.execArgv.join(" "))?.[1]);
const spilled = metrics.total("numRecordsSpilled");
if (heapMb < 1000 && rows >= 10_000_000 && spilled === 0) throw new Error(`${job} with ${heapMb} MB went to no disk`);
console.log(JSON.stringify({ ...took, rssBytes, checksum }));

function keysOf(of: number): number {
  return Math.ceil(of / 2);
}

function jobOf(name: string): Dataset<unknown> {
  const value = randomNumbers(rows, valueBound);
  switch (name) {
    case "sort":
      return fromColumns({ row: Int32Array.from(value, (_, at) => at), value }).sort("value");
    case "group":
      return fromColumns({ key: randomNumbers(rows, keysOf(rows)), value })
        .keyBy("key")
        .aggregate({ rows: count(), total: sum((row) => row.value) });
    case "join": {
      const id = Int32Array.from(value, (_, at) => at);
      return fromColumns({ id: randomNumbers(rows, rows), value }).join(fromColumns({ id, other: value }), {
        on: "id",
      });
    }
    default:
      throw new RangeError(`Cannot run the job "${name}": there are sort, group, join`);
  }
}

/** How many values there are among whole numbers from 0 up to a bound. */
function distinctOf(values: Int32Array, below: number): number {
  const seen = new Uint8Array(below);
  for (const value of values) seen[value] = 1;
  return seen.reduce((sum, one) => sum + one, 0);
}

/** Whole numbers from 0 up to a bound, the same in each process. */
function randomNumbers(length: number, below: number): Int32Array {
  let state = 1;
  return Int32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}
