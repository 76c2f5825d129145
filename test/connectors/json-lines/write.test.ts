import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import type { JsonLinesOptions } from "../../../connectors/json-lines/options.ts";
import { jsonSink } from "../../../connectors/json-lines/sink.ts";
import { any, bigint, boolean, dateTime, float64, string, timestamp } from "../../../core/data/data-type.ts";
import { type Batch, makeBatch, rowSchema } from "../../../core/io/mod.ts";
import { from, list, range, schema as typesOf } from "../../../core/mod.ts";
import { inFolder, writeAll } from "../files/text-files.ts";
import { columnBatch } from "../files/typed-batch.ts";

async function written(batch: Batch, options: JsonLinesOptions = {}): Promise<string> {
  return inFolder(async (folder) => {
    await writeAll(jsonSink(`${folder}/out.jsonl`, options), [batch]);
    return readFile(`${folder}/out.jsonl`, "utf8");
  });
}

const schema = rowSchema([
  { name: "n", type: float64 },
  { name: "big", type: bigint },
  { name: "ok", type: boolean },
  { name: "text", type: string },
  { name: "at", type: timestamp },
  { name: "day", type: dateTime },
  { name: "any", type: any },
]);

test("each row is an object on a line, integers with all their digits, Dates as ISO 8601", async () => {
  const rows = [
    { n: 1.5, big: 9007199254740993n, ok: true, text: 'a "b"\n', at: 1000, day: 0, any: { x: [1n, "y"] } },
    { n: -0, big: -1n, ok: false, text: "é", at: 0, day: 86_400_000, any: Uint8Array.of(1, 2) },
    { n: null, big: null, ok: null, text: null, at: null, day: null, any: null },
  ];
  expect(await written(columnBatch(schema, rows))).toBe(
    '{"n":1.5,"big":9007199254740993,"ok":true,"text":"a \\"b\\"\\n","at":1000,"day":"1970-01-01T00:00:00.000Z","any":{"x":[1,"y"]}}\n' +
      '{"n":-0,"big":-1,"ok":false,"text":"é","at":0,"day":"1970-01-02T00:00:00.000Z","any":"AQI="}\n' +
      '{"n":null,"big":null,"ok":null,"text":null,"at":null,"day":null,"any":null}\n',
  );
});

test("numbers that JSON has not are an error, or null or text where that is said: none is lost without a word", async () => {
  const batch = columnBatch(rowSchema([{ name: "n", type: float64 }]), [{ n: Number.NaN }, { n: -1 / 0 }]);
  expect(await written(batch, { nonFinite: "null" })).toBe('{"n":null}\n{"n":null}\n');
  expect(await written(batch, { nonFinite: "text" })).toBe('{"n":"NaN"}\n{"n":"-Infinity"}\n');
  for (const options of [{}, { nonFinite: "fail" as const }])
    await expect(written(batch, options)).rejects.toThrow(
      /^Cannot write column "n" to ".*out\.jsonl" as JSON has only finite numbers: got NaN; filter such rows out before, or say nonFinite: "null" or "text"$/,
    );
});

test("within objects and lists neither NaN, −0 nor a Date that is none is lost", async () => {
  const within = (value: unknown) => columnBatch(rowSchema([{ name: "o", type: any }]), [{ o: { in: [value] } }]);
  expect(await written(within(-0))).toBe('{"o":{"in":[-0]}}\n');
  await expect(written(within(Number.NaN))).rejects.toThrow(/column "o".*got NaN; filter such rows/);
  await expect(written(within(new Date(Number.NaN)))).rejects.toThrow(
    /Cannot write column "o" to ".*" as a time must be .*got NaN ms; filter such rows/,
  );
  expect(await written(within(null))).toBe('{"o":{"in":[null]}}\n');
});

test("whole numbers past 2^53 are written as the doubles that they are", async () => {
  const batch = columnBatch(
    rowSchema([
      { name: "n", type: float64 },
      { name: "any", type: any },
    ]),
    [
      { n: 2 ** 60, any: [2 ** 60, 2 ** 53, 7] },
      { n: -(2 ** 53), any: 1e21 },
    ],
  );
  expect(await written(batch)).toBe(
    '{"n":1.152921504606847e+18,"any":[1.152921504606847e+18,9.007199254740992e+15,7]}\n{"n":-9.007199254740992e+15,"any":1e+21}\n',
  );
});

test("rows that are no objects are objects of one key, those that are are as they are", async () => {
  await inFolder(async (folder) => {
    const rows = [1, "x", null, [2], { a: 1 }, new Map([[1, 2]]), true];
    await from(rows)
      .sinkTo(jsonLines(`${folder}/out.jsonl`))
      .run();
    expect(await readFile(`${folder}/out.jsonl`, "utf8")).toBe(
      '{"value":1}\n{"value":"x"}\n{"value":null}\n{"value":[2]}\n{"a":1}\n{"value":[[1,2]]}\n{"value":true}\n',
    );
    await range(3)
      .sinkTo(jsonLines(`${folder}/range.jsonl`))
      .run();
    expect(await from(jsonLines(`${folder}/range.jsonl`)).collect()).toEqual([
      { value: 0 },
      { value: 1 },
      { value: 2 },
    ]);
  });
});

test.each([[[2 ** 60, 0.5]], [[2 ** 53, 2 ** 60, 1e21, 1e-7, -(2 ** 62)]], [[Number.MAX_SAFE_INTEGER, 1.5]]])(
  "doubles %j come back from lines of JSON and of CSV as they were",
  async (numbers) => {
    await inFolder(async (folder) => {
      const rows = numbers.map((a) => ({ a }));
      for (const format of [jsonLines(`${folder}/n.jsonl`), csv(`${folder}/n.csv`)]) {
        await from(rows).sinkTo(format).run();
        expect(await from(format).collect()).toEqual(rows);
      }
    });
  },
);

test("only the selected rows of a batch are written", async () => {
  const whole = columnBatch(rowSchema([{ name: "n", type: float64 }]), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  const batch = makeBatch(whole.schema, 3, whole.columns, { selection: Int32Array.of(0, 2) });
  expect(await written(batch)).toBe('{"n":1}\n{"n":3}\n');
});

test("bytes are written as base64, however many they are, in JSON lines and CSV", () =>
  inFolder(async (folder) => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    for (const format of [jsonLines(`${folder}/b.jsonl`), csv(`${folder}/b.csv`)]) {
      await from([{ bytes }]).sinkTo(format).run();
      const [row] = (await from(format).collect()) as { bytes: string }[];
      expect(row!.bytes).toBe(Buffer.from(bytes).toString("base64"));
    }
  }));

test("numbers that JSON has not are read as they were where text stands for them and float64 is said", () =>
  inFolder(async (folder) => {
    const typed = typesOf({ n: "float64", l: list("float64") });
    const rows = [Number.NaN, Number.NEGATIVE_INFINITY, -0, 1.5, Number.POSITIVE_INFINITY].map((n) => ({ n, l: [n] }));
    await from(rows, { schema: typed })
      .sinkTo(jsonLines(`${folder}/x.jsonl`, { nonFinite: "text" }))
      .run();
    expect(await from(jsonLines(`${folder}/x.jsonl`, { schema: typed })).collect()).toEqual(rows);
  }));
