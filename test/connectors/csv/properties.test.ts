import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CsvOptions } from "../../../connectors/csv/options.ts";
import { javascriptScanner } from "../../../connectors/csv/scan-rows-wasm.ts";
import { csvSink } from "../../../connectors/csv/sink.ts";
import { csvSource } from "../../../connectors/csv/source.ts";
import { schema } from "../../../core/data/user-schema.ts";
import { anyTable, type Table } from "../files/any-table.ts";
import { inFolder, put, readAll, writeAll } from "../files/text-files.ts";
import { type Batch, columnBatch } from "../files/typed-batch.ts";
import { readCsv } from "./read-csv.ts";

const kinds = ["boolean", "int32", "int64", "float64", "bigint", "string", "timestamp", "date"] as const;

function batchesOf({ schema, rows }: Table): Batch[] {
  const half = rows.length >> 1;
  return [rows.slice(0, half), rows.slice(half)].map((part) => columnBatch(schema, part));
}

const dialects: fc.Arbitrary<CsvOptions> = fc.record(
  {
    delimiter: fc.constantFrom(",", ";", "\t", "|", " "),
    quote: fc.constantFrom('"', "'"),
    nullText: fc.constantFrom("", "NULL", "\\N"),
    lineEnd: fc.constantFrom<("\n" | "\r\n")[]>("\n", "\r\n"),
  },
  { requiredKeys: ["delimiter"] },
);

test("any table written in any dialect is read back equal", () =>
  fc.assert(
    fc.asyncProperty(anyTable(kinds), dialects, fc.integer({ min: 1, max: 9 }), async (table, dialect, batchRows) => {
      const options = { ...dialect, schema: table.schema };
      await inFolder(async (folder) => {
        await writeAll(csvSink(`${folder}/t.csv`, options), batchesOf(table));
        const { rows } = await readAll(csvSource(`${folder}/t.csv`, options), { batchRows });
        expect(rows).toEqual(table.rows);
      });
    }),
    { numRuns: 150 },
  ));

/** Text that is mostly quotes, delimiters and newlines. */
const odd = fc.string({
  unit: fc.constantFrom('"', ",", "\n", "\r\n", "a", "é", "1", " ", '""', "\u{1F600}"),
  maxLength: 12,
});
const anyFile = fc.oneof(
  fc.array(fc.tuple(odd, odd, odd), { minLength: 1, maxLength: 20 }).map((rows) => rows.map(quoted).join("\n")),
  fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r\n", "a", "12", "\n"), maxLength: 200 }),
);

function quoted(fields: readonly string[]): string {
  return fields
    .map((text, at) => (at === 0 && !/[",\r\n]/.test(text) ? text : `"${text.replaceAll('"', '""')}"`))
    .join(",");
}

test("any place that the bytes are cut at, any batch and any restart gives the same", () =>
  fc.assert(
    fc.asyncProperty(
      anyFile,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (content, windowBytes, batchRows, restartEvery) => {
        const text = `x,y,z\n${content}`;
        const read = async (options: object): Promise<unknown> => {
          const bad: string[] = [];
          const { rows } = await readCsv(text, { ...options, onBadRecord: ({ position }) => void bad.push(position) });
          return { rows: rows.map((row) => Object.values(row).map(String)), bad };
        };
        expect(await read({ windowBytes, batchRows, restartEvery })).toEqual(await read({}));
      },
    ),
    { numRuns: 150 },
  ));

test("any number of splits gives the same", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer(), fc.stringMatching(/^[a-zé]{0,9}$/)), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 300 }),
      async (rows, splitBytes) => {
        const content = `x,y\n${rows.map(([x, y]) => `${x},${y}`).join("\n")}`;
        const { rows: read } = await readCsv(content, { splitBytes, quote: "none" });
        expect(read).toEqual((await readCsv(content)).rows);
        expect(read).toHaveLength(rows.length);
      },
    ),
    { numRuns: 100 },
  ));

test("DuckDB reads the same fields", async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  // DuckDB takes a carriage return in quotes for the end of lines of the file.
  const text = fc.string({
    unit: fc.constantFrom('"', ",", ";", "\n", "a", "é", "1", " ", "\u{1F600}"),
    maxLength: 12,
  });
  const field = fc.oneof(text, fc.string({ unit: fc.constantFrom("a", "b", "7"), maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(",", ";", "|"),
      (rows, delimiter) =>
        inFolder(async (folder) => {
          const lines = rows.map((fields) => fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter));
          const path = await put(`${folder}/t.csv`, `${lines.join("\n")}\n`);
          const options = `header = false, delim = '${delimiter}', quote = '"', escape = '"', new_line = '\\n', strict_mode = true, auto_detect = false, columns = {'x': 'VARCHAR', 'y': 'VARCHAR', 'z': 'VARCHAR'}, allow_quoted_nulls = false`;
          const theirs = await connection.runAndReadAll(`SELECT * FROM read_csv('${path}', ${options})`);
          const { rows: ours } = await readAll(csvSource(path, { delimiter, header: "none", schema: texts }));
          expect(ours.map((row) => Object.values(row))).toEqual(theirs.getRows());
        }),
    ),
    { numRuns: 40 },
  );
});

const texts = schema({ x: "string", y: "string", z: "string" });

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true }).map(String),
  fc.stringMatching(/^-?[0-9]{1,18}(\.[0-9]{0,18})?$/),
  fc.constantFrom(
    "",
    "-",
    "00",
    "0",
    "-0",
    "1.",
    ".5",
    "1e5",
    "123456789012345",
    "1234567890123456",
    "0.1234567890123456",
  ),
);

test("the kernel in WebAssembly and its twin in JavaScript read the same", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(number, odd, number), { minLength: 1, maxLength: 30 }),
      anyFile,
      fc.constantFrom("allowed" as const, "refused" as const),
      fc.constantFrom<(readonly string[] | undefined)[]>(undefined, ["x"], ["z"], ["x", "y"]),
      fc.constantFrom("\n", "\r\n"),
      async (rows, text, quotedNewlines, columns, lineEnd) => {
        const lines = rows.map(([x, y, z]) => `${x},${quoted(["", y]).slice(1)},${z}`);
        const content = `x,y,z${lineEnd}${lines.join(lineEnd)}${lineEnd}${text}`;
        const read = async (options: object): Promise<unknown> => {
          const bad: string[] = [];
          const result = await readCsv(content, {
            ...options,
            quotedNewlines,
            ...(columns === undefined ? {} : { columns }),
            sampleBytes: 20,
            onBadRecord: ({ message }) => void bad.push(message.replace(/"[^"]*table.csv"/, "")),
          });
          return { rows: result.rows, bad };
        };
        const twin = await read({ scanner: () => javascriptScanner, windowBytes: 1000 });
        expect(await read({ windowBytes: 1000 })).toEqual(twin);
      },
    ),
    { numRuns: 300 },
  ));
