import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { BadRecord } from "../../../core/io/mod.ts";
import { type Dataset, deadLetter, from, generate, into, type OnError, replay, schema } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";

let folder = "";

interface Row {
  n: number;
  at: number;
}

/** Two of these are no rows of the schema. */
const rows = [
  { n: 1, at: 1 },
  { n: "two", at: 2 },
  { n: 3, at: 3 },
  { n: 4.5, at: 4 },
  { n: 5, at: 5 },
] as unknown as Row[];
const shape = schema({ n: "int32", at: "int32" });

beforeAll(async () => {
  folder = await temporaryFolder("millrace-bad-record-counts-");
  await writeFile(`${folder}/t.csv`, `n,at\n${rows.map(({ n, at }) => `${n},${at}\n`).join("")}`);
  await writeFile(`${folder}/t.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  await from(rows.map((row) => ({ ...row, n: String(row.n) === "two" ? 2.5 : row.n })))
    .sinkTo(parquet(`${folder}/t.parquet`))
    .run();
});
afterAll(() => deleteFolder(folder));

async function* later(): AsyncGenerator<Row> {
  yield* rows;
}

const sources: Readonly<Record<string, (onError: OnError) => Dataset<Row>>> = {
  "CSV files": (onError) => from(csv(`${folder}/t.csv`, { schema: shape }), { onError }),
  "JSON lines": (onError) => from(jsonLines(`${folder}/t.jsonl`, { schema: shape }), { onError }),
  "Parquet files": (onError) => from(parquet(`${folder}/t.parquet`), { schema: shape, onError }),
  arrays: (onError) => from(rows, { schema: shape, onError }),
  iterables: (onError) => from(new Set(rows), { schema: shape, onError }),
  "async iterables": (onError) => from(later(), { schema: shape, onError }),
  streams: (onError) => from(ReadableStream.from(later()), { schema: shape, onError }),
  "a generator of rows": (onError) =>
    from(generate({ make: (n) => rows[n]!, count: rows.length }), { schema: shape, onError }),
  "replayed rows": (onError) => from(replay(rows, { time: "at", speedUp: 1e9 }), { schema: shape, onError }).limit(3),
  "a lambda": (onError) =>
    from(rows).map(
      ({ n, at }) => {
        if (!Number.isInteger(n)) throw new Error("no whole number");
        return { n, at };
      },
      { onError },
    ),
};

const good = [
  { n: 1, at: 1 },
  { n: 3, at: 3 },
  { n: 5, at: 5 },
];

for (const [title, read] of Object.entries(sources)) {
  describe(`of ${title}`, () => {
    test("bad records that are skipped are counted, by the step", async () => {
      const left: Row[] = [];
      const dataset = read("skip");
      const { metrics } = await dataset.sinkTo(into(left)).run();
      expect(left).toEqual(good);
      expect([metrics.total("numRecordsSkipped"), metrics.total("numRecordsDeadLettered")]).toEqual([2, 0]);
    });

    test("bad records that go to the dead letters are there, and counted", async () => {
      const left: Row[] = [];
      const letters: BadRecord[] = [];
      const { metrics } = await read(deadLetter(into(letters)))
        .sinkTo(into(left))
        .run();
      expect(left).toEqual(good);
      expect([metrics.total("numRecordsSkipped"), metrics.total("numRecordsDeadLettered")]).toEqual([0, 2]);
      expect(letters.map(({ position }) => Number(/\d+/.exec(position)![0]))).toEqual(
        title.includes("CSV") ? [3, 5] : title.includes("JSON") ? [2, 4] : [1, 3],
      );
      for (const { message } of letters) expect(message).toMatch(/^Cannot .+ as .+; .+/);
    });

    test("the first bad record fails the job by default", async () => {
      await expect(read("fail").sinkTo(into<Row>([])).run()).rejects.toThrow(/^Cannot .+ as .+(two|2\.5).*; .+/);
    });
  });
}
