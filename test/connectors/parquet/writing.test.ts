import { readFile } from "node:fs/promises";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Batch, Column, DataType } from "../../../core/io/mod.ts";
import * as io from "../../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import type { Row } from "./kit.ts";
import { batchesOf, batchOf, duck, readRows, schemaOf, writeBatches } from "./kit.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-writing-");
});
afterAll(() => deleteFolder(folder));

const noon = Date.UTC(2024, 1, 29, 12, 0, 0, 250);
const day = Date.UTC(2024, 1, 29);

/** Each type: some values, and what DuckDB makes of the column. */
const cases: readonly {
  type: DataType;
  values: readonly unknown[];
  duck: string;
  shown?: (value: never) => unknown;
}[] = [
  { type: io.boolean, values: [true, null, false], duck: "BOOLEAN" },
  { type: io.int32, values: [0, -2147483648, null, 2147483647], duck: "INTEGER" },
  {
    type: io.int64,
    values: [9007199254740991, -9007199254740991, null, 0, -1, 4294967296],
    duck: "BIGINT",
    shown: (value) => BigInt(value),
  },
  { type: io.bigint, values: [9223372036854775807n, -9223372036854775808n, null, 0n], duck: "BIGINT" },
  {
    type: io.float64,
    values: [Number.NaN, -0, 0, null, 1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324],
    duck: "DOUBLE",
  },
  { type: io.string, values: ["", "größe", null, "🚀 rocket", "a\u0000b", "x".repeat(5000)], duck: "VARCHAR" },
  { type: io.bytes, values: [new Uint8Array(0), null, Uint8Array.of(0, 255, 128)], duck: "BLOB" },
  {
    type: io.timestamp,
    values: [noon, null, 0, -1, 8640000000000, -62135596800000],
    duck: "TIMESTAMP WITH TIME ZONE",
    shown: (value) => new Date(value),
  },
  { type: io.dateTime, values: [new Date(noon), null], duck: "TIMESTAMP WITH TIME ZONE" },
  { type: io.date, values: [day, null, 0, -86400000], duck: "DATE", shown: (value) => new Date(value) },
  { type: io.decimal(9, 2), values: [1.23, null, -0.01, 9999999.99, 1.005 * 100], duck: "DECIMAL(9,2)" },
  { type: io.decimal(18, 3), values: ["123456789012345.678", null, "-0.001"], duck: "DECIMAL(18,3)" },
  { type: io.decimal(38, 10), values: ["-1234567890123456789012345678.0123456789", null, "1"], duck: "DECIMAL(38,10)" },
  { type: io.list(io.int32), values: [[1, null, 3], [], null, [4]], duck: "INTEGER[]" },
  { type: io.list(io.list(io.string)), values: [[["a"], [], null], null, []], duck: "VARCHAR[][]" },
  {
    type: io.struct({ a: io.int32, b: io.struct({ c: io.string }) }),
    values: [{ a: 1, b: { c: "x" } }, null, { a: null, b: null }, { a: 2, b: { c: null } }],
    duck: "STRUCT(a INTEGER, b STRUCT(c VARCHAR))",
  },
  {
    type: io.list(io.struct({ at: io.timestamp, tags: io.list(io.string) })),
    values: [
      [
        { at: noon, tags: ["p", "q"] },
        { at: null, tags: [] },
      ],
      [],
    ],
    duck: 'STRUCT("at" TIMESTAMP WITH TIME ZONE, tags VARCHAR[])[]',
  },
];

describe("each type", () => {
  for (const [position, { type, values, duck: duckType, shown }] of cases.entries()) {
    test(`${io.typeText(type)} is what it was, here and in DuckDB (${duckType})`, async () => {
      const path = `${folder}/type-${position}.parquet`;
      await writeBatches(path, [
        batchOf(
          { x: type },
          values.map((x) => ({ x })),
        ),
      ]);
      const isDecimal = type.kind === "decimal";
      const digits = (value: unknown) => (isDecimal ? roundTo(value, type.scale) : value);
      expect((await readRows(path)).map(({ x }) => x)).toEqual(values.map(digits));
      const described = await duck(`DESCRIBE SELECT * FROM '${path}'`);
      expect(described[0]!.column_type).toBe(duckType);
      if (type.kind === "list" || type.kind === "struct" || isDecimal) return;
      const seen = (await duck(`SELECT x FROM '${path}'`)).map(({ x }) => x);
      expect(seen.map(plainBytes)).toEqual(
        values.map((value) => (value === null ? null : (shown?.(value as never) ?? value))),
      );
    });
  }
});

function plainBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

function roundTo(value: unknown, scale: number): unknown {
  if (typeof value !== "string") return value === null ? null : Number((value as number).toFixed(scale));
  const [whole, fraction = ""] = value.split(".");
  return `${whole}.${fraction.padEnd(scale, "0")}`;
}

describe("decimals in DuckDB", () => {
  test("have all their digits", async () => {
    const path = `${folder}/digits.parquet`;
    const types = { a: io.decimal(9, 2), b: io.decimal(18, 3), c: io.decimal(38, 10) };
    await writeBatches(path, [
      batchOf(types, [{ a: -1.23, b: "123456789012345.678", c: "-1234567890123456789012345678.0123456789" }]),
    ]);
    expect(await duck(`SELECT a::VARCHAR AS a, b::VARCHAR AS b, c::VARCHAR AS c FROM '${path}'`)).toEqual([
      { a: "-1.23", b: "123456789012345.678", c: "-1234567890123456789012345678.0123456789" },
    ]);
  });
});

describe("values of any kind", () => {
  const anyCases: readonly [string, readonly unknown[], string, (readonly unknown[])?][] = [
    ["numbers are a column of numbers", [1, 2.5, undefined], "DOUBLE", [1, 2.5, null]],
    ["strings are a column of strings", ["a", null], "VARCHAR"],
    ["dates are a column of timestamps", [new Date(noon)], "TIMESTAMP WITH TIME ZONE"],
    ["bytes are a column of bytes", [Uint8Array.of(1)], "BLOB"],
    ["bigints are a column of them", [9007199254740993n], "BIGINT"],
    ["all others are JSON", [{ a: [1, "x"] }, "text", 5, null], "JSON"],
    ["Maps and Sets are objects and arrays", [new Map([["k", 1]]), new Set([2])], "JSON", [{ k: 1 }, [2]]],
    ["nothing at all is JSON", [null, undefined], "JSON", [null, null]],
  ];
  for (const [title, values, type, read = values] of anyCases) {
    test(title, async () => {
      const path = `${folder}/${title}.parquet`;
      await writeBatches(path, [
        batchOf(
          { x: io.any },
          values.map((x) => ({ x })),
        ),
      ]);
      expect((await duck(`DESCRIBE SELECT * FROM '${path}'`))[0]!.column_type).toBe(type);
      expect((await readRows(path)).map(({ x }) => x)).toEqual(read);
    });
  }

  test("a function is refused", async () => {
    await expect(
      writeBatches(`${folder}/function.parquet`, [batchOf({ x: io.any }, [{ x: { f: () => 1 } }])]),
    ).rejects.toThrow(
      /^Cannot write column "x" to ".*function.parquet" as JSON, .* must have them: got \(\) => 1 in row 1; filter such rows/,
    );
  });

  test("a bigint among numbers that no number holds is told with what the column is of, and the type to give it", async () => {
    const rows = [{ x: 1 }, { x: 2.5 }, { x: 9007199254740993n }];
    await expect(writeBatches(`${folder}/late.parquet`, [batchOf({ x: io.any }, rows)])).rejects.toThrow(
      /must have them: got 9007199254740993n in row 3, in a column of number and bigint; make all .* schema\(\{ "x": "bigint" \}\), or map/,
    );
  });
});

test("what a type does not hold is told with the row of the file, behind row groups and batches", async () => {
  const path = `${folder}/misfit.parquet`;
  const types = { d: io.decimal(5, 2), l: io.list(io.string), t: io.string };
  const good = { d: 1.5, l: ["a"], t: "b" };
  const wrong = async (row: object) => {
    const rows = [good, good, good, { ...good, ...row }];
    const batches = [rows.slice(0, 2), rows.slice(2)].map((part) => batchOf(types, part));
    return writeBatches(path, batches, { rowGroupRows: 3 }).then(String, (error: Error) => error.message);
  };
  expect(await wrong({ d: 12_345.25 })).toMatch(
    /column "d" to .* must be of type decimal\(5,2\): got 12345.25 in row 4; give/,
  );
  expect(await wrong({ l: { a: 1 } })).toMatch(/column "l" to .*: got \{"a":1\} in row 4; /);
  expect(await wrong({ t: "x\ud800" })).toMatch(/^Cannot write column "t" in row 4 to .* of whole characters/);
});

/** Typed columns of `rows` rows, with and without nulls, few and many distinct values. */
function typedBatch(rows: number, seed: number): Batch {
  const validity = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) if ((row * 7 + seed) % 5 !== 0) validity[row >> 3]! |= 1 << (row & 7);
  const dictionary = io.dictionaryOf(["ORD", "DFW", "ATL", `only-${seed}`]);
  const texts = Array.from({ length: rows }, (_, row) => `text ${seed}-${row}`);
  const bytes = new TextEncoder().encode(texts.join(""));
  const lengths = Int32Array.from(texts, (text) => text.length);
  const starts = new Int32Array(rows);
  for (let row = 1; row < rows; row++) starts[row] = starts[row - 1]! + lengths[row - 1]!;
  const columns: Record<string, Column> = {
    few: { type: io.int32, validity: undefined, layout: "int32", values: fill(Int32Array, rows, (row) => row % 3) },
    many: { type: io.int64, validity, layout: "float64", values: fill(Float64Array, rows, (row) => row * 1e9 + seed) },
    x: { type: io.float64, validity, layout: "float64", values: fill(Float64Array, rows, (row) => row / 7) },
    flag: { type: io.boolean, validity, layout: "uint8", values: fill(Uint8Array, rows, (row) => row & 1) },
    big: { type: io.bigint, validity, layout: "bigint64", values: BigInt64Array.from(lengths, (n) => 1n << BigInt(n)) },
    code: {
      type: io.string,
      validity,
      layout: "dictionary",
      dictionary,
      codes: fill(Int32Array, rows, (row) => row & 3),
    },
    text: { type: io.string, validity: undefined, layout: "utf8", bytes, starts, lengths },
    sparse: { type: io.string, validity, layout: "utf8", bytes, starts, lengths },
    constant: { type: io.float64, validity: undefined, layout: "float64", values: new Float64Array(rows).fill(4) },
  };
  const schema = schemaOf(Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type])));
  return io.makeBatch(schema, rows, Object.values(columns));
}

function fill<Values extends Int32Array | Float64Array | Uint8Array>(
  kind: new (length: number) => Values,
  rows: number,
  numberOf: (row: number) => number,
): Values {
  const values = new kind(rows);
  for (let row = 0; row < rows; row++) values[row] = numberOf(row);
  return values;
}

function plainRows(batches: readonly Batch[]): Row[] {
  return batches.flatMap(({ schema, rowCount, columns }) =>
    Array.from({ length: rowCount }, (_, row) =>
      Object.fromEntries(schema.fields.map(({ name }, at) => [name, io.valueAt(columns[at]!, row)])),
    ),
  );
}

describe("typed columns", () => {
  const batches = [typedBatch(1000, 1), typedBatch(1, 2), typedBatch(777, 3), typedBatch(4096, 4)];
  const rows = plainRows(batches);

  for (const compression of ["zstd", "snappy", "gzip", "none"] as const) {
    test(`are the same rows in a ${compression} file, here, in DuckDB and in hyparquet`, async () => {
      const path = `${folder}/typed-${compression}.parquet`;
      await writeBatches(path, batches, { compression, rowGroupRows: 2000 });
      expect(await readRows(path)).toEqual(rows);
      const bigints = rows.map((row) => ({ ...row, many: row.many === null ? null : BigInt(row.many as number) }));
      expect(await duck(`SELECT * FROM '${path}'`)).toEqual(bigints);
      const file = new Uint8Array(await readFile(path)).buffer;
      expect(await parquetReadObjects({ file, compressors })).toEqual(bigints);
    });
  }

  test("row groups have the rows that were asked for", async () => {
    const counts = await duck(
      `SELECT DISTINCT row_group_id, row_group_num_rows::INTEGER AS n FROM parquet_metadata('${folder}/typed-zstd.parquet') ORDER BY 1`,
    );
    expect(counts.map(({ n }) => n)).toEqual([2000, 2000, 1874]);
  });

  test("few distinct values get a dictionary", async () => {
    const encodings = await duck(
      `SELECT path_in_schema AS name, encodings FROM parquet_metadata('${folder}/typed-zstd.parquet') WHERE row_group_id = 0`,
    );
    const coded = encodings.filter(({ encodings: text }) => String(text).includes("RLE_DICTIONARY"));
    expect(coded.map(({ name }) => name)).toEqual(["few", "big", "code", "constant"]);
  });

  test("statistics are the smallest, the largest and the number of nulls", async () => {
    const statistics = await duck(
      `SELECT path_in_schema AS name, stats_min_value AS min, stats_max_value AS max, stats_null_count::INTEGER AS nulls
       FROM parquet_metadata('${folder}/typed-zstd.parquet') WHERE row_group_id = 0`,
    );
    expect(statistics).toContainEqual({ name: "few", min: "0", max: "2", nulls: 0 });
    expect(statistics).toContainEqual({ name: "flag", min: "false", max: "true", nulls: 400 });
    expect(statistics).toContainEqual({ name: "code", min: "ATL", max: "only-4", nulls: 400 });
    expect(statistics).toContainEqual({ name: "constant", min: "4.0", max: "4.0", nulls: 0 });
  });

  function _names(pattern: RegExp): string[] {
    return batches[0]!.schema.fields.map(({ name }) => name).filter((name) => pattern.test(name));
  }
});

function _without(rows: readonly Row[], name: string): Row[] {
  return rows.map(({ [name]: _, ...rest }) => rest);
}

describe("statistics of doubles", () => {
  test("leave NaN out and give zeros the sign that keeps them inside", async () => {
    const path = `${folder}/nan.parquet`;
    await writeBatches(path, [
      batchOf({ x: io.float64, nan: io.float64 }, [
        { x: 0, nan: Number.NaN },
        { x: Number.NaN, nan: Number.NaN },
      ]),
    ]);
    const [x, nan] = await duck(
      `SELECT stats_min_value AS min, stats_max_value AS max FROM parquet_metadata('${path}')`,
    );
    expect(x).toEqual({ min: "-0.0", max: "0.0" });
    expect(nan).toEqual({ min: null, max: null });
  });
});

test("a file of no rows has its columns", async () => {
  const path = `${folder}/none.parquet`;
  await writeBatches(path, [batchOf({ a: io.int32, b: io.list(io.string) }, [])]);
  expect(await duck(`SELECT * FROM '${path}'`)).toEqual([]);
  const { schema, rows } = await parquet(path).describe!();
  expect([rows, io.schemaText(schema!)]).toEqual([0, "{ a: int32, b: list<string> }"]);
});

test("long columns take several pages", async () => {
  const path = `${folder}/long.parquet`;
  await writeBatches(path, [typedBatch(300000, 1)], { rowGroupRows: 1000000 });
  const [sums] = await duck(
    `SELECT sum(few)::INTEGER AS few, sum(x) AS x, count(many)::INTEGER AS many, count(DISTINCT text)::INTEGER AS texts FROM '${path}'`,
  );
  expect(sums).toMatchObject({ few: 300000, many: 240000, texts: 300000 });
  const [batch] = await batchesOf(path, { columns: ["text"], batchRows: 300000 });
  expect(io.valueAt(batch!.columns[0]!, 299999)).toBe("text 1-299999");
});

describe("a column whose type changes", () => {
  test("from int32 to float64 becomes float64", async () => {
    const path = `${folder}/widened.parquet`;
    await writeBatches(path, [batchOf({ x: io.int32 }, [{ x: 1 }]), batchOf({ x: io.float64 }, [{ x: 2.5 }])]);
    expect(await readRows(path)).toEqual([{ x: 1 }, { x: 2.5 }]);
  });

  test("from float64 to int32 stays float64", async () => {
    const path = `${folder}/narrow.parquet`;
    await writeBatches(path, [batchOf({ x: io.float64 }, [{ x: 2.5 }]), batchOf({ x: io.int32 }, [{ x: 1 }])]);
    expect(await readRows(path)).toEqual([{ x: 2.5 }, { x: 1 }]);
  });

  test("widens after row groups were written, too", async () => {
    const path = `${folder}/late.parquet`;
    const first = batchOf({ x: io.int32, y: io.string }, [
      { x: 1, y: "a" },
      { x: 2, y: null },
    ]);
    const second = batchOf({ x: io.float64, y: io.string }, [{ x: 2.5, y: "b" }]);
    await writeBatches(path, [first, first, second], { rowGroupRows: 2 });
    expect(await duck(`SELECT x, y FROM '${path}'`)).toEqual([
      { x: 1, y: "a" },
      { x: 2, y: null },
      { x: 1, y: "a" },
      { x: 2, y: null },
      { x: 2.5, y: "b" },
    ]);
  });

  test("to another kind is refused", async () => {
    const path = `${folder}/mixed.parquet`;
    await expect(
      writeBatches(path, [batchOf({ x: io.int32 }, [{ x: 1 }]), batchOf({ x: io.string }, [{ x: "a" }])]),
    ).rejects.toThrow(
      `Cannot write column "x" to "${path}" as its type must stay what it is, or widen: got string after int32; ` +
        "give the column a type that holds both with schema({...})",
    );
  });

  test("columns that only some batches have are absent in the others, before and behind a row group", async () => {
    const path = `${folder}/columns.parquet`;
    const batches = [
      batchOf({ x: io.int32 }, [{ x: 1 }]),
      batchOf({ y: io.string, x: io.int32 }, [{ y: "a", x: 2 }]),
      batchOf({ z: io.list(io.int32) }, [{ z: [3] }]),
      batchOf({ x: io.float64, y: io.string }, [{ x: 4.5, y: "b" }]),
    ];
    const rows = [
      { x: 1, y: null, z: null },
      { x: 2, y: "a", z: null },
      { x: null, y: null, z: [3] },
      { x: 4.5, y: "b", z: null },
    ];
    for (const rowGroupRows of [1, 2, 100]) {
      await writeBatches(path, batches, { rowGroupRows });
      expect(await readRows(path)).toEqual(rows);
    }
  });
});

describe("values that do not fit", () => {
  const misfits: readonly [DataType, unknown, string][] = [
    [io.int64, 1.5, "of type int64: got 1.5 in row 1; whole numbers below 2^53 fit"],
    [io.int64, 2 ** 53, "of type int64: got 9007199254740992 in row 1; whole numbers below 2^53 fit"],
    [io.timestamp, Number.NaN, "of type timestamp: got NaN in row 1; leave out rows without a valid time, or use null"],
    [
      io.date,
      Number.POSITIVE_INFINITY,
      "of type date: got Infinity in row 1; leave out rows without a valid time, or use null",
    ],
    [io.decimal(4, 2), 100, "of type decimal(4,2): got 100 in row 1; give it more digits, or round the values first"],
    [io.decimal(20, 2), "1.234", 'of type decimal(20,2): got "1.234" in row 1; give it more digits'],
    [
      io.string,
      5,
      "of type string: got 5 in row 1; give the column the type that holds all its values with schema({...})",
    ],
    [io.struct({ a: io.int32 }), { a: 1, b: 2 }, 'of type struct<a: int32>: got {"a":1,"b":2} in row 1; '],
  ];
  for (const [type, value, message] of misfits) {
    test(`${String(JSON.stringify(value))} is no ${io.typeText(type)}`, async () => {
      const writing = writeBatches(`${folder}/misfit.parquet`, [batchOf({ x: type }, [{ x: value }])]);
      await expect(writing).rejects.toThrow(
        `Cannot write column "x" to "${folder}/misfit.parquet" as its values must be ${message}`,
      );
    });
  }
});
