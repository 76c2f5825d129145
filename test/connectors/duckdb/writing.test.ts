import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type DuckDbOptions, duckdb } from "../../../connectors/duckdb/mod.ts";
import { count, from, fromChangelog, mapAsync, schema, sum } from "../../../core/mod.ts";
import { row } from "../../../core/testing/event.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { sinkContract } from "../../../core/testing/mod.ts";
import { made, rowsOf, within } from "./made-database.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

const rows: readonly Row[] = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

describe("the contract of sinks", () => {
  const make = (options: DuckDbOptions, first: readonly string[]) => async () => {
    const { database, connection, remove } = await made(...first);
    const sink = () => duckdb<Row>({ database, table: "t", ...options });
    const visible = async () => {
      const isThere = await connection.run("FROM t LIMIT 0").catch(() => undefined);
      return isThere === undefined ? [] : from(duckdb<Row>({ database, table: "t" })).collect();
    };
    const shows = options.mode === "replace" ? "the end" : "checkpoints";
    return { sink: sink(), rows, visible, reopened: sink, remove, shows } as const;
  };
  const keyed = "CREATE TABLE t (name VARCHAR NOT NULL, id DOUBLE PRIMARY KEY, CHECK (id < 100))";
  const cases: Readonly<Record<string, readonly [DuckDbOptions, readonly string[]]>> = {
    "a table that is replaced": [{ mode: "replace" }, []],
    "a table with demands that is replaced": [{ mode: "replace" }, [keyed]],
    "rows known by a column": [{ by: "id" }, []],
    "rows known by the table's key": [{ by: ["id"] }, [keyed]],
    "rows known by two columns that replace all": [{ by: ["id", "name"], mode: "replace" }, []],
  };
  for (const [what, [options, first]] of Object.entries(cases)) {
    for (const { name, run } of sinkContract(make(options, first), "exactly-once")) test(`${what}: ${name}`, run);
  }
});

describe('mode: "replace"', () => {
  const old = ["CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR)", "INSERT INTO t VALUES (1, 'old'), (9, 'old')"];

  test("readers see the rows of before until the run has ended, also across checkpoints, then the new ones alone", () =>
    within(old, async (database, connection) => {
      const seen = new Set<string>();
      const slowly = mapAsync(async (row: Row) => {
        seen.add(
          JSON.stringify(await rowsOf(connection, "SELECT count(*)::INTEGER AS n, any_value(name) AS name FROM t")),
        );
        await new Promise((done) => setTimeout(done, 20));
        return row;
      });
      const result = await from(rows)
        .apply(slowly)
        .sinkTo(duckdb<Row>({ database, table: "t", mode: "replace" }))
        .run({ checkpoint: { dir: `${database}-checkpoints`, interval: "10ms" } });
      expect(result).toBeDefined();
      expect([...seen]).toEqual(['[{"n":2,"name":"old"}]']);
      expect(await rowsOf(connection, "FROM t ORDER BY id")).toEqual(rows);
      await expect(connection.run("INSERT INTO t VALUES (1, 'twice')")).rejects.toThrow(/primary key/);
    }));

  test("no rows leave an empty table, and a run that fails the one of before", () =>
    within(old, async (database, connection) => {
      const sink = duckdb<Row>({ database, table: "t", mode: "replace" });
      const failing = from(rows).map((row) => {
        if (row.id === 5) throw new Error("no fifth");
        return row;
      });
      await expect(failing.sinkTo(sink).run()).rejects.toThrow(/no fifth/);
      expect(await rowsOf(connection, "SELECT id FROM t ORDER BY id")).toEqual([{ id: 1 }, { id: 9 }]);
      await from<Row>([]).sinkTo(sink).run();
      expect(await rowsOf(connection, "FROM t")).toEqual([]);
    }));
});

describe("rows that are known by columns", () => {
  test("take the place of those that have their keys; the last of several stays, other columns keep what they have", () =>
    within(
      [
        "CREATE TABLE t (id INTEGER, kind VARCHAR, n INTEGER, more VARCHAR DEFAULT 'new')",
        "INSERT INTO t VALUES (1, 'a', 1, 'old'), (1, NULL, 2, 'old'), (2, 'a', 3, 'old')",
      ],
      async (database, connection) => {
        const given = [
          { id: 1, kind: "a", n: 10 },
          { id: 1, kind: null, n: 20 },
          { id: 1, kind: null, n: 30 },
          { id: 3, kind: "a", n: 40 },
        ];
        await from(given)
          .sinkTo(duckdb<object>({ database, table: "t", by: ["id", "kind"] }))
          .run();
        expect(await rowsOf(connection, "FROM t ORDER BY n")).toEqual([
          { id: 2, kind: "a", n: 3, more: "old" },
          { id: 1, kind: "a", n: 10, more: "old" },
          { id: 1, kind: null, n: 30, more: "old" },
          { id: 3, kind: "a", n: 40, more: "new" },
        ]);
      },
    ));

  test("stay in their order where batches have columns in turn", () =>
    within(["CREATE TABLE t (id INTEGER, a INTEGER, b INTEGER)"], async (database, connection) => {
      const sink = duckdb<object>({ database, table: "t", by: "id" });
      const writer = await sink.open({ subtask: 0, parallelism: 1, runId: "r", signal: new AbortController().signal });
      for (const each of [
        { id: 1, a: 1 },
        { id: 1, b: 2 },
        { id: 1, a: 3 },
        { id: 1, b: 4, a: 5 },
        { id: 1, a: 6 },
      ])
        await writer.write(batchOf([row(each)], { layout: "columns" }));
      await writer.finish?.();
      await sink.commit([await writer.prepare()]);
      await writer.close();
      expect(await rowsOf(connection, "FROM t")).toEqual([{ id: 1, a: 6, b: 4 }]);
    }));

  test("of types that are written as text are known by what DuckDB reads in it", () =>
    within(["CREATE TABLE t (u UUID PRIMARY KEY, n INTEGER)"], async (database, connection) => {
      const u = "1111aaaa-2222-3333-4444-555555555555";
      await from([
        { u, n: 1 },
        { u: u.toUpperCase(), n: 2 },
      ])
        .sinkTo(duckdb<object>({ database, table: "t", by: "u" }))
        .run();
      expect(await rowsOf(connection, "FROM t")).toEqual([{ u, n: 2 }]);
    }));

  test("are what a stream of groups comes to", () =>
    within([], async (database, connection) => {
      const words = Array.from({ length: 2_000 }, (_, n) => ({ word: `w${(n * n) % 37}`, n }));
      const counts = (boundedness: "bounded" | "unbounded") =>
        from(words, { boundedness })
          .keyBy("word")
          .aggregate({ words: count(), total: sum((each) => each.n) });
      await counts("unbounded")
        .sinkTo(duckdb<object>({ database, table: "t", by: "word" }))
        .run({ checkpoint: { dir: `${database}-checkpoints`, interval: "5ms" }, batchRows: 16, parallelism: 3 });
      const expected = await counts("bounded").collect();
      const got = await rowsOf(connection, "SELECT word, words::DOUBLE AS words, total FROM t");
      const sorted = (all: readonly unknown[]): string[] => all.map((each) => JSON.stringify(each)).sort();
      expect(sorted(got)).toEqual(sorted(expected));
      await expect(async () =>
        counts("unbounded")
          .sinkTo(duckdb({ database, table: "t" }))
          .run(),
      ).rejects.toThrow(/^Cannot write a changelog to duckdb\(t\) as it only takes new rows/);
    }));

  test("of any changelog are its final contents: 300 random changes over 20 keys, keys that change, and many batches", () =>
    within([], async (database, connection) => {
      let seed = 7;
      const random = (below: number): number => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed % below;
      };
      for (let round = 0; round < 10; round++) {
        const left = new Map<number, Record<string, unknown>>();
        const records = Array.from({ length: 300 }, (_, n) => {
          const key = random(20);
          const before = left.get(key);
          if (before !== undefined && random(3) === 0) {
            left.delete(key);
            return { change: "delete" as const, row: { key } };
          }
          const row = { key, n, text: random(2) === 0 ? null : `t${random(5)}` };
          left.set(key, row);
          return { change: "upsert" as const, row };
        });
        type Change = { key: number; n?: number; text?: string | null };
        const live = from<{ change: "upsert" | "delete"; row: Change }>(records, { boundedness: "unbounded" });
        // Behind the map an update may change what its row is known by.
        const shown = live
          .apply(fromChangelog({ by: "key" }))
          .map((row) => ({ id: row.text === null ? row.key : row.key + 100, n: row.n, text: row.text }));
        await shown
          .sinkTo(duckdb<object>({ database, table: `t${round}`, by: "id" }))
          .run({ checkpoint: { dir: `${database}-checkpoints-${round}`, interval: "1ms" }, batchRows: 1 + random(40) });
        const expected = [...left.values()].map(({ key, n, text }) => ({
          id: text === null ? key : (key as number) + 100,
          n,
          text,
        }));
        const got = await rowsOf(
          connection,
          `SELECT id::INTEGER AS id, n::INTEGER AS n, text FROM t${round} ORDER BY id`,
        );
        expect(got).toEqual(expected.sort((a, b) => (a.id as number) - (b.id as number)));
      }
    }));
});

describe("what a table demands is told with the row, before a checkpoint is stored", () => {
  const tables = [
    "CREATE TABLE other (id INTEGER PRIMARY KEY)",
    "INSERT INTO other VALUES (1)",
    `CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, n INTEGER CHECK (n > 0), o INTEGER REFERENCES other (id), "a: b" VARCHAR, c VARCHAR, UNIQUE ("a: b", c))`,
    `INSERT INTO t VALUES (1, 'one', 1, 1, 'x', 'y')`,
  ];
  const good = { id: 2, name: "two", n: 1, o: 1 };
  const refused: readonly (readonly [string, object, RegExp])[] = [
    [
      "NULL",
      { ...good, id: 3, name: null },
      /^Cannot write to duckdb\(t\) as column "name" must not be NULL there: got NULL in the row \{"id":3,"name":null,"n":1,"o":1\}; give it a value before/,
    ],
    [
      "a CHECK",
      { ...good, id: 3, n: -5 },
      /^Cannot write to duckdb\(t\) as CHECK \(n > 0\) must hold there: got values for which it does not in the row \{"id":3,"name":"two","n":-5,"o":1\}; mend them/,
    ],
    [
      "a key that is there",
      { ...good, id: 1 },
      /^Cannot write to duckdb\(t\) as the key of "id" must be of one row only there: got id: 1 once more in the row \{"id":1,"name":"two","n":1,"o":1\}; filter such rows out before, or write with by: \["id"\]/,
    ],
    [
      "a key twice among the rows",
      { ...good, id: 2 },
      /as a key must be of one row only there: got 2 twice; filter such rows out before/,
    ],
    [
      "a key of two columns",
      { ...good, id: 3, "a: b": "x", c: "y" },
      /as the key of "a: b", "c" must be of one row only there: got a: b: x, c: y once more in the row/,
    ],
    [
      "a reference",
      { ...good, id: 3, o: 7 },
      /as what a foreign key refers to must be there: got id: 7, which is not; write the rows of the other table before/,
    ],
  ];
  test.each(refused)("%s", (_, bad, message) =>
    within(tables, async (database, connection) => {
      const run = from([good, bad])
        .sinkTo(duckdb<object>({ database, table: "t" }))
        .run({ checkpoint: { dir: `${database}-checkpoints`, interval: "1h" }, restart: { strategy: "none" } });
      await expect(run).rejects.toThrow(message);
      expect(await rowsOf(connection, "SELECT id FROM t")).toEqual([{ id: 1 }]);
      expect(
        await rowsOf(connection, "SELECT table_name FROM duckdb_tables() WHERE schema_name = '_millrace'"),
      ).toEqual([]);
    }),
  );

  test("rows that another table refers to are not replaced", () =>
    within(tables, async (database) => {
      await expect(
        from([{ id: 5 }])
          .sinkTo(duckdb<object>({ database, table: "other", mode: "replace" }))
          .run(),
      ).rejects.toThrow(
        /as rows that another table refers to must stay there: got o: 1, which is referred to; delete what refers/,
      );
    }));

  test("a unique index, a view", () =>
    within(
      [
        "CREATE TABLE t (id INTEGER)",
        "CREATE UNIQUE INDEX i ON t (id)",
        "INSERT INTO t VALUES (1)",
        "CREATE VIEW v AS FROM t",
      ],
      async (database) => {
        const one = from([{ id: 1 }]);
        await expect(one.sinkTo(duckdb<object>({ database, table: "t" })).run()).rejects.toThrow(
          /as a key must be of one row only there: got id: 1 once more/,
        );
        await expect(one.sinkTo(duckdb<object>({ database, table: "v" })).run()).rejects.toThrow(
          /^Cannot write to duckdb\(v\) as DuckDB must be able to: got Binder Error: Can only delete from base table/,
        );
      },
    ));
});

describe("columns that do not fit are refused before a row is asked for", () => {
  const refused: readonly (readonly [string, DuckDbOptions, RegExp])[] = [
    [
      "one that the table has not",
      { table: "u" },
      /^Cannot write column "id" to duckdb\(u\) as the table has no such column: got "x"; map the rows to be without it, or add it to the table$/,
    ],
    [
      "one that a slip has called otherwise",
      { table: "w" },
      /^Cannot write column "id" to duckdb\(w\) as the table has no such column: got "idd", "x"; did you mean "idd"\? Else map the rows/,
    ],
    [
      "one that each row must have",
      { table: "t" },
      /^Cannot write to duckdb\(t\) as column "name" must not be NULL there and has no default: got rows of "id"; map them to have it/,
    ],
    [
      "one that the table makes of others",
      { table: "g" },
      /^Cannot write column "id" to duckdb\(g\) as the table makes it of its other columns: got values for it; map the rows to be without it$/,
    ],
    [
      "a key that rows have not",
      { table: "k", by: "name" },
      /^Cannot read column "name" in by of duckdb\(k\) as there is no such column: got "id"/,
    ],
  ];
  test.each(refused)("%s", (_, options, message) =>
    within(
      [
        "CREATE TABLE t (id INTEGER, name VARCHAR NOT NULL, d VARCHAR NOT NULL DEFAULT 'd')",
        "CREATE TABLE u (x INTEGER)",
        "CREATE TABLE w (idd INTEGER, x INTEGER)",
        "CREATE TABLE g (x INTEGER, id INTEGER GENERATED ALWAYS AS (x * 2))",
      ],
      async (database) => {
        let asked = 0;
        const source = {
          async *[Symbol.asyncIterator]() {
            asked++;
            yield { id: 1 };
          },
        };
        const typed = from(source, { schema: schema({ id: "int32" }) });
        await expect(typed.sinkTo(duckdb<object>({ database, ...options })).run()).rejects.toThrow(message);
        expect(asked).toBe(0);
      },
    ),
  );

  test("rows without the columns that a table makes are written, and read with them", () =>
    within(["CREATE TABLE g (x INTEGER, id INTEGER GENERATED ALWAYS AS (x * 2))"], async (database) => {
      await from([{ x: 1 }, { x: 2 }])
        .sinkTo(duckdb<{ x: number }>({ database, table: "g" }))
        .run();
      expect(await from(duckdb<object>({ database, table: "g" })).collect()).toEqual([
        { x: 1, id: 2 },
        { x: 2, id: 4 },
      ]);
    }));

  test("columns that come later must be those of the table that the first rows have made", () =>
    within([], async (database) => {
      const given = [{ id: 1 }, { id: 2, more: true }];
      await expect(
        from(given as readonly object[])
          .sinkTo(duckdb<object>({ database, table: "t" }))
          .run({ batchRows: 1 } as never),
      ).rejects.toThrow(/column "more"/);
    }));

  const options: readonly (readonly [string, DuckDbOptions, RegExp])[] = [
    [
      "a mode of no name",
      { table: "t", mode: "upsert" as never },
      /^Cannot set mode in duckdb\(…\) as it must be "append" or "replace": got "upsert"/,
    ],
    [
      "no key",
      { table: "t", by: [] },
      /^Cannot use duckdb\(t\) as by must name the column, or the columns, that rows are known by: got an array; write/,
    ],
    ["a key twice", { table: "t", by: ["a", "a"] }, /as by must name the column/],
    [
      "a query",
      { query: "FROM t", by: "a" },
      /^Cannot use duckdb\(…\) with mode or by as they are for writing to a table: got a query/,
    ],
  ];
  test.each(options)("options: %s", (_, given, message) => expect(() => duckdb(given)).toThrow(message));
});

test.each(["append", "replace"] as const)("what a checkpoint prepared and is lost is told, mode %s", (mode) =>
  within(["CREATE TABLE t (id INTEGER, name VARCHAR)"], async (database, connection) => {
    const context = { subtask: 0, parallelism: 1, runId: "r", signal: new AbortController().signal, checkpoints: true };
    const sink = duckdb<Row>({ database, table: "t", mode });
    const writer = await sink.open(context);
    const prepared: unknown[] = [];
    for (const each of rows.slice(0, 2)) {
      await writer.write(batchOf([row(each)], { layout: "columns" }));
      prepared.push(await writer.prepare());
    }
    await writer.close();
    await sink.commit([prepared[0]]);
    await connection.run("DROP SCHEMA _millrace CASCADE");
    const goOn = async () => {
      await sink.commit([prepared[1]]);
      await (await sink.open({ ...context, restored: [prepared[1]] })).close();
    };
    await expect(goOn()).rejects.toThrow(
      /^Cannot (commit to|go on with) duckdb\(t\) as what a checkpoint has prepared must be in the file that it was written to: got no table "whole\|.*; give that file with all that was in it, go on from a later checkpoint, or run the job anew$/,
    );
  }),
);

test("a file that another process holds is told at once, with its number, and can be used once that has ended", () =>
  within([], async () => {
    const { database, remove } = await made();
    await remove();
    const path = `${database.slice(0, database.lastIndexOf("/"))}-held.db`;
    const client = import.meta.resolve("@duckdb/node-api");
    const script = `import { DuckDBInstance } from ${JSON.stringify(client)}; await DuckDBInstance.create(${JSON.stringify(path)}); console.log("open"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(holder, "close");
    try {
      await once(holder.stdout!, "data");
      const begun = performance.now();
      const write = () =>
        from(rows)
          .sinkTo(duckdb<Row>({ database: path, table: "t" }))
          .run();
      await expect(write()).rejects.toThrow(
        new RegExp(
          `^Cannot open ".*-held.db" for duckdb\\(t\\) as DuckDB must be able to: got IO Error: Could not set lock.*PID ${holder.pid}.*; give the path of a file of DuckDB that no other process has open`,
        ),
      );
      await expect(from(duckdb({ database: path, table: "t" })).collect()).rejects.toThrow(/Could not set lock/);
      expect(performance.now() - begun).toBeLessThan(10_000);
      holder.kill("SIGKILL");
      await gone;
      await write();
      expect(await from(duckdb<Row>({ database: path, table: "t" })).collect()).toEqual(rows);
    } finally {
      holder.kill("SIGKILL");
      await gone;
      await rm(path, { force: true });
    }
  }));
