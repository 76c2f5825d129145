import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { typeText } from "../../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { batchesOf, contextOf, duck, readRows, request } from "./kit.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-reading-");
});
afterAll(() => deleteFolder(folder));

/** Every kind of value, with nulls; 1,000 rows, so that runs, packed values and dictionaries all come up. */
const everything = `
  SELECT
    i::INTEGER AS int, (i % 7)::TINYINT AS tiny, i::BIGINT * 1000003 AS big, (i * 5)::UINTEGER AS uint,
    CASE WHEN i % 3 = 0 THEN NULL ELSE i / 8 END::DOUBLE AS double, (i / 4)::FLOAT AS float,
    CASE WHEN i % 5 = 0 THEN NULL ELSE i % 2 = 0 END AS bool,
    CASE WHEN i % 4 = 0 THEN NULL ELSE 'name ' || (i % 10) END AS word,
    'größe ' || i || ' 🚀' AS text, encode('b' || i) AS blob,
    (i - 500)::DECIMAL(9, 2) / 4 AS money, (i::DECIMAL(18, 3) * 1000000000) AS wide, (i::HUGEINT * -10000000000000000000)::DECIMAL(38, 0) AS huge,
    DATE '2001-01-01' + i::INTEGER AS day, TIMESTAMP '2001-01-01 00:00:00.123' + INTERVAL (i) MINUTE AS at,
    ('00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0'))::UUID AS id
  FROM range(1000) t(i)`;

function expected(i: number) {
  const cents = (i - 500) * 25;
  return {
    int: i,
    tiny: i % 7,
    big: i * 1000003,
    uint: i * 5,
    double: i % 3 === 0 ? null : i / 8,
    float: Math.fround(i / 4),
    bool: i % 5 === 0 ? null : i % 2 === 0,
    word: i % 4 === 0 ? null : `name ${i % 10}`,
    text: `größe ${i} 🚀`,
    blob: new TextEncoder().encode(`b${i}`),
    money: cents / 100,
    wide: `${i * 1000000000}.000`,
    huge: i === 0 ? "0" : `-${i}0000000000000000000`,
    day: Date.UTC(2001, 0, 1 + i),
    at: Date.UTC(2001, 0, 1, 0, i, 0, 123),
    id: `00000000-0000-0000-0000-${String(i).padStart(12, "0")}`,
  };
}

const rows = Array.from({ length: 1000 }, (_, i) => expected(i));

describe("files of DuckDB", () => {
  for (const codec of ["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"]) {
    for (const version of ["V1", "V2"]) {
      test(`every type is read from a ${codec} file of version ${version}`, async () => {
        const path = `${folder}/${codec}-${version}.parquet`;
        const select = `SELECT * REPLACE (money::DECIMAL(9, 2) AS money, wide::DECIMAL(30, 3) AS wide) FROM (${everything})`;
        await duck(`COPY (${select}) TO '${path}' (CODEC ${codec}, PARQUET_VERSION ${version})`);
        expect(await readRows(path)).toEqual(rows);
      });
    }
  }

  test("types are those of the values", async () => {
    const { schema } = await parquet(`${folder}/zstd-V1.parquet`).describe!();
    expect(schema!.fields.map(({ name, type }) => `${name}: ${typeText(type)}`)).toEqual([
      "int: int32",
      "tiny: int32",
      "big: int64",
      "uint: int64",
      "double: float64",
      "float: float64",
      "bool: boolean",
      "word: string",
      "text: string",
      "blob: bytes",
      "money: decimal(9,2)",
      "wide: decimal(30,3)",
      "huge: decimal(38,0)",
      "day: date",
      "at: timestamp",
      "id: string",
    ]);
  });

  test("columns have typed layouts, strings are codes or views", async () => {
    const [batch] = await batchesOf(`${folder}/zstd-V1.parquet`);
    const layouts = Object.fromEntries(batch!.schema.fields.map(({ name }, at) => [name, batch!.columns[at]!.layout]));
    expect(layouts).toMatchObject({ int: "int32", big: "float64", bool: "uint8", word: "dictionary", at: "float64" });
    expect(["utf8", "dictionary"]).toContain(layouts.text);
  });

  test("only the columns that are asked for are read, in the order of the file", async () => {
    const [batch] = await batchesOf(`${folder}/zstd-V1.parquet`, { columns: ["word", "int"] });
    expect(batch!.schema.fields.map(({ name }) => name)).toEqual(["int", "word"]);
  });

  test("without a column there are only rows", async () => {
    const batches = await batchesOf(`${folder}/zstd-V1.parquet`, { columns: [] });
    expect(batches.map(({ rowCount, columns }) => [rowCount, columns.length])).toEqual([[1000, 0]]);
  });

  for (const batchRows of [1, 3, 64, 333, 5000]) {
    test(`batches of ${batchRows} rows hold the same rows`, async () => {
      const reading = { batchRows, columns: ["int", "double", "word", "bool"] };
      const all = await readRows(`${folder}/zstd-V1.parquet`, reading);
      expect(all).toEqual(rows.map(({ int, double, word, bool }) => ({ int, double, word, bool })));
    });
  }

  test("lists, structs and maps are arrays, objects and lists of entries", async () => {
    const path = `${folder}/nested.parquet`;
    await duck(`COPY (
      SELECT 1 AS i, [1, NULL, 3] AS list, {'a': 1, 'b': {'c': 'x'}} AS struct, MAP {'k': 7, 'l': NULL} AS map, [[1], [], NULL] AS deep
      UNION ALL SELECT 2, [], NULL, MAP {}, [] UNION ALL SELECT 3, NULL, {'a': NULL, 'b': NULL}, NULL, NULL) TO '${path}'`);
    expect(await readRows(path)).toEqual([
      {
        i: 1,
        list: [1, null, 3],
        struct: { a: 1, b: { c: "x" } },
        map: [
          { key: "k", value: 7 },
          { key: "l", value: null },
        ],
        deep: [[1], [], null],
      },
      { i: 2, list: [], struct: null, map: [], deep: [] },
      { i: 3, list: null, struct: { a: null, b: null }, map: null, deep: null },
    ]);
    const { schema } = await parquet(path).describe!();
    expect(schema!.fields.map(({ type }) => typeText(type))).toEqual([
      "int32",
      "list<int32>",
      "struct<a: int32, b: struct<c: string>>",
      "list<struct<key: string, value: int32>>",
      "list<list<int32>>",
    ]);
  });

  test("JSON is parsed, long integers without rounding", async () => {
    const path = `${folder}/json.parquet`;
    await duck(`COPY (SELECT '{"a": [1, 9007199254740993]}'::JSON AS j UNION ALL SELECT NULL) TO '${path}'`);
    expect(await readRows(path)).toEqual([{ j: { a: [1, 9007199254740993n] } }, { j: null }]);
  });

  test("an empty file has its columns and no rows", async () => {
    const path = `${folder}/empty.parquet`;
    await duck(`COPY (SELECT 1 AS a, 'x' AS b WHERE false) TO '${path}'`);
    expect(await readRows(path)).toEqual([]);
    const description = await parquet(path).describe!();
    expect(description.rows).toBe(0);
    expect(description.schema!.fields.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("a column of nulls only is null in every row", async () => {
    const path = `${folder}/nulls.parquet`;
    await duck(`COPY (SELECT NULL::INTEGER AS a, NULL::VARCHAR AS b, NULL::BLOB AS c FROM range(20)) TO '${path}'`);
    expect(await readRows(path)).toEqual(new Array(20).fill({ a: null, b: null, c: null }));
  });

  test("NaN, infinities and both zeros are what they are", async () => {
    const path = `${folder}/doubles.parquet`;
    await duck(`COPY (SELECT unnest(['NaN', 'Infinity', '-Infinity', '-0.0', '0.0']::DOUBLE[]) AS x) TO '${path}'`);
    const values = (await readRows(path)).map(({ x }) => x);
    expect(values).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0]);
  });

  test("nanoseconds and seconds become milliseconds, times of day too", async () => {
    const path = `${folder}/times.parquet`;
    await duck(`COPY (SELECT TIMESTAMP_NS '2024-02-29 12:00:00.123456789' AS ns, TIMESTAMP_S '2024-02-29 12:00:00' AS s,
      TIMESTAMPTZ '2024-02-29 12:00:00.5+00' AS tz, TIME '01:02:03.5' AS time) TO '${path}'`);
    const at = Date.UTC(2024, 1, 29, 12);
    const [row] = await readRows(path);
    expect(row).toMatchObject({ s: at, tz: at + 500, time: 3723500 });
    expect(row!.ns).toBeCloseTo(at + 123.456789, 3);
  });
});

describe("integers past 2^53", () => {
  const select = "SELECT unnest([9007199254740993, 1, -9223372036854775808]) AS big";

  test("make a column bigint where the statistics tell", async () => {
    const path = `${folder}/big.parquet`;
    await duck(`COPY (${select}) TO '${path}'`);
    expect(await readRows(path)).toEqual([{ big: 9007199254740993n }, { big: 1n }, { big: -9223372036854775808n }]);
  });

  test("are bigint where that was asked for, small ones too", async () => {
    const path = `${folder}/small.parquet`;
    await duck(`COPY (SELECT 5::BIGINT AS big UNION ALL SELECT NULL) TO '${path}'`);
    expect(await readRows(path, { options: { int64: "bigint" } })).toEqual([{ big: 5n }, { big: null }]);
  });

  test("fail where numbers were asked for, with the row", async () => {
    await expect(readRows(`${folder}/big.parquet`, { options: { int64: "number" } })).rejects.toThrow(
      `Cannot read column "big" of row group 0 in "${folder}/big.parquet" as numbers must be below 2^53: ` +
        'got 9007199254740993 in row 1 of the row group; read it with { int64: "bigint" }',
    );
  });

  test("unsigned ones from 2^63 on fail", async () => {
    const path = `${folder}/unsigned.parquet`;
    await duck(`COPY (SELECT unnest([1, 18446744073709551615]::UBIGINT[]) AS big) TO '${path}'`);
    await expect(readRows(path)).rejects.toThrow(
      "as a bigint column holds 64 bits with a sign: got 18446744073709551615 in row 2 of the row group; give the column the type decimal(20, 0) in a schema, as which it is text, or leave it out",
    );
  });
});

describe("splits", () => {
  test("are row groups, small neighbours together", async () => {
    const path = `${folder}/groups.parquet`;
    await duck(`COPY (SELECT i FROM range(500000) t(i)) TO '${path}' (ROW_GROUP_SIZE 60000)`);
    const splits = await parquet(path).splits(request());
    expect(splits.map(({ id, rows }) => [id.slice(folder.length), rows])).toEqual([
      ["/groups.parquet#0-2", 122880],
      ["/groups.parquet#2-4", 122880],
      ["/groups.parquet#4-6", 122880],
      ["/groups.parquet#6-8", 122880],
      ["/groups.parquet#8-9", 8480],
    ]);
  });

  test("are read on from any position", async () => {
    const source = parquet(`${folder}/groups.parquet`);
    const [split] = await source.splits(request());
    const reader = await source.open(split!, undefined, contextOf({ batchRows: 1000 }));
    for (let batch = 0; batch < 62; batch++) await reader.read();
    const position = JSON.parse(JSON.stringify(reader.position()));
    const again = await source.open(split!, position, contextOf({ batchRows: 7 }));
    const [there, here] = [await reader.read(), await again.read()];
    expect(valuesOf(here!)).toEqual(valuesOf(there!).slice(0, 7));
  });

  test("leave out row groups without a row that the conditions let through", async () => {
    const source = parquet(`${folder}/groups.parquet`);
    const conditions = [
      { column: "i", compare: ">=", value: 100000 },
      { column: "i", compare: "<", value: 130000 },
    ] as const;
    const splits = await source.splits({ columns: undefined, conditions });
    expect(splits.map(({ id }) => id.slice(folder.length))).toEqual(["/groups.parquet#1-3"]);
  });
});

function valuesOf(batch: { columns: readonly unknown[]; rowCount: number }): number[] {
  return [...(batch.columns[0] as { values: Float64Array }).values.subarray(0, batch.rowCount)];
}

describe("several files", () => {
  test("are one table of the columns of all", async () => {
    await duck(`COPY (SELECT 1::INTEGER AS a, 'x' AS b) TO '${folder}/many-1.parquet'`);
    await duck(`COPY (SELECT 2.5::DOUBLE AS a, true AS c) TO '${folder}/many-2.parquet'`);
    expect(await readRows(`${folder}/many-*.parquet`)).toEqual([
      { a: 1, b: "x", c: null },
      { a: 2.5, b: null, c: true },
    ]);
  });

  test("must not differ in the kind of a column", async () => {
    await duck(`COPY (SELECT 'text' AS a) TO '${folder}/other-2.parquet'`);
    await duck(`COPY (SELECT 1::INTEGER AS a) TO '${folder}/other-1.parquet'`);
    await expect(readRows(`${folder}/other-*.parquet`)).rejects.toThrow(
      `Cannot read "${folder}/other-2.parquet" together with "${folder}/other-1.parquet" as column "a" must have ` +
        "one type: got string and int32; read them apart, leave the column out, or give it the type any in a schema",
    );
  });
});
