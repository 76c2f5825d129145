import { expect, test } from "vitest";
import { list, struct } from "../../../core/data/data-type.ts";
import { schema } from "../../../core/data/user-schema.ts";
import { readJson } from "./read-json.ts";

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join("");
}

test("keys are columns and values tell their types", async () => {
  const rows = [
    { id: 1, price: 2.5, ok: true, name: "Ann", tags: ["a", "b"] },
    { id: -2, price: 1, ok: false, name: "Bob", tags: { deep: [{}] } },
  ];
  const { rows: read, types } = await readJson(lines(...rows));
  expect(types).toEqual({ id: "int64", price: "float64", ok: "boolean", name: "string", tags: "any" });
  expect(read).toEqual(rows);
});

test("null and a key that is not there are absent values", async () => {
  expect(
    (await readJson(lines({ a: 1, b: "x", c: true, d: [1] }, { a: null, b: null, c: null, d: null }, {}))).rows,
  ).toEqual([
    { a: 1, b: "x", c: true, d: [1] },
    { a: null, b: null, c: null, d: null },
    { a: null, b: null, c: null, d: null },
  ]);
  expect((await readJson(lines({ a: 1, b: 2, c: 3 }, { b: 4 }, { a: 5, c: 6 }))).rows).toEqual([
    { a: 1, b: 2, c: 3 },
    { a: null, b: 4, c: null },
    { a: 5, b: null, c: 6 },
  ]);
});

test("keys may come in any order", async () => {
  const rows = [
    { a: 1, b: "x", c: 2.5 },
    { c: 3.5, a: 2, b: "y" },
    { b: "z", c: 4.5, a: 3 },
  ];
  expect((await readJson(lines(...rows, ...rows, ...rows), { batchRows: 2 })).rows).toEqual([
    ...rows,
    ...rows,
    ...rows,
  ]);
});

test("a key that comes up later adds a column", async () => {
  const { rows, types } = await readJson(lines({ a: 1 }, { a: 2 }, { a: 3, b: "x" }, { a: 4, b: "y", c: 1.5 }), {
    sampleBytes: 10,
    batchRows: 3,
  });
  expect(rows).toEqual([
    { a: 1, b: null },
    { a: 2, b: null },
    { a: 3, b: "x" },
    { a: 4, b: "y", c: 1.5 },
  ]);
  expect(types).toEqual({ a: "int64", b: "string", c: "float64" });
});

test("escapes and characters of any script are read as JSON.parse does", async () => {
  const texts = [
    'say "hi"',
    "back\\slash",
    "line\nbreak",
    "tab\t",
    "äöü",
    "日本",
    "\u{1F600}",
    "\u0000\u001f",
    "",
    "/",
    "a\\",
  ];
  const rows = texts.map((text, at) => ({ text, at, again: text.repeat(3) }));
  expect((await readJson(lines(...rows))).rows).toEqual(rows);
  expect((await readJson('{"a":"\\u00e9\\ud83d\\ude00\\/\\b\\f"}\n{"a":"x"}\n')).rows).toEqual([
    { a: "é\u{1F600}/\b\f" },
    { a: "x" },
  ]);
});

test("spaces, tabs and carriage returns between are no matter", async () => {
  const content = '{"a": 1, "b": "x"}\r\n { "a" : 2 , "b" : "y" } \n\t{"a":3,\t"b":"z"}\n{"a": 4 , "b":"w" }\n';
  expect((await readJson(content)).rows).toEqual([
    { a: 1, b: "x" },
    { a: 2, b: "y" },
    { a: 3, b: "z" },
    { a: 4, b: "w" },
  ]);
});

test("empty lines are passed over, and the last line may lack its newline", async () => {
  expect((await readJson('\n\n{"a":1}\n\r\n  \n{"a":2}')).rows).toEqual([{ a: 1 }, { a: 2 }]);
  expect((await readJson('{"a":"x"}')).rows).toEqual([{ a: "x" }]);
  expect((await readJson("")).rows).toEqual([]);
  expect((await readJson("\n")).rows).toEqual([]);
});

test("a byte-order mark is no part of the first line", async () => {
  expect((await readJson('\uFEFF{"a":1}\n{"a":2}\n')).rows).toEqual([{ a: 1 }, { a: 2 }]);
});

test("numbers are read exactly", async () => {
  const texts = ["0", "-0", "0.1", "123456789012345", "9007199254740991", "0.30000000000000004", "1e22", "5E-324"];
  const more = ["1.7976931348623157e+308", "-1.5", "123456789.123456", "999999999999999", "1234567890.12345", "1.0"];
  const all = [...texts, ...more, "3.14159265358979323846", "-73.98765432109876"];
  const { rows } = await readJson(all.map((text) => `{"x":${text},"y":${text}}\n`).join(""));
  expect(rows).toEqual(all.map((text) => ({ x: Number(text), y: Number(text) })));
});

test("integers past 2^53 are bigint, and exact at any depth", async () => {
  const content = '{"id":9007199254740993,"deep":[{"x":12345678901234567890}]}\n{"id":1,"deep":[]}\n';
  const { rows, types } = await readJson(content);
  expect(types.id).toBe("bigint");
  expect(rows).toEqual([
    { id: 9007199254740993n, deep: [{ x: 12345678901234567890n }] },
    { id: 1n, deep: [] },
  ]);
});

test("integers past 2^53 that have a point or an exponent are exact, too, and none is rounded for a type that was said", async () => {
  const texts = ["9007199254740993.0", "9007199254740993e0", "9.007199254740993e15"];
  const content = texts.map((text) => `{"x":${text},"deep":[${text}]}\n`).join("");
  const exact = 9007199254740993n;
  expect((await readJson(content)).rows).toEqual(texts.map(() => ({ x: exact, deep: [exact] })));
  const mixed = `{"x":1.5,"y":0}\n{"x":9007199254740992.0,"y":0}\n${texts.map((text) => `{"x":${text},"y":0}\n`).join("")}`;
  expect((await readJson(mixed, { sampleBytes: 20 })).rows.map(({ x }) => x)).toEqual([
    1.5,
    2 ** 53,
    exact,
    exact,
    exact,
  ]);
  const of = (x: "float64" | "bigint") => ({ schema: schema({ x }) });
  expect((await readJson(content, of("bigint"))).rows).toEqual(texts.map(() => ({ x: exact })));
  expect((await readJson(content, of("float64"))).rows).toEqual(texts.map(() => ({ x: 2 ** 53 })));
});

test("only the columns that are asked for are given", async () => {
  const content = lines({ a: 1, b: { deep: '}\n"' }, c: "x", d: 4 }, { a: 2, b: null, c: "y", d: 5 });
  expect((await readJson(content, { columns: ["d", "a"] })).rows).toEqual([
    { a: 1, d: 4 },
    { a: 2, d: 5 },
  ]);
  expect((await readJson(content, { columns: ["a"] })).rows).toEqual([{ a: 1 }, { a: 2 }]);
  expect((await readJson(content, { columns: [] })).rows).toEqual([{}, {}]);
  // What no sample had may still come: then every key is looked at, and more is given than was asked for.
  expect((await readJson(content, { columns: ["e"] })).rows).toMatchObject([{ a: 1 }, { a: 2 }]);
});

test("a wanted key behind those passed over is found wherever it comes", async () => {
  const content = lines({ a: 1, b: 2, c: 3 }, { b: 5, c: 6, a: 4 }, { c: 9, b: 8, a: 7 }, { b: 1 });
  expect((await readJson(content, { columns: ["a", "b"] })).rows).toEqual([
    { a: 1, b: 2 },
    { a: 4, b: 5 },
    { a: 7, b: 8 },
    { a: null, b: 1 },
  ]);
});

test("keys with quotes, newlines and names of Object's are keys like others", async () => {
  const names = ['say "hi"', "a\nb", "__proto__", "constructor", "toString", "", "ключ", "1"];
  const content = names.map((name) => `{${JSON.stringify(name)}:1,"z":2}\n`).join("");
  const { rows } = await readJson(content);
  expect(rows.map((row) => Object.entries(row).filter(([, value]) => value === 1))).toEqual(
    names.map((name) => [[name, 1]]),
  );
});

test("a column widens to what holds its later values as they are", async () => {
  const small = { sampleBytes: 20, batchRows: 2 } as const;
  const read = async (...values: readonly unknown[]): Promise<unknown> => {
    const { rows, types } = await readJson(values.map((x) => `{"x":${x},"y":0}\n`).join(""), small);
    return { values: rows.map((row) => row.x), type: types.x };
  };
  expect(await read(1, 2, 2.5)).toEqual({ values: [1, 2, 2.5], type: "float64" });
  expect(await read(1, 2, "9007199254740993")).toEqual({ values: [1, 2, 9007199254740993n], type: "any" });
  expect(await read(1, '"many"', 3)).toEqual({ values: [1, "many", 3], type: "any" });
  expect(await read('"x"', "[1]", '"y"')).toEqual({ values: ["x", [1], "y"], type: "any" });
  expect(await read(1.5, 2, "9007199254740993", 4)).toEqual({ values: [1.5, 2, 9007199254740993n, 4], type: "any" });
  expect(await read("true", "false", 1)).toEqual({ values: [true, false, 1], type: "any" });
});

test("a schema says the types, and other keys are not read", async () => {
  const declared = schema({
    id: "bigint",
    at: "timestamp",
    day: "date",
    tags: list({ kind: "string" }),
    place: struct({ x: { kind: "float64" } }),
    raw: "bytes",
    n: "int32",
    f: "float64",
  });
  const content = lines(
    {
      id: 1,
      at: "2024-02-29T08:15:30.5Z",
      day: "2024-02-29",
      tags: ["a"],
      place: { x: 1 },
      raw: "AQI=",
      n: 7,
      f: 1,
      more: 1,
    },
    { f: 2.5, n: -7, raw: null, place: null, tags: [], day: 0, at: 1000, id: 2, other: {} },
  );
  const { rows, types } = await readJson(content, { schema: declared });
  expect(types).toMatchObject({ id: "bigint", at: "timestamp", day: "date", tags: "list", place: "struct" });
  expect(rows).toEqual([
    {
      id: 1n,
      at: Date.UTC(2024, 1, 29, 8, 15, 30, 500),
      day: Date.UTC(2024, 1, 29),
      tags: ["a"],
      place: { x: 1 },
      raw: Uint8Array.of(1, 2),
      n: 7,
      f: 1,
    },
    { id: 2n, at: 1000, day: 0, tags: [], place: null, raw: null, n: -7, f: 2.5 },
  ]);
});
