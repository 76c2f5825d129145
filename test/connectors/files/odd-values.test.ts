import fc from "fast-check";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { duckdb } from "../../../connectors/duckdb/mod.ts";
import { halfCharacter, lineWriter } from "../../../connectors/files/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { rowChoices } from "../../../connectors/kafka/rows.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { text } from "../../../connectors/text/mod.ts";
import { type Dataset, from, list, type Schema, schema, struct } from "../../../core/mod.ts";
import { inFolder, put } from "./text-files.ts";
import { columnBatch } from "./typed-batch.ts";

type Row = Readonly<Record<string, unknown>>;

/** Sources that are sinks of the same place. */
const formats: Readonly<Record<string, (path: string) => unknown>> = {
  "x.parquet": parquet,
  "x.csv": csv,
  "x.jsonl": jsonLines,
  "x.avro": avro,
  "x.arrow": arrow,
  "x.arrows": arrow,
  "x.duckdb": (path) => duckdb({ database: path, table: "t" }),
};

async function write(format: string, path: string, rows: readonly Row[], types?: Schema): Promise<void> {
  const dataset = from(rows as never[], (types && { schema: types }) as never) as unknown as Dataset<Row>;
  await dataset.sinkTo(formats[format]!(path) as never).run({ batchRows: 2 });
}

/** In CSV a text is what is asked for: it does not tell "5" from 5. */
function read(format: string, path: string): Promise<Row[]> {
  const source =
    format === "x.csv" ? csv(path, { schema: schema({ id: "int32", y: "string" }) }) : formats[format]!(path);
  return from(source as never).collect() as Promise<Row[]>;
}

/** A value as a text that only the same value has: NaN, −0 and halves of characters too. */
function canonical(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`);
  return `{${entries.sort().join()}}`;
}

/** Where a format has only texts for a value, it is the one that the text is JSON of. */
function isSame(given: unknown, got: unknown): boolean {
  if (canonical(given) === canonical(got)) return true;
  if (typeof got !== "string") return false;
  if (typeof given === "number") return canonical(given) === canonical(Number(got));
  return got.startsWith('"') || typeof given !== "string" ? canonical(given) === canonical(JSON.parse(got)) : false;
}

const number = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(0.5, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const string = fc.oneof(
  fc.constantFrom("a", "b ö", "😀", "\ud83d", "\ude00", "x\ud800y", "\ud800\ud800"),
  fc.string({ unit: fc.constantFrom("a", "ß", "\ud83d", "\ude00", "\n"), maxLength: 3 }),
);
const leaf = fc.oneof(number, string);
const nested = fc.oneof(
  fc.array(fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("k", "l", "\udc00"), fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
);
const kinds: readonly { readonly values: fc.Arbitrary<unknown>; readonly type?: unknown }[] = [
  { values: number },
  { values: string },
  { values: nested },
  { values: fc.oneof(number, string, nested) },
  { values: number, type: "float64" },
  { values: string, type: "string" },
  { values: fc.array(number, { maxLength: 3 }), type: list("float64") },
  { values: fc.array(string, { maxLength: 3 }), type: list("string") },
  { values: fc.array(leaf, { maxLength: 3 }), type: list("any") },
  { values: fc.record({ a: number, b: string }), type: struct({ a: "float64", b: "string" }) },
];
const tables = fc.constantFrom(...kinds).chain(({ values, type }) =>
  fc.record({
    rows: fc.array(fc.option(values, { nil: null, freq: 6 }), { minLength: 1, maxLength: 5 }),
    type: fc.constant(type),
  }),
);

const refusal = /^Cannot write (?:column "y" (?:in row \d )?(?:to|of) \S+|the name of a column) as .+: got .+; .+/s;

for (const format of Object.keys(formats)) {
  test(`numbers that are not finite and halves of characters come back from ${format} equal, or are refused by column`, async () => {
    const seen = { written: 0, refused: 0 };
    const law = fc.asyncProperty(tables, async ({ rows, type }) => {
      await inFolder(async (folder) => {
        const path = `${folder}/${format}`;
        const given = rows.map((y, id) => ({ id, y }));
        const types = type === undefined ? undefined : schema({ id: "int32", y: type as "any" });
        try {
          await write(format, path, given, types);
        } catch (error) {
          seen.refused++;
          expect((error as Error).message).toMatch(refusal);
          return;
        }
        seen.written++;
        const back = (await read(format, path)).map((row) => row.y ?? null);
        const lost = rows.findIndex((y, at) => !isSame(y, back[at]));
        expect(back.length).toBe(rows.length);
        expect(lost < 0 ? "nothing" : `${canonical(rows[lost])} is ${canonical(back[lost])}`).toBe("nothing");
      });
    });
    await fc.assert(law, { numRuns: 60, seed: 20261127 });
    expect(Math.min(seen.written, seen.refused)).toBeGreaterThan(8);
  });

  test(`names of columns with half of a character are refused by ${format}, or come back`, () =>
    inFolder(async (folder) => {
      const rows = [{ "a\ud800": 1 }];
      const written = write(format, `${folder}/${format}`, rows);
      if (format !== "x.jsonl") return expect(written).rejects.toThrow(/^Cannot write .+ as .+"a\\ud800".*; /);
      await written;
      expect(await read(format, `${folder}/${format}`)).toEqual(rows);
    }));
}

test("what of a row JSON has not is told by its column, and by the value", () =>
  inFolder(async (folder) => {
    const rows = [{ id: 1, y: { deep: [1, Number.POSITIVE_INFINITY] } }];
    for (const format of ["x.parquet", "x.csv", "x.jsonl", "x.arrow", "x.duckdb"]) {
      await expect(write(format, `${folder}/${format}`, rows)).rejects.toThrow(
        /^Cannot write column "y" (?:to|of) .+ as JSON.* has? .*got Infinity(?: in row 1)?; filter such rows out before|^Cannot write column "y" to .+ must have them: got Infinity(?: in row 1)?; filter/,
      );
    }
    for (const format of ["x.csv", "x.jsonl", "x.parquet", "x.duckdb"]) {
      const dates = [{ id: 1, y: { at: [new Date(Number.NaN)] } }];
      await expect(write(format, `${folder}/d${format}`, dates)).rejects.toThrow(
        /^Cannot write column "y" (?:to|of) .+: got (?:NaN ms|Invalid Date)(?: in row 1)?; /,
      );
    }
  }));

test("zeros below zero within objects come back from Parquet", () =>
  inFolder(async (folder) => {
    await write("x.parquet", `${folder}/x.parquet`, [{ y: { a: [-0, 0] } }]);
    expect(await read("x.parquet", `${folder}/x.parquet`)).toEqual([{ y: { a: [-0, 0] } }]);
  }));

test("halves of characters that JSON lines escape are read, whatever else the column has", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.jsonl`;
    await put(path, '{"a":"x"}\n{"a":null}\n{"a":"\\ud800"}\n{"a":"\\u00e4\\"ß"}\n{}\n{"a":5,"a":"\\udc00z"}\n');
    const texts = ["x", null, "\ud800", 'ä"ß', null, "\udc00z"];
    for (const options of [{}, { schema: schema({ a: "string" }) }]) {
      const rows = from(jsonLines<{ a: string | null }>(path, options as never));
      expect((await rows.collect()).map(({ a }) => a)).toEqual(texts);
      expect(await rows.filter((row) => row.a === "\ud800").collect()).toEqual([{ a: "\ud800" }]);
      const kinds = await rows
        .filter(({ a }) => a !== null)
        .distinctBy(({ a }) => a!)
        .collect();
      expect(kinds.map(({ a }) => a)).toEqual(texts.filter((each) => each !== null));
    }
  }));

test("lines of text, folders of partitions and streams refuse halves of characters", async () => {
  await inFolder(async (folder) => {
    const lines = from([{ line: "\ud800" }]).sinkTo(text(`${folder}/x.txt`) as never);
    await expect(lines.run()).rejects.toThrow(
      /^Cannot write to ".+x.txt" as texts must be of whole characters.*"\\ud800"/,
    );
    const parted = from([{ a: "\ud800", b: 1 }]).sinkTo(csv(`${folder}/p/`, { partitionBy: ["a"] }) as never);
    await expect(parted.run()).rejects.toThrow(/^Cannot write .*folder of partitionBy as texts must be of whole/);
  });
  const batch = columnBatch(schema({ a: "string" }), [{ a: "x" }, { a: "y\udc00" }]);
  const csvLines = lineWriter({ format: "csv" } as never, "standard output");
  expect(() => csvLines.lines(batch)).toThrow(halfCharacter("a row to standard output", "y\udc00"));
});

test("keys, values and headers of Kafka refuse halves of characters as texts, and what JSON has not", () => {
  const name = "kafka(t)";
  const texts = rowChoices({ value: "string" } as never, "t", name);
  expect(() => texts.recordOf("\ud800")).toThrow(halfCharacter("the value of a record to kafka(t)", "\ud800"));
  const headed = rowChoices({ columns: { h: "headers" } } as never, "t", name);
  expect(() => headed.recordOf({ value: 1, h: { a: "\ud800" } })).toThrow(
    halfCharacter("a header of a record to kafka(t)", "\ud800"),
  );
  const json = rowChoices({} as never, "t", name);
  expect(new TextDecoder().decode(json.recordOf({ a: "\ud800" }).value)).toBe('{"a":"\\ud800"}');
  expect(() => json.recordOf({ a: [Number.NaN] })).toThrow(
    "Cannot write the value of a record to kafka(t) as JSON has only finite numbers: got NaN; filter such rows out before",
  );
});
