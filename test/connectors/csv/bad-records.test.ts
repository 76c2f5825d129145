import { expect, test } from "vitest";
import { csvSource } from "../../../connectors/csv/source.ts";
import { decimal } from "../../../core/data/data-type.ts";
import { schema } from "../../../core/data/user-schema.ts";
import { type BadRecord, lengthOf, type Sink } from "../../../core/io/mod.ts";
import { deadLetter, from } from "../../../core/mod.ts";
import { inFolder, put } from "../files/text-files.ts";
import { type Csv, readCsv } from "./read-csv.ts";

async function withBad(content: string | Uint8Array, csv: Csv = {}): Promise<{ rows: unknown[]; bad: BadRecord[] }> {
  const bad: BadRecord[] = [];
  const { rows } = await readCsv(content, { ...csv, onBadRecord: (record) => void bad.push(record) });
  return { rows, bad };
}

/** Messages with the folder of the test left out. */
async function messages(content: string | Uint8Array, csv: Csv = {}): Promise<string[]> {
  return (await withBad(content, csv)).bad.map(({ message }) => message.replace(/"[^"]*table\.csv"/, '"table.csv"'));
}

test("a row of too few or too many fields is a bad record, and the others are read", async () => {
  const content = 'a,b,c\n1,2,3\n4,5\n6,7,8,"9\n9"\n10,11,12\n';
  const { rows, bad } = await withBad(content);
  expect(rows).toEqual([
    { a: 1, b: 2, c: 3 },
    { a: 10, b: 11, c: 12 },
  ]);
  expect(bad.map(({ position, text }) => ({ position, text }))).toEqual([
    { position: "line 3", text: "4,5" },
    { position: "line 4", text: '6,7,8,"9\n9"' },
  ]);
  expect(await messages(content)).toEqual([
    'Cannot read line 3 of "table.csv" as a row must have 3 fields, as the header has: got 2 in "4,5"; ' +
      'mend the line, or say from(…, { onError: "skip" })',
    'Cannot read line 4 of "table.csv" as a row must have 3 fields, as the header has: got 4 in ' +
      '"6,7,8,\\"9\\n9\\""; mend the line, or say from(…, { onError: "skip" })',
  ]);
});

test("absent values of a row that was too short do not stick to the row after it", async () => {
  expect((await withBad("a,b,c\n,\n4,5,6\n,,\n")).rows).toEqual([
    { a: 4, b: 5, c: 6 },
    { a: null, b: null, c: null },
  ]);
});

test("text behind a closing quote is a bad record", async () => {
  expect(await messages('a,b\n"x"y,1\nz,2\n')).toEqual([
    'Cannot read line 2 of "table.csv" as a closing quote must be followed by a delimiter or the end of the line: ' +
      'got "y" in "\\"x\\"y,1"; mend the line, or say from(…, { onError: "skip" })',
  ]);
});

test("a quote that is never closed costs its line only", async () => {
  const content = 'a,b\n1,x\n2,"y\n3,z\n';
  expect((await withBad(content)).rows).toEqual([
    { a: 1, b: "x" },
    { a: 3, b: "z" },
  ]);
  expect(await messages(content)).toEqual([
    'Cannot read line 3 of "table.csv" as quotes must be closed: got no closing quote in "2,\\"y"; ' +
      'mend the line, or say from(…, { onError: "skip" })',
  ]);
});

test("a value that does not fit its declared type is a bad record", async () => {
  const declared = schema({
    id: "int32",
    price: "float64",
    ok: "boolean",
    day: "date",
    at: "timestamp",
    big: "bigint",
  });
  const header = "id,price,ok,day,at,big";
  const good = "1,2.5,TRUE,2024-01-01,2024-01-01T00:00:00Z,9007199254740993";
  const lines = [
    "1.5,1,true,2024-01-01,2024-01-01,1",
    "2147483648,1,true,2024-01-01,2024-01-01,1",
    "1,many,true,2024-01-01,2024-01-01,1",
    "1,1,yes,2024-01-01,2024-01-01,1",
    "1,1,true,2024-02-30,2024-01-01,1",
    "1,1,true,2024-01-01,soon,1",
    "1,1,true,2024-01-01,2024-01-01,1.0",
  ];
  const content = `${header}\n${good}\n${lines.join("\n")}\n${good}\n`;
  const { rows, bad } = await withBad(content, { schema: declared });
  const day = Date.UTC(2024, 0, 1);
  const row = { id: 1, price: 2.5, ok: true, day, at: day, big: 9007199254740993n };
  expect(rows).toEqual([row, row]);
  expect(bad.map(({ position, column, text }) => [position, column, text])).toEqual([
    ["line 3", "id", "1.5"],
    ["line 4", "id", "2147483648"],
    ["line 5", "price", "many"],
    ["line 6", "ok", "yes"],
    ["line 7", "day", "2024-02-30"],
    ["line 8", "at", "soon"],
    ["line 9", "big", "1.0"],
  ]);
  expect((await messages(content, { schema: declared }))[2]).toBe(
    'Cannot read column "price" at line 5 of "table.csv" as it must be float64: got "many"; ' +
      'mend the value, change its type in the schema, or say from(…, { onError: "skip" })',
  );
});

test("an int64 past 2^53 is a bad record and never rounded", async () => {
  const declared = schema({ id: "int64" });
  expect((await withBad("id\n9007199254740991\n9007199254740993\n", { schema: declared })).rows).toEqual([
    { id: 9007199254740991 },
  ]);
  expect((await messages("id\n9007199254740993\n", { schema: declared }))[0]).toContain(
    'as it must be int64, below 2^53 (declare it bigint for larger ones): got "9007199254740993"',
  );
});

test("an integer with a point or an exponent is no int64 nor bigint, and the nearest double where that is the type", async () => {
  for (const text of ["9007199254740993.0", "9007199254740993e0"]) {
    for (const type of ["int64", "bigint"] as const) {
      const { rows, bad } = await withBad(`id\n${text}\n`, { schema: schema({ id: type }) });
      expect([rows, bad.map(({ column, text: told }) => [column, told])]).toEqual([[], [["id", text]]]);
    }
    expect((await withBad(`id\n${text}\n`, { schema: schema({ id: "float64" }) })).rows).toEqual([{ id: 2 ** 53 }]);
  }
});

test("a decimal of more digits than its type is a bad record", async () => {
  const declared = schema({ price: decimal(6, 2), exact: decimal(20, 2) });
  const { rows, bad } = await withBad("price,exact\n1234.56,123456789012345678.9\n1.234,1\n", { schema: declared });
  expect(rows).toEqual([{ price: 1234.56, exact: "123456789012345678.90" }]);
  expect(bad.map(({ column, text }) => [column, text])).toEqual([["price", "1.234"]]);
});

test("bytes that are not UTF-8 are a bad record", async () => {
  const content = Uint8Array.from("a,b\n1,x\n2,\xe4\n3,z\n", (character) => character.charCodeAt(0));
  expect((await withBad(content)).rows).toEqual([
    { a: 1, b: "x" },
    { a: 3, b: "z" },
  ]);
  expect(await messages(content)).toEqual([
    'Cannot read line 3 of "table.csv" as its bytes must be UTF-8 (say encoding: "latin1" if they are that): ' +
      'got "2,�"; mend the line, or say from(…, { onError: "skip" })',
  ]);
});

test("a record longer than the limit is a bad one, and memory does not grow for it", async () => {
  const content = `a,b\n1,x\n2,${"y".repeat(5000)}\n3,z\n`;
  const { rows, bad } = await withBad(content, { maxRecordBytes: 1000, windowBytes: 100 });
  expect(rows).toEqual([
    { a: 1, b: "x" },
    { a: 3, b: "z" },
  ]);
  expect(bad.map(({ position }) => position)).toEqual(["line 3"]);
  expect((await messages(content, { maxRecordBytes: 1000, windowBytes: 100 }))[0]).toBe(
    'Cannot read line 3 of "table.csv" as a record must have at most 1000 bytes: got more, beginning ' +
      `"2,${"y".repeat(98)}"… (200 characters); mend the line, or say from(…, { onError: "skip" })`,
  );
});

const columnA = (row: unknown): unknown => (row as { readonly a: unknown }).a;

test.each([100, 1500, undefined])(
  "a quoted field longer than the limit is one bad record, in windows of %s bytes",
  async (windowBytes) => {
    const windows = windowBytes === undefined ? {} : { windowBytes };
    const long = `2,"${'7,not a ""row""\r\n'.repeat(300)}"`;
    const { rows, bad } = await withBad(`a,b\n1,x\n${long}\n3,z\n`, { maxRecordBytes: 1000, ...windows });
    expect(rows.map(columnA)).toEqual([1, 3]);
    expect(bad.map(({ position }) => position)).toEqual(["line 3"]);
    // Where its quotes are not closed, or something stands behind them, only its line is.
    for (const odd of [`2,"${"y".repeat(3000)}`, `2,"${"y".repeat(3000)}\n4,"w`]) {
      const read = await withBad(`a,b\n1,x\n${odd}\n3,z\n`, { maxRecordBytes: 1000, ...windows });
      expect(read.rows.map(columnA)).toEqual([1, 3]);
    }
  },
);

test.each([100, 999, 1003, undefined])(
  "records within windows of %s bytes have the limit, too",
  async (windowBytes) => {
    const record = (bytes: number): string => `2,${"y".repeat(bytes - 2)}`;
    const content = `a,b\r\n1,x\r\n${record(1000)}\r\n${record(1001)}\r\n\r\n3,z\r\n${record(5000)}\r\n${record(1000)}`;
    const { rows, bad } = await withBad(content, {
      maxRecordBytes: 1000,
      ...(windowBytes === undefined ? {} : { windowBytes }),
    });
    expect(rows.map(columnA)).toEqual([1, 2, 3, 2]);
    expect(bad.map(({ position }) => position).filter((line) => line !== "line 5")).toEqual(["line 4", "line 7"]);
  },
);

test("a quoted newline is a bad record where it is refused", async () => {
  expect((await withBad('a,b\n1,"x\ny"\n2,"z"\n', { quotedNewlines: "refused" })).rows).toEqual([{ a: 2, b: "z" }]);
  expect((await messages('a,b\n1,"x\ny"\n2,"z"\n', { quotedNewlines: "refused" }))[0]).toBe(
    'Cannot read line 2 of "table.csv" as a quoted field may hold no newline: got one in "1,\\"x"; ' +
      'mend the line, or say from(…, { onError: "skip" })',
  );
});

test("the first bad record fails the read where they are not to be skipped", async () => {
  await expect(readCsv("a,b\n1\n")).rejects.toThrow(/^Cannot read line 2 of ".*" as a row must have 2 fields/);
});

test("a column that is not there is an error that names the nearest ones", async () => {
  await expect(readCsv("origin,delay\nKEF,1\n", { columns: ["orign"] })).rejects.toThrow(
    /^Cannot read column "orign" in csv\(.*\) as there is no such column: got "origin", "delay"; did you mean "origin"\?$/,
  );
  await expect(readCsv("origin,delay\nKEF,1\n", { schema: schema({ dellay: "int64" }) })).rejects.toThrow(
    /^Cannot read column "dellay" in csv\(.*\) as there is no such column: .*; did you mean "delay"\?$/,
  );
});

test.each([
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x61, 0), "UTF-16; convert it to UTF-8"],
  ["a spreadsheet", "PK\u0003\u0004", "a zip archive (or a spreadsheet); unpack or export it"],
  ["Parquet", "PAR1\u0015", "Parquet; read it with parquet()"],
])("a file of %s is refused", async (_, content, expected) => {
  await expect(readCsv(content)).rejects.toThrow(
    new RegExp(`^Cannot read ".*" as CSV as it must be text: got ${expected.replace(/[()]/g, "\\$&")}$`),
  );
});

test("a header whose quotes are not closed is an error", async () => {
  await expect(readCsv('a,"b\n1,2\n')).rejects.toThrow(
    /^Cannot read the header of ".*" as its first line must be names between delimiters: got "a,\\"b\\n1,2\\n.*"…; close the quotes in it, or say quote: "none"$/s,
  );
});

test("a first line that does not end is not said to have quotes", async () => {
  await expect(readCsv("x".repeat(2 ** 21 + 10), { maxRecordBytes: 2 ** 20 })).rejects.toThrow(
    /got "x+"…; no line ends in it: check that the file is CSV$/,
  );
});

test.each(["ab", "\n", "5", "é", ""])("the delimiter %j is refused", async (delimiter) => {
  await expect(readCsv("a,b\n", { delimiter })).rejects.toThrow(
    `Cannot read or write CSV with delimiter ${JSON.stringify(delimiter)} as it must be one ASCII character that is no ` +
      `letter, digit, sign or newline: got ${JSON.stringify(delimiter)}; use for instance ";"`,
  );
});

test("bytes of a bad record do not make the row before it one", async () => {
  const content = Uint8Array.from("a,b\n1,x\n2,\xe4,3\n3,z\n", (character) => character.charCodeAt(0));
  const { rows, bad } = await withBad(content);
  expect(rows).toEqual([
    { a: 1, b: "x" },
    { a: 3, b: "z" },
  ]);
  expect(bad.map(({ position }) => position)).toEqual(["line 3"]);
});

test("bad records reach the dead letters while nothing good is read, and many take no longer each than few", () =>
  inFolder(async (folder) => {
    const lines = 300_000;
    const path = await put(`${folder}/table.csv`, `a,b\n${"1\n".repeat(lines)}2,3\n`);
    const sizes: number[] = [];
    const letters: Sink<BadRecord> = {
      name: "letters",
      guarantee: "at-least-once",
      open: async () => ({
        write: (batch) => void sizes.push(lengthOf(batch)),
        prepare: async () => undefined,
        close: async () => undefined,
      }),
      commit: async () => undefined,
    };
    const options = { schema: schema({ a: "int32", b: "int32" }), windowBytes: 2 ** 16 };
    const rows = await from(csvSource(path, options), { onError: deadLetter(letters) }).collect();
    expect(rows).toEqual([{ a: 2, b: 3 }]);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(lines);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 ** 15);
  }));
