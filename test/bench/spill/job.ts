// `node spill/job.ts <sort | group | join> <rows>`: prints what the job took, as JSON.
import { count, type Dataset, fromColumns, sum } from "../../../core/mod.ts";
import { consumer } from "../consume.ts";
import { stopwatch } from "../measure.ts";

const [job = "", rowsText = ""] = process.argv.slice(2);
const rows = Number(rowsText);

const dataset = jobOf(job);
const mostRows = job === "group" ? Math.min(rows, keysOf(rows)) : rows;
const sink = consumer();
const watch = stopwatch();
const { metrics } = await dataset.sinkTo(sink).run();
const took = watch();
if (sink.rows < mostRows / 2) throw new Error(`${job} gave ${sink.rows} rows only`);
const heapMb = Number(/--max-old-space-size=(\d+)/.exec(process.execArgv.join(" "))?.[1]);
const spilled = metrics.total("rowsSpilled");
if (heapMb < 1000 && rows >= 10_000_000 && spilled === 0) throw new Error(`${job} with ${heapMb} MB went to no disk`);
console.log(JSON.stringify({ ...took, rssBytes: process.resourceUsage().maxRSS * 1024 }));

function keysOf(of: number): number {
  return of / 2;
}

function jobOf(name: string): Dataset<unknown> {
  const value = randomNumbers(rows, 2 ** 31);
  switch (name) {
    case "sort":
      return fromColumns({ value, row: Int32Array.from(value, (_, at) => at) }).sort("value");
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

/** Whole numbers from 0 up to a bound, the same in each process. */
function randomNumbers(length: number, below: number): Int32Array {
  let state = 1;
  return Int32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}
