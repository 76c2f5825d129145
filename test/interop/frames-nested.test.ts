import { tableFromIPC } from "apache-arrow";
import * as aq from "arquero";
import * as dfd from "danfojs";
import pl from "nodejs-polars";
import { expect, test } from "vitest";
import {
  fromArquero,
  fromArrow,
  fromDanfo,
  fromPolars,
  toArquero,
  toArrow,
  toDanfo,
  toPolars,
} from "../../connectors/arrow/mod.ts";
import { from, list, schema, struct } from "../../core/mod.ts";

type Rows = readonly object[];

/** Rows of one column `c`, and as what they come back where that is not the same. */
const columns: Readonly<Record<string, readonly unknown[]>> = {
  lists: [[1, 2], [0.5, null], null, []],
  "lists of texts in lists": [[["a"], null, []], []],
  objects: [{ x: 1, y: "b" }, null, { x: 2, y: null }],
  "objects in lists": [[{ x: [1.5], at: { z: true } }, null], null],
  nulls: [null, null],
  "lists of nulls": [[null], []],
};
const mixed: Readonly<Record<string, readonly unknown[]>> = {
  "numbers and texts": [1, "x", null, true],
  "lists and texts": [[1], "x"],
};
const rowsOf = (values: readonly unknown[]): Rows => values.map((c, id) => ({ id, c }));

test.each(Object.entries(columns))("%s go into polars and come back", async (_, values) => {
  const frame = await toPolars(from(rowsOf(values)), pl);
  expect(frame.shape).toEqual({ height: values.length, width: 2 });
  expect(await fromPolars(frame).collect()).toEqual(rowsOf(values));
});

test("objects of polars have all properties that any has, and nothing else is guessed", async () => {
  const rows = [{ s: { x: 1 } }, { s: { y: ["b"], x: null } }, { s: null }, { s: { z: null } }];
  const frame = await toPolars(from(rows), pl);
  expect(await fromPolars(frame).collect()).toEqual([
    { s: { x: 1, y: null, z: null } },
    { s: { x: null, y: ["b"], z: null } },
    { s: null },
    { s: { x: null, y: null, z: null } },
  ]);
  expect(frame.select(pl.col("s")).height).toBe(4);
});

test("types are those of all rows, whichever batch they came in", async () => {
  const rows = Array.from({ length: 10_000 }, (_, id) => ({
    c: id < 9_000 ? [id] : [id / 2],
    d: id === 9_999 ? 5 : null,
  }));
  const frame = await toPolars(from(rows), pl);
  expect(await fromPolars(frame).collect()).toEqual(rows);
});

test.each([
  ["numbers and texts", rowsOf([1, "x"]), 'column "c" must be of one type: got int64 and string; map them'],
  ["numbers and lists", rowsOf([[1], 2]), 'column "c" must be of one type: got list<int64> and int64; map them'],
  ["within lists", rowsOf([[{ a: 1 }], [{ a: "x" }]]), 'got int64 and string at "c[].a"; map them'],
  ["within one list", rowsOf([[[1, "x"]]]), 'got int64 and string at "c[][]"; map them'],
  ["objects of nothing", rowsOf([[{}]]), 'got an object without properties at "c[]"'],
  ["objects of a class", rowsOf([new Map([[1, 2]])]), "got an object of Map"],
  ["bigints past 64 bits", rowsOf([[2n ** 70n]]), "got 1180591620717411303424"],
])("polars: %s are refused with the place, not by a panic", async (_, rows, got) => {
  const made = toPolars(from(rows), pl);
  await expect(made).rejects.toThrow(/^Cannot (make|write) /);
  await expect(made).rejects.toThrow(got);
});

test.each(Object.entries({ ...columns, ...mixed }))(
  "%s go into Arquero, and come back as they were",
  async (_, values) => {
    const table = await toArquero(from(rowsOf(values)), aq);
    expect(table.numRows()).toBe(values.length);
    expect(await fromArquero(table).collect()).toEqual(rowsOf(values));
  },
);

test.each(Object.entries({ ...columns, ...mixed }))(
  "%s go into apache-arrow, and come back as they were",
  async (_, values) => {
    const table = await toArrow(from(rowsOf(values)), tableFromIPC);
    expect(table.numRows).toBe(values.length);
    expect(await fromArrow(table).collect()).toEqual(rowsOf(values));
  },
);

test.each([
  ["nulls", [null, null]],
  ["numbers and texts", [1, "x", null, true]],
])("%s go into danfojs, and come back as they were", async (_, values) => {
  const frame = await toDanfo(from(rowsOf(values)), dfd);
  expect(frame.shape).toEqual([values.length, 2]);
  expect(await fromDanfo(frame).collect()).toEqual(rowsOf(values));
});

test.each([
  ["lists", [null, [1, 2]], "got a list in row 2"],
  ["objects", [{ x: 1 }], "got an object in row 1"],
  ["bigints", [2n, 3n], "got the bigint 2 in row 1, which danfojs cannot hold; map it before, by Number or String"],
  ["functions", [null, () => 1], "got a function in row 2, which danfojs cannot hold; map it before"],
  ["vectors", [Float64Array.of(1)], "got an object in row 1"],
])("%s, of which danfojs would make text, are refused", async (_, values, got) => {
  await expect(toDanfo(from(rowsOf(values)), dfd)).rejects.toThrow(`column "c" must hold plain values: ${got}`);
});

test("no rows are no frame of danfojs, which would throw of its own", async () => {
  const none = from([{ a: 1 }]).filter(({ a }) => a > 1);
  for (const rows of [from([]), none])
    await expect(toDanfo(rows, dfd)).rejects.toThrow(
      "as there must be rows: got none, of which danfojs makes no frame; see what",
    );
});

test("a column that Arquero would lose the rows for is refused", async () => {
  const rows = [JSON.parse('{ "a": 1, "__proto__": 2 }') as { a: number }];
  await expect(toArquero(from(rows), aq)).rejects.toThrow(
    'no column may be named "__proto__", under which it keeps none: give it',
  );
});

test("what JSON has not is told to toArrow with its row", async () => {
  const told = (rows: readonly object[]) => toArrow(from(rows as never[]), (bytes) => bytes).then(() => "", String);
  expect(await told([{ l: [1] }, { l: [Number.NaN] }])).toMatch(
    /column "l" .* finite numbers: got NaN in row 2; filter/,
  );
  expect(await told([{ d: new Date(0) }, { d: new Date(Number.NaN) }])).toMatch(
    /column "d" .*: got a Date that is none in row 2; map it before, for instance to null/,
  );
});

test("no rows of nested columns go into every kind of table but danfojs, with their columns, and come back as none", async () => {
  const columns = schema({ tags: list("int64"), at: "timestamp", place: struct({ x: list("string") }), big: "bigint" });
  const none = () => from([] as never[], { schema: columns });
  const table = await toArrow(none(), tableFromIPC);
  const frame = await toPolars(none(), pl);
  const names = ["tags", "at", "place", "big"];
  expect([table.schema.names, frame.columns, (await toArquero(none(), aq)).columnNames()]).toEqual([
    names,
    names,
    names,
  ]);
  expect(await fromArrow(table).collect()).toEqual([]);
  expect(await fromPolars(frame).collect()).toEqual([]);
  expect(await fromArquero(await toArquero(none(), aq)).collect()).toEqual([]);
});

test("a Date that is none is told to toPolars with its row", async () => {
  const dates = [new Date(0), new Date(Number.NaN)];
  await expect(toPolars(from(rowsOf(dates)), pl)).rejects.toThrow(
    'column "c" to "a frame of polars" as its values must be timestamp: got NaN, as of a Date that is none in row 2; map it before, for instance to null',
  );
});
