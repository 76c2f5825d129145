import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { javascriptScanner } from "../../../connectors/json-lines/scan-objects-wasm.ts";
import { jsonSink } from "../../../connectors/json-lines/sink.ts";
import { jsonSource } from "../../../connectors/json-lines/source.ts";
import { anyTable } from "../files/any-table.ts";
import { inFolder, put, readAll, writeAll } from "../files/text-files.ts";
import { columnBatch } from "../files/typed-batch.ts";
import { readJson, withBad } from "./read-json.ts";

const kinds = ["boolean", "int32", "int64", "float64", "bigint", "string", "timestamp", "date"] as const;

test("any table is written and read back equal", () =>
  fc.assert(
    fc.asyncProperty(anyTable(kinds), fc.integer({ min: 1, max: 9 }), async ({ schema, rows }, batchRows) => {
      await inFolder(async (folder) => {
        const path = `${folder}/t.jsonl`;
        const half = rows.length >> 1;
        const batches = [rows.slice(0, half), rows.slice(half)].map((part) => columnBatch(schema, part));
        await writeAll(jsonSink(path, { nonFinite: "text" }), batches);
        // What JSON has not is written as text: a column of numbers does not take it back.
        const finite = rows.filter(
          (row) => !Object.values(row).some((x) => typeof x === "number" && !Number.isFinite(x)),
        );
        const read = await readAll(jsonSource(path, { schema }), { batchRows, onBadRecord: () => undefined });
        expect(read.rows).toEqual(finite);
      });
    }),
    { numRuns: 100 },
  ));

const value = fc.oneof(
  fc.integer(),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', "\\", "\n", "{", "}", ",", ":", "a"), maxLength: 8 }),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("x", "y"), fc.string({ maxLength: 3 }), { maxKeys: 2, noNullPrototype: true }),
);

/** Objects that mostly have the same keys in the same order, and mostly values of the same kinds. */
const anyRow = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      id: fc.integer(),
      name: fc.string({ maxLength: 6 }),
      x: fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom("id", "name", "x", "more", 'q"'), value, { noNullPrototype: true }),
  },
);

function present(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, own]) => own !== null));
}

test("any objects are read as JSON.parse reads them", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 200 }),
      async (rows, batchRows, sampleBytes) => {
        const content = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
        const read = await readJson(content, { batchRows, sampleBytes });
        // JSON.stringify writes −0 as 0.
        expect(read.rows.map(present)).toEqual(rows.map((row) => present(JSON.parse(JSON.stringify(row)))));
      },
    ),
    { numRuns: 200 },
  ));

test("any place that the bytes are cut at, any batch, restart and number of splits gives the same", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          anyRow.map((row) => JSON.stringify(row)),
          fc.string({ unit: fc.constantFrom("{", "}", '"', ":", "1", "\\"), maxLength: 9 }),
        ),
        { maxLength: 20 },
      ),
      fc.record({
        windowBytes: fc.integer({ min: 1, max: 60 }),
        batchRows: fc.integer({ min: 1, max: 5 }),
        restartEvery: fc.integer({ min: 1, max: 3 }),
        splitBytes: fc.integer({ min: 1, max: 300 }),
      }),
      async (lines, options) => {
        const content = `{"id":1}\n${lines.join("\n")}`;
        const [whole, cut] = [await withBad(content), await withBad(content, options)];
        expect(cut.rows.map((row) => present(row as Record<string, unknown>))).toEqual(
          whole.rows.map((row) => present(row as Record<string, unknown>)),
        );
        expect(cut.bad.map(({ position }) => position)).toEqual(whole.bad.map(({ position }) => position));
      },
    ),
    { numRuns: 150 },
  ));

test("DuckDB reads the same values", async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ a: fc.integer(), b: fc.string({ unit: "grapheme", maxLength: 8 }), c: fc.boolean() }), {
        minLength: 1,
        maxLength: 10,
      }),
      (rows) =>
        inFolder(async (folder) => {
          const path = await put(`${folder}/t.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
          const columns = "{a: 'BIGINT', b: 'VARCHAR', c: 'BOOLEAN'}";
          const theirs = await connection.runAndReadAll(
            `SELECT a::DOUBLE, b, c FROM read_json('${path}', columns = ${columns}, format = 'newline_delimited')`,
          );
          const { rows: ours } = await readAll(jsonSource(path, {}));
          expect(ours.map(({ a, b, c }) => [a, b, c])).toEqual(theirs.getRows());
        }),
    ),
    { numRuns: 40 },
  );
});

const mixed = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom("1", "2", "1.5", "9007199254740992", "9007199254740993", "1e3", "-0", "null", "true", '"1"', "[1]"),
);

test("what a value becomes depends on the sample and on itself, not on batches, windows, splits or restarts", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(mixed, fc.option(mixed)), { minLength: 1, maxLength: 60 }),
      fc.constantFrom("1", "1.5", "true", '"x"', "9007199254740993", "null", "[]"),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 8, max: 90 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 1, max: 3 }),
      async (rows, first, batchRows, windowBytes, splitBytes, restartEvery) => {
        const lines = rows.map(([x, late]) => (late === null ? `{"x":${x}}\n` : `{"x":${x},"late":${late}}\n`));
        const head = `{"x":${first}}\n`;
        const content = [head, ...lines].join("");
        const whole = await readJson(content, { sampleBytes: head.length });
        const parts = { batchRows, windowBytes, splitBytes, restartEvery };
        const read = await readJson(content, { sampleBytes: head.length, ...parts });
        expect(read.rows.map(present)).toEqual(whole.rows.map(present));
      },
    ),
    { numRuns: 200 },
  ));

const jsonNumber = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.stringMatching(/^-?[0-9]{1,18}(\.[0-9]{0,18})?$/),
  fc.constantFrom(
    "-",
    "00",
    "-0",
    "1.",
    ".5",
    "1e5",
    "123456789012345",
    "1234567890123456",
    "0.1234567890123456",
    "null",
  ),
);
const spaced = fc.constantFrom("", " ", "\r");

test("the kernel in WebAssembly and its twin in JavaScript read the same", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(jsonNumber, value, anyRow, spaced, fc.boolean()), { minLength: 1, maxLength: 30 }),
      fc.constantFrom<(readonly string[] | undefined)[]>(undefined, ["n"], ["flag"], ["id", "v"]),
      async (rows, columns) => {
        const lines = rows.map(([n, v, row, space, flag]) =>
          [
            `{"n":${n},${space.trim()} "flag":${flag}, "v":${JSON.stringify(v)}}`,
            JSON.stringify({ flag, ...row }),
          ].join(`${space}\n`),
        );
        const content = `{"n":1,"flag":true,"v":"x","id":5,"name":"é","x":1.5}\n${lines.join("\n")}`;
        const read = async (options: object): Promise<unknown> => {
          const asked = columns === undefined ? {} : { columns };
          const { rows, messages } = await withBad(content, { ...options, ...asked, sampleBytes: 60 });
          return { rows, messages };
        };
        const twin = await read({ scanner: () => javascriptScanner, windowBytes: 1000 });
        expect(await read({ windowBytes: 1000 })).toEqual(twin);
      },
    ),
    { numRuns: 300 },
  ));
