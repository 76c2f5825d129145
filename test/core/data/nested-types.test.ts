import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, expectTypeOf, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { decimal, from, list, schema, struct } from "../../../core/mod.ts";

const nested = schema({ li: list("float64"), st: struct({ x: "float64", names: list("string") }) });

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/millrace-nested-`);
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("names of types in list and struct are types, and rows have theirs", async () => {
  expect(list("timestamp")).toEqual({ kind: "list", item: { kind: "timestamp", as: "number" } });
  const rows = from([{ li: [1], st: { x: 2, names: ["a"] } }], { schema: nested });
  const [row] = await rows.collect();
  expectTypeOf(row!).toEqualTypeOf<{ li: number[]; st: { x: number; names: string[] } }>();
  expect(row).toEqual({ li: [1], st: { x: 2, names: ["a"] } });
});

test("a name that is no type is refused with those that are", () => {
  expect(() => list("strng" as "string")).toThrow(
    'Cannot make a list as the type of its items is unknown: got "strng"; use one of boolean, int32,',
  );
  expect(() => struct({ x: "number" as "any" })).toThrow(
    'Cannot make a struct as the type of "x" is unknown: got "number"; use one of',
  );
});

test("numbers that JSON does not have come back from lists and structs in Parquet", () =>
  inFolder(async (folder) => {
    const rows = [{ li: [Number.NaN, Number.POSITIVE_INFINITY, -0], st: { x: Number.NaN, names: [] } }];
    await from(rows, { schema: nested })
      .sinkTo(parquet(`${folder}/k.parquet`))
      .run();
    expect(await from(parquet(`${folder}/k.parquet`)).collect()).toEqual(rows);
  }));

test.each([
  [{ li: ["oops"], st: null }, 'it must be list<float64>: got object ["oops"]'],
  [{ li: 5, st: null }, "it must be list<float64>: got number 5"],
  [{ li: null, st: { x: "text", names: [] } }, 'got object {"x":"text","names":[]}'],
  [{ li: null, st: { x: 1, names: [2n] } }, 'got object {"x":1,"names":["2"]}'],
  [{ li: null, st: [1] }, "got object [1]"],
])("an item of another type is an error where data enters: %o", async (row, message) => {
  await expect(from([row as never], { schema: nested }).collect()).rejects.toThrow(message);
});

test("items become what columns of their type hold, absent ones are null, and other properties are left out", async () => {
  const types = schema({ at: list("timestamp"), st: struct({ money: decimal(20, 2), on: "boolean" }) });
  const rows = [{ at: [new Date(5), undefined], st: { money: 1.5, other: 1 } }];
  expect(await from(rows as never[], { schema: types }).collect()).toEqual([
    { at: [5, null], st: { money: "1.50", on: null } },
  ]);
});

test("items that do not fit make bad records of lines of JSON and CSV, those that do are read as their type", () =>
  inFolder(async (folder) => {
    const types = schema({ a: list("bigint"), s: struct({ x: "float64", on: "boolean" }) });
    await writeFile(
      `${folder}/l.jsonl`,
      '{"a":["x"],"s":null}\n{"a":[1,9007199254740993],"s":{"x":1,"on":true,"zz":2}}\n{"a":null,"s":{"x":"no"}}\n',
    );
    await writeFile(
      `${folder}/l.csv`,
      'a,s\n"[""x""]",\n"[1,9007199254740993]","{""x"":1,""on"":true,""zz"":2}"\n,"{""x"":""no""}"\n',
    );
    const good = [{ a: [1n, 9007199254740993n], s: { x: 1, on: true } }];
    for (const source of [
      jsonLines(`${folder}/l.jsonl`, { schema: types }),
      csv(`${folder}/l.csv`, { schema: types }),
    ]) {
      expect(await from(source, { onError: "skip" }).collect()).toEqual(good);
      await expect(from(source).collect()).rejects.toThrow('column "a"');
    }
  }));
