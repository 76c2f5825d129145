import { expect, test } from "vitest";
import { csvSource } from "../../../connectors/csv/source.ts";
import { from } from "../../../core/mod.ts";
import { inFolder, put } from "../files/text-files.ts";
import { type Csv, readCsv } from "./read-csv.ts";

async function rows(content: string | Uint8Array, csv: Csv = {}): Promise<unknown[]> {
  return (await readCsv(content, csv)).rows;
}

test("the first line names the columns and the values tell their types", async () => {
  const { rows, types } = await readCsv(
    "id,price,ok,day,at,name\n1,2.5,true,2024-02-29,2024-02-29T08:15:30.5Z,Ann\n-2,1e3,false,1970-01-01,1970-01-01 00:00,Bob\n",
  );
  expect(types).toEqual({ id: "int64", price: "float64", ok: "boolean", day: "date", at: "timestamp", name: "string" });
  expect(rows).toEqual([
    { id: 1, price: 2.5, ok: true, day: Date.UTC(2024, 1, 29), at: Date.UTC(2024, 1, 29, 8, 15, 30, 500), name: "Ann" },
    { id: -2, price: 1000, ok: false, day: 0, at: 0, name: "Bob" },
  ]);
});

test("quoted fields may hold delimiters, newlines and, doubled, quotes", async () => {
  expect(await rows('a,b\n"x,y","line 1\nline 2"\n"say ""hi""",""""\n"",z\n')).toEqual([
    { a: "x,y", b: "line 1\nline 2" },
    { a: 'say "hi"', b: '"' },
    { a: "", b: "z" },
  ]);
});

test("quotes within an unquoted field are part of it", async () => {
  expect(await rows('a,b\n5" pipe,x"y"z\n')).toEqual([{ a: '5" pipe', b: 'x"y"z' }]);
});

test("lines may end in a carriage return and a newline", async () => {
  expect(await rows('a,b,c\r\n1,x,"q"\r\n2,,\r\n')).toEqual([
    { a: 1, b: "x", c: "q" },
    { a: 2, b: null, c: null },
  ]);
});

test("a byte-order mark is no part of the first name", async () => {
  expect(await rows("\uFEFFa,b\n1,2\n")).toEqual([{ a: 1, b: 2 }]);
  expect(await rows("\uFEFF1,2\n", { header: "none" })).toEqual([{ column1: 1, column2: 2 }]);
});

test("the last line may lack its newline", async () => {
  expect(await rows("a,b\n1,x\n2,y")).toEqual([
    { a: 1, b: "x" },
    { a: 2, b: "y" },
  ]);
  expect(await rows('a,b\n1,"x"')).toEqual([{ a: 1, b: "x" }]);
  expect(await rows("a,b\n1,2")).toEqual([{ a: 1, b: 2 }]);
  expect(await rows("a,b\n1,")).toEqual([{ a: 1, b: null }]);
});

test("empty lines are passed over", async () => {
  expect(await rows("\n\na,b\n\n1,2\n\r\n\n3,4\n\n\n")).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ]);
});

test("an empty line of a file of one column is an absent value", async () => {
  expect(await rows('a\nx\n\n""\ny\n')).toEqual([{ a: "x" }, { a: null }, { a: "" }, { a: "y" }]);
});

test("a file with a header only, and an empty one, have no rows", async () => {
  expect(await rows("a,b\n")).toEqual([]);
  expect(await rows("a,b")).toEqual([]);
  expect(await rows("")).toEqual([]);
  expect(await rows("\n\n")).toEqual([]);
});

test("the delimiter is the one that the first line has most of, unless it is said", async () => {
  expect(await rows("a;b\n1,5;x\n")).toEqual([{ a: "1,5", b: "x" }]);
  expect(await rows("a\tb|c\n1\tx|y\n")).toEqual([{ a: 1, "b|c": "x|y" }]);
  expect(await rows('"a;b;c",d\n1,2\n')).toEqual([{ "a;b;c": 1, d: 2 }]);
  expect(await rows("a|b;c;d\n1|x\n", { delimiter: "|" })).toEqual([{ a: 1, "b;c;d": "x" }]);
});

test("another character can quote, or none", async () => {
  expect(await rows("a,b\n'x,''y',\"\n", { quote: "'" })).toEqual([{ a: "x,'y", b: '"' }]);
  expect(await rows('a,b\n"x,y"\n', { quote: "none" })).toEqual([{ a: '"x', b: 'y"' }]);
});

test("names can be given, or counted", async () => {
  expect(await rows("1,x\n", { header: ["id", "name"] })).toEqual([{ id: 1, name: "x" }]);
  expect(await rows("1,x\n", { header: "none" })).toEqual([{ column1: 1, column2: "x" }]);
});

test("names that are missing or there twice get a number", async () => {
  expect(await rows("a,,a, b \n1,2,3,4\n")).toEqual([{ a: 1, column2: 2, a_2: 3, b: 4 }]);
});

test("no text is an absent value, quoted no text is the empty string where the column is one of strings", async () => {
  expect(await rows('a,b,c\n1,x,\n,"",""\n"",y,2\n')).toEqual([
    { a: 1, b: "x", c: null },
    { a: null, b: "", c: null },
    { a: null, b: "y", c: 2 },
  ]);
});

test("another text can stand for absent values, but not in quotes", async () => {
  expect(await rows('a,b\n1,NA\nNA,"NA"\n,\n', { nullText: "NA" })).toEqual([
    { a: 1, b: null },
    { a: null, b: "NA" },
    { a: null, b: "" },
  ]);
});

test("what is no number without loss stays text", async () => {
  const { types } = await readCsv("zip,phone,big,huge,yes\n00123,+4930,9007199254740993,9223372036854775808,True\n");
  expect(types).toEqual({ zip: "string", phone: "string", big: "bigint", huge: "string", yes: "boolean" });
  expect(await rows("big,x\n9007199254740993,1\n-9223372036854775808,2\n")).toEqual([
    { big: 9007199254740993n, x: 1 },
    { big: -9223372036854775808n, x: 2 },
  ]);
});

test("numbers are read exactly", async () => {
  const texts = ["0", "-0", "0.1", "123456789012345", "9007199254740991", "0.30000000000000004", "1e22", "5e-324"];
  const more = [
    "1.7976931348623157e308",
    "-1.5",
    "123456789.123456",
    "999999999999999",
    "1234567890.12345",
    ".5",
    "7.",
  ];
  const all = [...texts, ...more, "NaN", "Infinity", "-Infinity", "3.14159265358979323846"];
  const read = await rows(`x,y\n${all.map((text) => `${text},${text}`).join("\n")}\n`);
  expect(read).toEqual(all.map((text) => ({ x: Number(text), y: Number(text) })));
});

test("all fields in quotes are read like those without", async () => {
  const lines = Array.from({ length: 50 }, (_, at) => `"${at}","${at / 2}","t${at}","2024-01-01"`);
  const { rows, types } = await readCsv(`"a","b","c","d"\n${lines.join("\n")}\n`, { batchRows: 7 });
  expect(types).toEqual({ a: "int64", b: "float64", c: "string", d: "date" });
  expect(rows[49]).toEqual({ a: 49, b: 24.5, c: "t49", d: Date.UTC(2024, 0, 1) });
});

test("only the columns that are asked for are given", async () => {
  const content = 'a,b,c,d\n1,"x,""",2024-01-01,4\n2,y,2024-01-02,5\n';
  expect(await rows(content, { columns: ["d", "a"] })).toEqual([
    { a: 1, d: 4 },
    { a: 2, d: 5 },
  ]);
  expect(await rows(content, { columns: ["b"] })).toEqual([{ b: 'x,"' }, { b: "y" }]);
  expect(await rows("a,b,c\n1,2,3\n4,5,6\n", { columns: ["a"] })).toEqual([{ a: 1 }, { a: 4 }]);
  expect(await rows("a,b,c\n1,2,3\n4,5,6\n", { columns: [] })).toEqual([{}, {}]);
});

test("latin1 is read where it is said", async () => {
  const content = Uint8Array.from('a,b\nna\xefve,"\xe4""\xf6"\nplain,x\n', (character) => character.charCodeAt(0));
  expect(await rows(content, { encoding: "latin1" })).toEqual([
    { a: "naïve", b: 'ä"ö' },
    { a: "plain", b: "x" },
  ]);
});

test("a file of only a header shows its columns, and one of nothing that it has none", () =>
  inFolder(async (folder) => {
    const shown = async (content: string): Promise<string> =>
      (await from(csvSource(await put(`${folder}/t.csv`, content), {})).toTable()).toString();
    expect(await shown("id,name\n")).toMatch(/^id +name\nstring +string\n[─ ]+\n0 rows × 2 columns$/);
    expect(await shown("")).toBe("0 rows × 0 columns");
  }));

test("a column of times that widens shows times, and its texts", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/t.csv`, "at,x\n2024-01-01,1\n2024-01-02,2\nn/a,y\n");
    const table = await from(csvSource(path, { sampleBytes: 20 })).toTable();
    expect(table.toString()).toMatch(/^at +x\ndate +any\n[─ ]+\n2024-01-01 +1\n2024-01-02 +2\nn\/a +y\n/);
  }));
