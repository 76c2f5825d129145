import { existsSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { duckdb } from "../../../connectors/duckdb/mod.ts";
import { whereOf } from "../../../connectors/duckdb/scan.ts";
import {
  type BadRecord,
  count,
  deadLetter,
  decimal,
  from,
  into,
  list,
  schema,
  struct,
  vector,
} from "../../../core/mod.ts";
import { sinkContract, sourceContract } from "../../../core/testing/mod.ts";
import { heldMiB } from "../../services/slow-step.ts";
import { made, rowsOf, within } from "./made-database.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

const rows: readonly Row[] = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));
const table = "CREATE TABLE t AS SELECT range::INTEGER AS id, 'row ' || range AS name FROM range(7)";

describe("the contract of sources", () => {
  const places = {
    "a table": (database: string) => duckdb<Row>({ database, table: "t" }),
    "a table in an order": (database: string) => duckdb<Row>({ database, table: "t", orderBy: ["name", "id"] }),
    "a query": (database: string) => duckdb<Row>({ database, query: "SELECT * FROM t -- all", orderBy: ["id"] }),
  };
  for (const [place, open] of Object.entries(places)) {
    const make = async () => {
      const { database, remove } = await made(table);
      return { source: open(database), rows, remove };
    };
    for (const { name, run } of sourceContract(make)) test(`${place}: ${name}`, run);
  }
  const withGaps = async () => {
    const { database, remove } = await made(
      table.replace("range(7)", "range(-3, 9)"),
      "DELETE FROM t WHERE id < 0 OR id > 6",
      "SET preserve_insertion_order = false",
    );
    return { source: duckdb<Row>({ database, table: "t" }), rows, remove };
  };
  for (const { name, run } of sourceContract(withGaps)) test(`a table of which rows were deleted: ${name}`, run);
});

describe("the contract of sinks", () => {
  const make = (first: readonly string[], name: string | readonly string[]) => async () => {
    const { database, connection, remove } = await made(...first);
    const sink = () => duckdb<Row>({ database, table: name });
    const quoted = [name].flat().map((part) => `"${part.replaceAll('"', '""')}"`);
    const visible = async () => {
      const isThere = await connection.run(`SELECT * FROM ${quoted.join(".")} LIMIT 0`).catch(() => undefined);
      return isThere === undefined ? [] : from(sink()).collect();
    };
    return { sink: sink(), rows, visible, reopened: sink, remove };
  };
  for (const { name, run } of sinkContract(make([], "t"), "exactly-once")) test(`a table to be made: ${name}`, run);
  const there = ["CREATE SCHEMA s", 'CREATE TABLE s."a "".b" (name VARCHAR, id DOUBLE, more INTEGER DEFAULT 5)'];
  const cases = sinkContract(make(["CREATE TABLE t (name VARCHAR, id DOUBLE)"], "t"), "exactly-once");
  for (const { name, run } of cases) test(`a table that is there: ${name}`, run);
  test("a table of any name, whose other columns have their defaults", () =>
    within(there, async (database, connection) => {
      await from(rows.slice(0, 1))
        .sinkTo(duckdb<Row>({ database, table: ["s", 'a ".b'] }))
        .run();
      expect(await rowsOf(connection, 'SELECT * FROM s."a "".b"')).toEqual([{ name: "row 0", id: 0, more: 5 }]);
    }));
});

describe("types", () => {
  const all = [
    "true AS b",
    "(-128)::TINYINT AS i8",
    "65535::USMALLINT AS u16",
    "4294967295::UINTEGER AS u32",
    "(-9007199254740991)::BIGINT AS i64",
    "sum(7)::HUGEINT AS i128",
    "1.5::FLOAT AS f32",
    "'NaN'::DOUBLE AS f64",
    "12.34::DECIMAL(9, 2) AS d9",
    "'-0.0500000000000000001'::DECIMAL(38, 19) AS d38",
    "'ä😀 a text that is longer than twelve bytes' AS s",
    "'b'::ENUM ('a', 'b') AS e",
    "'\\x00\\xFF'::BLOB AS y",
    "DATE '1969-12-31' AS d",
    "TIMESTAMP '2024-02-29 12:00:00.123456' AS ts",
    "TIMESTAMPTZ '2024-02-29 12:00:00+02' AS tz",
    "TIMESTAMP_S '2024-02-29 12:00:00' AS tss",
    "TIMESTAMP_MS '1969-12-31 23:59:59.999' AS tsm",
    "TIMESTAMP_NS '2024-02-29 12:00:00.123456789' AS tsn",
    "[1, NULL, 3]::BIGINT[] AS l",
    "[1, 2]::INTEGER[2] AS a",
    "{'x': 1.5::DOUBLE, 'y': {'z': ['p', NULL]}} AS st",
    "MAP {'k': DATE '1970-01-02'} AS m",
    "UUID '11111111-2222-3333-4444-555555555555' AS u",
    "TIME '12:34:56.5' AS t",
    "INTERVAL 3 DAYS AS iv",
    "'{\"a\":1}'::JSON AS j",
  ];
  const expected = {
    b: true,
    i8: -128,
    u16: 65535,
    u32: 4294967295,
    i64: -9007199254740991,
    i128: 7,
    f32: 1.5,
    f64: Number.NaN,
    d9: 12.34,
    d38: "-0.0500000000000000001",
    s: "ä😀 a text that is longer than twelve bytes",
    e: "b",
    y: new Uint8Array([0, 255]),
    d: -86_400_000,
    ts: Date.UTC(2024, 1, 29, 12, 0, 0, 123) + 0.456,
    tz: Date.UTC(2024, 1, 29, 10),
    tss: Date.UTC(2024, 1, 29, 12),
    tsm: -1,
    tsn: Date.UTC(2024, 1, 29, 12, 0, 0, 123) + 0.456789,
    l: [1, null, 3],
    a: [1, 2],
    st: { x: 1.5, y: { z: ["p", null] } },
    m: [{ key: "k", value: 86_400_000 }],
    u: "11111111-2222-3333-4444-555555555555",
    t: "12:34:56.5",
    iv: "3 days",
    j: '{"a":1}',
  };

  test("a value of each is read", async () => {
    const [row] = await from(duckdb<Record<string, unknown>>({ query: `SELECT ${all.join(", ")}` })).collect();
    for (const [name, value] of Object.entries(expected)) {
      if (Number.isFinite(value)) expect(row![name], name).toBeCloseTo(value as number, 3);
      else expect(row![name], name).toEqual(value);
    }
  });

  test("NULL of each is null, beside values, in more rows than a vector has", async () => {
    const query = `SELECT * FROM (SELECT ${all.join(", ")}) RIGHT JOIN range(5000) r(n) ON n % 3 = 0`;
    const got = await from(duckdb<Record<string, unknown>>({ query })).collect();
    expect(got.length).toBe(5000);
    for (const row of got) {
      const isThere = (row.n as number) % 3 === 0;
      for (const name of Object.keys(expected)) expect(row[name] === null, name).toBe(!isThere);
    }
  });

  test("what was read is written as it was, but for nanoseconds", () =>
    within(
      [
        `CREATE TABLE a AS SELECT ${all.join(", ")}`,
        "INSERT INTO a (b) VALUES (NULL)",
        "CREATE TABLE z AS SELECT * FROM a LIMIT 0",
      ],
      async (database, connection) => {
        await from(duckdb<object>({ database, table: "a" }))
          .sinkTo(duckdb<object>({ database, table: "z" }))
          .run();
        const differ = "SELECT * REPLACE (date_trunc('milliseconds', tsn::TIMESTAMP) AS tsn) FROM";
        expect(
          await rowsOf(connection, `(${differ} a EXCEPT ${differ} z) UNION ALL (${differ} z EXCEPT ${differ} a)`),
        ).toEqual([]);
        expect(await rowsOf(connection, "SELECT count(*)::INTEGER AS n FROM z")).toEqual([{ n: 2 }]);
      },
    ));

  test("a table is made as a schema has it, also of no rows", () =>
    within([], async (database, connection) => {
      const typed = schema({
        i: "int64",
        g: "bigint",
        n: "int32",
        s: "string",
        o: "boolean",
        t: "timestamp",
        d: "date",
        y: "bytes",
        p: decimal(20, 3),
        l: list("string"),
        st: struct({ x: "float64" }),
      });
      await from([], { schema: typed })
        .sinkTo(duckdb({ database, table: "t" }))
        .run();
      const got = await rowsOf(
        connection,
        "SELECT string_agg(data_type, ' ') AS types FROM duckdb_columns() WHERE table_name = 't'",
      );
      expect(got).toEqual([
        { types: "BIGINT BIGINT INTEGER VARCHAR BOOLEAN TIMESTAMP DATE BLOB DECIMAL(20,3) VARCHAR[] STRUCT(x DOUBLE)" },
      ]);
    }));

  test("a table is made of the values of the first rows; what has no type of its own is JSON", () =>
    within([], async (database, connection) => {
      const given = [
        { n: 1, t: "a", d: new Date(5), o: { x: [1n] }, m: null as unknown },
        { n: 2.5, t: null, d: null, o: null, m: "later" },
      ];
      await from(given)
        .sinkTo(duckdb<object>({ database, table: "t" }))
        .run();
      expect(await rowsOf(connection, "SELECT n, t, epoch_ms(d)::INTEGER AS d, o, m FROM t")).toEqual([
        { n: 1, t: "a", d: 5, o: '{"x":[1]}', m: null },
        { n: 2.5, t: null, d: null, o: null, m: "later" },
      ]);
    }));
});

describe("integers of 64 bits", () => {
  const query = "SELECT 9007199254740993 AS id UNION ALL SELECT 1 UNION ALL SELECT NULL";

  test("beyond 2^53 are refused as numbers, left out, or go elsewhere, and are whole as bigint", async () => {
    await expect(from(duckdb({ query })).collect()).rejects.toThrow(
      'Cannot read column "id" at row 1 of duckdb(SELECT 9007199254740993 AS id UNION ALL…) as it must be below 2^53 to be a number: got 9007199254740993; set int64: "bigint", or cast it in a query',
    );
    expect(await from(duckdb({ query }), { onError: "skip" }).collect()).toEqual([{ id: 1 }, { id: null }]);
    const letters: BadRecord[] = [];
    const left = from(duckdb({ query }), { onError: deadLetter(into(letters)) });
    expect(await left.collect()).toEqual([{ id: 1 }, { id: null }]);
    expect(letters).toMatchObject([{ column: "id", text: "9007199254740993" }]);
    expect(await from(duckdb({ query, int64: "bigint" })).collect()).toEqual([
      { id: 9007199254740993n },
      { id: 1n },
      { id: null },
    ]);
  });

  const most = { UBIGINT: "18446744073709551615", HUGEINT: "-170141183460469231731687303715884105728" };
  const held = {
    "a value": (x: string) => x,
    "an item of a list": (x: string) => `[${x}]`,
    "a field": (x: string) => `{'f': ${x}}`,
  };
  const cases = Object.entries(most).flatMap(([type, value]) =>
    Object.entries(held).map(([what, around]) => [what, type, value, around(`'${value}'::${type}`)] as const),
  );
  test.each(cases)(
    "beyond 64 bits as %s of %s are refused both as numbers and as bigint, with what reads them",
    async (_, _type, value, sql) => {
      const query = `SELECT ${sql.replace(value, "1")} AS b UNION ALL SELECT ${sql}`;
      for (const [int64, must] of [
        ["bigint", "a column of bigint holds 64 bits with a sign"],
        ["number", "it must be below 2^53 to be a number"],
      ] as const) {
        const source = duckdb<{ b: unknown }>({ query, int64 });
        await expect(from(source).collect()).rejects.toThrow(
          `Cannot read column "b" at row 2 of ${source.name} as ${must}: got ${value}; cast it in the query, as in "b"::VARCHAR`,
        );
        expect(await from(source, { onError: "skip" }).collect()).toHaveLength(1);
      }
      expect(
        await from(duckdb<{ b: string }>({ query: `SELECT b::VARCHAR AS b FROM (${query})` })).collect(),
      ).toHaveLength(2);
    },
  );

  test("of a table that only a cast reads need a query", () =>
    within(
      [
        "CREATE TABLE u AS SELECT 18446744073709551615::UBIGINT AS b",
        "CREATE TABLE v AS SELECT 'infinity'::TIMESTAMP AS t",
      ],
      async (database) => {
        await expect(from(duckdb({ database, table: "u", int64: "bigint" })).collect()).rejects.toThrow(
          /^Cannot read column "b" at row 1 of duckdb\(u\) as a column of bigint holds .*; read it by a query that casts it, as in query: "SELECT "b"::VARCHAR … FROM …"$/,
        );
        await expect(from(duckdb({ database, table: "v" })).collect()).rejects.toThrow(
          /as it must be within 275,000 years of 1970: got infinity; read it by a query that casts it/,
        );
      },
    ));
});

describe("what DuckDB is asked for", () => {
  const values =
    "(VALUES (1, 0.5, 'a', true), (NULL, 'NaN'::DOUBLE, NULL, NULL), (-3, -1.5, 'ä', false), (9, 'inf'::DOUBLE, '', true))";
  const query = `SELECT * FROM ${values} v(i, f, s, b)`;
  interface Values {
    readonly i: number;
    readonly f: number;
    readonly s: string;
    readonly b: boolean;
  }
  type Keep = (row: Values) => boolean;
  const lambdas: readonly Keep[] = [
    (row) => row.i < 1,
    (row) => row.i <= 0,
    (row) => row.i > -1,
    (row) => row.i >= 2 ** 40,
    (row) => row.i === 9,
    (row) => row.i > 0.5,
    (row) => row.i !== 1,
    (row) => row.f < 0.25,
    (row) => row.f > 0.25,
    (row) => row.f <= -0.5,
    (row) => row.s === "ä",
    (row) => row.s > "a",
    (row) => row.b === true,
    (row) => row.i > -5 && row.f < 1,
  ];

  test.each(lambdas.map((keep) => [String(keep), keep] as const))(
    "%s keeps the rows that it keeps in JavaScript",
    async (_, keep) => {
      const all = await from(duckdb<Values>({ query })).collect();
      expect(await from(duckdb<Values>({ query })).filter(keep).collect()).toEqual(all.filter(keep));
    },
  );

  test("comparisons are parameters, and null is 0 in them", async () => {
    const client = await import("@duckdb/node-api");
    const columns = ["a", 'b"'].map((name) => ({ name, type: { kind: "float64" }, sql: name }) as const);
    const conditions = [
      { column: "a", compare: ">=", value: 2 },
      { column: 'b"', compare: "<", value: 3.5 },
      { column: "a", compare: "!=", value: 4 },
      { column: "gone", compare: "=", value: 4 },
      { column: "a", compare: "=", value: "x" },
    ] as const;
    const { sql, values } = whereOf(conditions, columns, client);
    expect([sql, values]).toEqual([`"a" >= $1 AND ("b""" < $2 OR "b""" IS NULL)`, [2, 3.5]]);
  });

  test("only columns that are needed are selected: one that cannot be computed is not", async () => {
    const failing = duckdb<{ x: number; bad: number }>({
      query: "SELECT range AS x, error('never') AS bad FROM range(3)",
    });
    expect(
      await from(failing)
        .map((row) => ({ x: row.x }))
        .collect(),
    ).toEqual([{ x: 0 }, { x: 1 }, { x: 2 }]);
    expect(await from(failing).aggregate({ rows: count() }).collect()).toEqual([{ rows: 3 }]);
    await expect(from(failing).collect()).rejects.toThrow(
      /^Cannot read duckdb\(SELECT range AS x.* as DuckDB must be able to: got Invalid Input Error: never; /,
    );
  });
});

describe("errors", () => {
  const failures: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      "neither table nor query",
      () => duckdb({}),
      /^Cannot use duckdb\(…\) as it takes either table or query: got none of them; use for instance/,
    ],
    ["both", () => duckdb({ table: "t", query: "q" }), /: got both; /],
    ["an unknown option", () => duckdb({ tabel: "t" } as never), /did you mean table\?/],
    ["a bad name", () => duckdb({ table: "a..b" }), /^Cannot use duckdb\(…\) as table must be a name/],
    [
      "a bad database",
      () => duckdb({ table: "t", database: 5 as never }),
      /must be the path of a file or an instance .*: got 5; /,
    ],
    ["an empty query", () => duckdb({ query: " ; " }), /as query must be one of SQL/],
    [
      "a bad order",
      () => duckdb({ query: "q", orderBy: "id" as never }),
      /as orderBy must be a list of columns: got "id"; /,
    ],
  ];
  test.each(failures)("%s", (_, make, message) => expect(make).toThrow(message));

  const readings: readonly (readonly [string, object, RegExp])[] = [
    [
      "an absent table",
      { table: "tt" },
      /^Cannot read duckdb\(tt\) as DuckDB must be able to: got Catalog Error: Table with name tt does not exist! Did you mean "t"\?; mend its SQL/,
    ],
    ["SQL that is none", { query: "SELEC 1" }, /got Parser Error: syntax error at or near "1"; mend its SQL/],
    ["two statements", { query: "SELECT 1; DROP TABLE t" }, /got Parser Error/],
    [
      "a column of no name in orderBy",
      { query: "FROM t", orderBy: ["nam"] },
      /^Cannot read column "nam" in orderBy of duckdb\(FROM t\) .* did you mean "name"\?/,
    ],
    [
      "a view as a table",
      { table: "v" },
      /as a table as its rows must have numbers of their own: got a view; write it as query/,
    ],
    ["an extension that is not there", { query: "FROM read_xlsx('a.xlsx')" }, /^Cannot read duckdb.*(excel|read_xlsx)/],
  ];
  test.each(readings)("%s", (_, options, message) =>
    within([table, "CREATE VIEW v AS FROM t"], async (database, connection) => {
      await expect(from(duckdb({ database, ...options })).collect()).rejects.toThrow(message);
      expect(await rowsOf(connection, "SELECT count(*)::INTEGER AS n FROM t")).toEqual([{ n: 7 }]);
    }),
  );

  test("a file that cannot be opened", async () => {
    await expect(
      from([{ a: 1 }])
        .sinkTo(duckdb({ database: "/absent/x.db", table: "t" }))
        .run(),
    ).rejects.toThrow(
      /Cannot open "\/absent\/x.db" for duckdb\(t\) as DuckDB must be able to: got IO Error: .*; give the path of a file of DuckDB/,
    );
  });

  test("a file that is not there is told, and none is made", () =>
    within([], async (database) => {
      const typo = `${database}.typo`;
      for (const rest of [{ table: "t" }, { query: "SELECT 1 AS one" }]) {
        await expect(from(duckdb({ database: typo, ...rest })).collect()).rejects.toThrow(
          /^Cannot open ".*\.typo" for duckdb\(.*\) as a file must be there to be read: got none; mend the path, or write the database before$/,
        );
      }
      expect(existsSync(typo)).toBe(false);
      await from([{ a: 1 }])
        .sinkTo(duckdb({ database: typo, table: "t" }))
        .run();
      expect(await from(duckdb({ database: typo, table: "t" })).collect()).toEqual([{ a: 1 }]);
    }));

  const writings: readonly (readonly [string, object, readonly object[], RegExp])[] = [
    [
      "a column that the table has not",
      { table: "t" },
      [{ id: 1, nam: "x" }],
      /^Cannot write column "nam" to duckdb\(t\) .* did you mean "name"\?/,
    ],
    [
      "a value that does not fit",
      { table: "t" },
      [{ id: 1.5 }],
      /column "id" of duckdb\(t\) as its values must be INTEGER: got 1.5; map the rows before/,
    ],
    ["a value out of range", { table: "t" }, [{ id: 2 ** 31 }], /must be INTEGER: got 2147483648; /],
    ["rows that are no objects", { table: "t" }, [5 as never], /rows must be objects with a property for each column/],
    ["a query", { query: "FROM t" }, [{ id: 1 }], /as rows are added to a table: got a query; /],
    [
      "text that the column's type does not take",
      { table: "u" },
      [{ u: "no uuid" }],
      /Could not convert string 'no uuid' to INT128/,
    ],
    ["JSON that is none", { table: "u" }, [{ j: "{" }], /[Mm]alformed JSON/],
    [
      "a schema that is not there",
      { table: "nosuch.n" },
      [{ id: 1 }],
      /^Cannot write to duckdb\(nosuch\.n\) as .* Schema with name nosuch does not exist!?; name a table/,
    ],
    [
      "columns that differ by small and large letters alone",
      { table: "n" },
      [{ id: 1, Id: 2 }],
      /names of its columns must differ by more than small and large letters: got "id" and "Id"; name them otherwise/,
    ],
    ["a column without a name", { table: "n" }, [{ "": 1 }], /names of its columns must have a letter: got ""; name/],
  ];
  test.each(writings)("written: %s", (_, options, given, message) =>
    within([table, "CREATE TABLE u (u UUID, j JSON)"], async (database, connection) => {
      await expect(
        from(given)
          .sinkTo(duckdb<object>({ database, ...options }))
          .run(),
      ).rejects.toThrow(message);
      expect(
        await rowsOf(connection, "SELECT table_name FROM duckdb_tables() WHERE schema_name = '_millrace'"),
      ).toEqual([]);
    }),
  );

  test("a schema that does not fit is refused before a row is asked for", () =>
    within([table], async (database) => {
      let asked = 0;
      async function* rows() {
        asked++;
        yield { id: "x" };
      }
      const typed = from({ [Symbol.asyncIterator]: rows }, { schema: schema({ id: "string" }) });
      await expect(typed.sinkTo(duckdb<object>({ database, table: "t" })).run()).rejects.toThrow(
        /Cannot write column "id" to duckdb\(t\) as it must hold INTEGER there: got string; map it before/,
      );
      expect(asked).toBe(0);
    }));

  test("in memory there is nothing to write to", async () => {
    await expect(
      from([{ id: 1 }])
        .sinkTo(duckdb<object>({ table: "t" }))
        .run(),
    ).rejects.toThrow(/^Cannot write to duckdb\(t\) as its database must be one that is there afterwards: got none; /);
  });

  test("a query in no order is not gone on with: a run with checkpoints says what to do", () =>
    within([table], async (database) => {
      const folder = `${database}-checkpoints`;
      await expect(
        from(duckdb({ database, query: "FROM t" }))
          .sinkTo(duckdb<object>({ database, table: "z" }))
          .run({ checkpoint: { dir: folder, interval: "1s" } }),
      ).rejects.toThrow(/name columns whose values give them one order only, as in orderBy: \["id"\], or read a table/);
    }));
});

test("an instance that is open is read from and written to", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  await from(rows)
    .sinkTo(duckdb<Row>({ database: instance, table: "t" }))
    .run();
  expect(await from(duckdb<Row>({ database: instance, table: "t" })).collect()).toEqual(rows);
  instance.closeSync();
});

test("columns of one name have a number", async () => {
  expect(await from(duckdb({ query: "SELECT 1 AS a, 2 AS a" })).collect()).toEqual([{ a: 1, a_1: 2 }]);
});

test("vectors are arrays of so many doubles, and are read as lists", () =>
  within([], async (database, connection) => {
    const rows = [{ v: Float64Array.of(1, -0) }, { v: null }, { v: Float64Array.of(0.5, 3) }];
    await from(rows as never[], { schema: schema({ v: vector(2) }) })
      .sinkTo(duckdb({ database, table: "vectors" }) as never)
      .run();
    const described = await connection.runAndReadAll("SELECT typeof(v), v[2] FROM vectors WHERE v IS NOT NULL");
    expect(described.getRows()).toEqual([
      ["DOUBLE[2]", -0],
      ["DOUBLE[2]", 3],
    ]);
    const read = await from(duckdb<{ v: unknown }>({ database, table: "vectors" })).collect();
    expect(read).toEqual([{ v: [1, -0] }, { v: null }, { v: [0.5, 3] }]);
  }));

test("a slow step holds back what is read of a query: what is in memory is a fraction of it", async () => {
  const query = "SELECT range AS id, repeat('x', 500) || range AS text FROM range(200000)";
  const before = heldMiB();
  let [rows, peak] = [0, 0];
  await from(duckdb<{ id: number; text: string }>({ query })).forEach(async () => {
    if (++rows % 20_000 !== 0) return;
    await new Promise((done) => setTimeout(done, 20));
    peak = Math.max(peak, heldMiB() - before);
  });
  expect(rows).toBe(200_000);
  // 100 MB in all.
  expect(peak).toBeLessThan(40);
});
