// `node --max-old-space-size=256 large-files/pass.ts make FORMAT OUTPUT ROWS` writes rows; `pass FORMAT INPUT OUTPUT` reads, filters and writes them
// again; `check FORMAT INPUT` adds them up. Prints what it took as JSON.
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Sink, Source } from "../../../core/io/mod.ts";
import { count, type Dataset, from, into, schema, sum } from "../../../core/mod.ts";
import { stopwatch } from "../measure.ts";

interface Row {
  readonly id: number;
  readonly at: number;
  readonly price: number;
  readonly text: string;
}

const columns = schema({ id: "float64", at: "float64", price: "float64", text: "string" });
const formats: Readonly<Record<string, (path: string) => Source<Row> & Sink<Row>>> = {
  csv: (path) => csv<Row>(path, { schema: columns }),
  jsonl: (path) => jsonLines<Row>(path, { schema: columns }),
  // Not packed: bytes are what is to pass.
  parquet: (path) => parquet<Row>(path, { compression: "none" }),
};

const [job = "", format = "", first = "", second = ""] = process.argv.slice(2);
const table = formats[format]!;
const watch = stopwatch();
const result: { readonly rows: number; readonly ids: number } = { rows: 0, ids: 0 };
if (job === "make")
  await from(made(Number(second)), { schema: columns })
    .sinkTo(table(first))
    .run();
else if (job === "pass")
  await passed(from(table(first)))
    .sinkTo(table(second))
    .run();
else {
  const sums: (typeof result)[] = [];
  await from(table(first))
    .aggregate({ rows: count(), ids: sum((row) => row.id) })
    .sinkTo(into(sums))
    .run();
  Object.assign(result, sums[0]);
}
const { wallNs, cpuNs } = watch();
const heapMb = Number(/--max-old-space-size=(\d+)/.exec(process.execArgv.join(" "))?.[1]);
console.log(JSON.stringify({ ...result, heapMb, wallNs, cpuNs, rssBytes: process.resourceUsage().maxRSS * 1024 }));

/** Each row is another one: two in a hundred go, the others get another price. */
function passed(rows: Dataset<Row>): Dataset<Row> {
  return rows
    .filter((row) => row.id % 50 !== 0)
    .map((row) => ({ id: row.id, at: row.at, price: row.price * 2, text: row.text }));
}

/** Texts of 1,000 letters that differ. */
function* made(rows: number): Generator<Row> {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const letters = Array.from({ length: 100_000 }, () => String.fromCharCode(97 + ((next() >>> 16) % 26))).join("");
  for (let id = 0; id < rows; id++) {
    const start = next() % (letters.length - 1000);
    yield {
      id,
      at: 1_700_000_000_000 + id * 10,
      price: (next() >>> 12) / 100,
      text: letters.slice(start, start + 1000),
    };
  }
}
