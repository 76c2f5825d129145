import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import type { CsvOptions } from "../../../connectors/csv/options.ts";
import { csvSink } from "../../../connectors/csv/sink.ts";
import { any, bigint, boolean, date, dateTime, float64, string, timestamp } from "../../../core/data/data-type.ts";
import { type Batch, makeBatch, rowSchema, valueSchema } from "../../../core/io/mod.ts";
import { from, schema } from "../../../core/mod.ts";
import { inFolder, put, writeAll } from "../files/text-files.ts";
import { columnBatch } from "../files/typed-batch.ts";

async function written(batch: Batch, options: CsvOptions = {}, name = "out.csv"): Promise<string> {
  return inFolder(async (folder) => {
    await writeAll(csvSink(`${folder}/${name}`, options), [batch]);
    return readFile(`${folder}/${name}`, "utf8");
  });
}

const texts = rowSchema([
  { name: "a", type: string },
  { name: "b", type: string },
]);

test("values are written so that reading tells their types again", async () => {
  const schema = rowSchema([
    { name: "n", type: float64 },
    { name: "big", type: bigint },
    { name: "ok", type: boolean },
    { name: "at", type: timestamp },
    { name: "day", type: date },
    { name: "Date", type: dateTime },
    { name: "any", type: any },
  ]);
  const rows = [
    { n: 1.5, big: 9007199254740993n, ok: true, at: 1000.25, day: 0, Date: 0, any: { x: [1n] } },
    { n: Number.NaN, big: -1n, ok: false, at: 0, day: 86_400_000, Date: 1, any: "plain" },
    { n: null, big: null, ok: null, at: null, day: null, Date: null, any: null },
  ];
  expect(await written(columnBatch(schema, rows))).toBe(
    "n,big,ok,at,day,Date,any\n" +
      '1.5,9007199254740993,true,1970-01-01T00:00:01.000250Z,1970-01-01,1970-01-01T00:00:00.000Z,"{""x"":[1]}"\n' +
      "NaN,-1,false,1970-01-01T00:00:00.000Z,1970-01-02,1970-01-01T00:00:00.001Z,plain\n" +
      ",,,,,,\n",
  );
});

test("texts are quoted only where they would be read otherwise", async () => {
  const rows = [
    { a: "plain", b: "with,comma" },
    { a: "", b: null },
    { a: 'say "hi"', b: "line\nbreak" },
  ];
  expect(await written(columnBatch(texts, rows))).toBe('a,b\nplain,"with,comma"\n"",\n"say ""hi""","line\nbreak"\n');
});

test("the dialect can be said, and a .tsv has tabs", async () => {
  const batch = columnBatch(texts, [{ a: "x;y", b: null }]);
  expect(await written(batch, { delimiter: ";", quote: "'", nullText: "NA", lineEnd: "\r\n" })).toBe(
    "a;b\r\n'x;y';NA\r\n",
  );
  expect(await written(batch, { header: "none" })).toBe("x;y,\n");
  expect(await written(batch, {}, "out.tsv")).toBe("a\tb\nx;y\t\n");
});

test("a text that needs quotes where there are none is an error", async () => {
  await expect(written(columnBatch(texts, [{ a: "x,y", b: "" }]), { quote: "none" })).rejects.toThrow(
    /^Cannot write column "a" to ".*out\.csv" as without quotes a text must not be empty, null's, or hold delimiters or newlines: got "x,y"; leave out quote: "none"$/,
  );
});

test("only the selected rows of a batch are written", async () => {
  const whole = columnBatch(texts, [
    { a: "1", b: "x" },
    { a: "2", b: "y" },
  ]);
  const batch = makeBatch(whole.schema, 2, whole.columns, { selection: Int32Array.of(1) });
  expect(await written(batch)).toBe("a,b\n2,y\n");
});

function objects(...rows: readonly unknown[]): Batch {
  return makeBatch(valueSchema(any), rows.length, [{ type: any, layout: "values", values: rows, validity: undefined }]);
}

test("rows that are plain objects have a column for each key", async () => {
  expect(await written(objects({ a: 1, b: "x" }, { b: "y", c: true }))).toBe("a,b,c\n1,x,\n,y,true\n");
});

test("rows that are plain values have one column", async () => {
  expect(await written(objects(1, "two", null))).toBe("value\n1\ntwo\n\n");
});

test("a batch without some of the columns goes into the same file, one with others does not", () =>
  inFolder(async (folder) => {
    await writeAll(csvSink(`${folder}/a.csv`, {}), [objects({ a: 1, b: 2 }), objects({ b: 3 })]);
    expect(await readFile(`${folder}/a.csv`, "utf8")).toBe("a,b\n1,2\n,3\n");
    await expect(writeAll(csvSink(`${folder}/b.csv`, {}), [objects({ a: 1 }), objects({ b: 3 })])).rejects.toThrow(
      `Cannot write to "${folder}/b.csv" as all rows of a file must have the columns of its first batch: got "b" as ` +
        "well; map the rows to the same columns before, or give a folder, where such rows get a file of their own",
    );
    await writeAll(csvSink(`${folder}/parts/`, {}), [objects({ a: 1 }), objects({ b: 3 })]);
    expect((await readdir(`${folder}/parts`)).length).toBe(2);
  }));

test("names of columns that begin or end with spaces are read as they were written", () =>
  inFolder(async (folder) => {
    const row = { " a ": 1, "\u2028": 2, b: 3, 'say "c" ': 4 };
    await from([row])
      .sinkTo(csv(`${folder}/t.csv`))
      .run();
    expect(await readFile(`${folder}/t.csv`, "utf8")).toBe('" a ","\u2028",b,"say ""c"" "\n1,2,3,4\n');
    expect(await from(csv(`${folder}/t.csv`)).collect()).toEqual([row]);
    await put(`${folder}/u.csv`, ' a , b ,"",\n1,2,3,4\n');
    expect(await from(csv(`${folder}/u.csv`)).collect()).toEqual([{ a: 1, b: 2, column3: 3, column4: 4 }]);
  }));

test.each([
  [{ delimiter: '"' }, 'delimiter and quote must differ: got "\\"" for both'],
  [{ delimiter: "|", quote: "|" }, 'delimiter and quote must differ: got "|" for both'],
  [{ nullText: "," }, 'nullText must be without delimiter, quote and newline: got ","'],
  [{ nullText: 'a"' }, "nullText must be without delimiter, quote and newline"],
  [{ delimiter: ";", nullText: "n;a" }, 'nullText must be without delimiter, quote and newline: got "n;a"'],
])("what could not be read again is refused before it is written: %o", (options, message) =>
  inFolder(async (folder) => {
    const rows = from([{ a: "x", b: null }]);
    await expect(rows.sinkTo(csv(`${folder}/x.csv`, options)).run()).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  }),
);

test("bytes of no length are read as such, in quotes, and an absent value as absent", () =>
  inFolder(async (folder) => {
    const bytes = schema({ b: "bytes", n: "int64" });
    const rows = [
      { b: new Uint8Array(0), n: 1 },
      { b: null, n: 2 },
      { b: Uint8Array.of(0, 255), n: 3 },
    ];
    await from(rows as { b: Uint8Array; n: number }[], { schema: bytes })
      .sinkTo(csv(`${folder}/x.csv`))
      .run();
    expect(await from(csv(`${folder}/x.csv`, { schema: bytes })).collect()).toEqual(rows);
  }));
