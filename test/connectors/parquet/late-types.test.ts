import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataType } from "../../../core/io/mod.ts";
import * as io from "../../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { batchOf, duck, readRows, writeBatches } from "./kit.ts";

let folder = "";
let files = 0;

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-late-types-");
});
afterAll(() => deleteFolder(folder));

const nulls = batchOf({ n: io.int32, x: io.any }, [
  { n: 1, x: null },
  { n: 2, x: null },
]);
const groups = { rowGroupRows: 2 };

/** Two row groups without a value of `x`, then one that has one, then one more without: rows, and what DuckDB takes `x` for. */
async function lateValue(type: DataType, value: unknown): Promise<{ rows: unknown; duck: unknown; type: unknown }> {
  const path = `${folder}/late-${files++}.parquet`;
  const late = batchOf({ n: io.int32, x: type }, [
    { n: 3, x: value },
    { n: 4, x: null },
  ]);
  await writeBatches(path, [nulls, nulls, late, nulls], groups);
  const read = await readRows(path);
  const [told] = await duck(`SELECT any_value(typeof(x)) AS type, count(x)::INTEGER AS found FROM '${path}'`);
  const [stored] = await duck(
    `SELECT count(*)::INTEGER AS groups FROM parquet_metadata('${path}') WHERE path_in_schema = 'n'`,
  );
  expect([told!.found, stored!.groups]).toEqual([1, 4]);
  return { rows: read.map(({ n }) => n), duck: told!.type, type: read.find(({ n }) => n === 3)!.x };
}

const inOrder = [1, 2, 1, 2, 3, 4, 1, 2];

describe("a column without a value in its first row groups is of the type of its first value", () => {
  const cases: readonly [string, DataType, unknown, string][] = [
    ["a number among any values", io.any, 1.5, "DOUBLE"],
    ["a text among any values", io.any, "ü", "VARCHAR"],
    ["a boolean among any values", io.any, false, "BOOLEAN"],
    ["a bigint among any values", io.any, 2n ** 62n, "BIGINT"],
    ["a Date among any values", io.any, new Date(5), "TIMESTAMP WITH TIME ZONE"],
    ["bytes among any values", io.any, Uint8Array.of(0, 255), "BLOB"],
    ["an object among any values", io.any, { a: [1] }, "JSON"],
    ["int32", io.int32, 7, "INTEGER"],
    ["int64", io.int64, 2 ** 53 - 1, "BIGINT"],
    ["float64", io.float64, -0, "DOUBLE"],
    ["string", io.string, "", "VARCHAR"],
    ["boolean", io.boolean, true, "BOOLEAN"],
    ["date", io.date, 86_400_000, "DATE"],
    ["decimal of few digits", io.decimal(9, 2), 1.25, "DECIMAL(9,2)"],
    ["decimal of many digits", io.decimal(30, 2), "1234567890123456789012345.67", "DECIMAL(30,2)"],
    ["a list", io.list(io.int32), [1, null], "INTEGER[]"],
    ["a struct", io.struct({ a: io.string }), { a: "b" }, "STRUCT(a VARCHAR)"],
  ];
  for (const [title, type, value, duckType] of cases) {
    test(title, async () =>
      expect(await lateValue(type, value)).toEqual({ rows: inOrder, duck: duckType, type: value }),
    );
  }
});

test("a column that never has a value is one of JSON", async () => {
  const path = `${folder}/never.parquet`;
  await writeBatches(path, [nulls, nulls], groups);
  expect(await readRows(path)).toEqual([1, 2, 1, 2].map((n) => ({ n, x: null })));
  expect(await duck(`SELECT any_value(typeof(x)) AS type FROM '${path}'`)).toEqual([{ type: "JSON" }]);
});

test("a column that comes late without a value is of the type of its first one", async () => {
  const path = `${folder}/both-late.parquet`;
  const without = batchOf({ n: io.int32 }, [{ n: 0 }, { n: 0 }]);
  const late = batchOf({ n: io.int32, x: io.int32 }, [{ n: 3, x: 9 }]);
  await writeBatches(path, [without, nulls, late], groups);
  expect(await duck(`SELECT n, x, typeof(x) AS type FROM '${path}' WHERE n <> 1`)).toEqual(
    [
      [0, null],
      [0, null],
      [2, null],
      [3, 9],
    ].map(([n, x]) => ({ n, x, type: "INTEGER" })),
  );
});

test("a column that has got a type widens as any other", async () => {
  const path = `${folder}/late-and-wider.parquet`;
  const whole = batchOf({ x: io.int32 }, [{ x: 1 }, { x: 2 }]);
  const broken = batchOf({ x: io.float64 }, [{ x: 2.5 }]);
  await writeBatches(path, [batchOf({ x: io.any }, [{ x: null }, { x: null }]), whole, broken], groups);
  expect(await duck(`SELECT x, typeof(x) AS type FROM '${path}'`)).toEqual(
    [null, null, 1, 2, 2.5].map((x) => ({ x, type: "DOUBLE" })),
  );
});
