import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { from, fromColumns, list, schema, struct, vector } from "../../../core/mod.ts";
import { duck } from "../parquet/kit.ts";
import { inFolder, put } from "./text-files.ts";

const typed = schema({ id: "int64", v: vector(3), in: struct({ w: vector(1) }), path: list(vector(2)) });

const rows = Array.from({ length: 100 }, (_, i) => ({
  id: i,
  v: i % 7 === 0 ? null : Float64Array.of(i, -0, i / 3),
  in: i % 5 === 0 ? null : { w: Float64Array.of(i) },
  path: i % 4 === 0 ? [] : [Float64Array.of(1, i), null, Float64Array.of(2, 2)],
}));

type Row = (typeof rows)[number];

/** Vectors as lists of numbers, as what does not say that they are vectors gives them. */
function asLists(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(asLists);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asLists(one)]));
}

const formats = {
  "x.arrow": arrow,
  "x.arrows": arrow,
  "x.parquet": parquet,
  "x.jsonl": jsonLines,
  "x.csv": csv,
} as const;

describe.each(Object.entries(formats))("vectors in %s", (name, format) => {
  test("come back as they were written, where a schema says what they are", () =>
    inFolder(async (folder) => {
      const given = from(rows as never[], { schema: typed });
      await given.sinkTo(format(`${folder}/${name}`) as never).run({ batchRows: 30 });
      const read = from(format<Row>(`${folder}/${name}`, { schema: typed } as never));
      expect(await read.collect()).toEqual(rows);
      // One after another, so that parts of a file are cut from it.
      expect(await read.limit(41).collect({ batchRows: 7 })).toEqual(rows.slice(0, 41));
    }));

  test("of another length than the schema says are errors, or left out", () =>
    inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      await from([{ v: [1, 2] }, { v: [1, 2] }], { schema: schema({ v: list("float64") }) })
        .sinkTo(format(path) as never)
        .run();
      const read = from(format<{ v: Float64Array }>(path, { schema: schema({ v: vector(3) }) } as never));
      await expect(read.collect()).rejects.toThrow(/Cannot read.*vector\(3\)/);
    }));
});

describe.each(["x.arrow", "x.parquet"] as const)("vectors in %s", (name) => {
  const format = formats[name];

  test("come back as vectors without a schema, and as lists where the schema says so", () =>
    inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const given = rows.map(({ id, v }) => ({ id, v }));
      await from(given as never[], { schema: schema({ id: "int64", v: vector(3) }) })
        .sinkTo(format(path) as never)
        .run();
      expect(await from(format(path)).collect()).toEqual(given);
      const lists = schema({ v: list("float64") });
      expect(await from(format(path, { schema: lists } as never)).collect()).toEqual(
        given.map(({ v }) => ({ v: asLists(v) })),
      );
      const wrong = from(format(path, { schema: schema({ v: vector(4) }) } as never));
      await expect(wrong.collect()).rejects.toThrow("vector(4)");
    }));

  test("of any content come back to the bit", () =>
    inFolder(async (folder) => {
      let files = 0;
      const cell = (size: number) =>
        fc.option(fc.array(fc.double(), { minLength: size, maxLength: size }).map((all) => Float64Array.from(all)));
      const column = fc
        .integer({ min: 1, max: 5 })
        .chain((size) => fc.array(cell(size), { minLength: 1, maxLength: 30 }));
      await fc.assert(
        fc.asyncProperty(column, fc.integer({ min: 1, max: 12 }), async (cells, batchRows) => {
          const size = cells.find((one) => one !== null)?.length ?? 2;
          const path = `${folder}/${files++}-${name}`;
          const given = from(cells.map((v) => ({ v })) as never[], { schema: schema({ v: vector(size) }) });
          await given.sinkTo(format(path) as never).run({ batchRows });
          expect(await from(format<{ v: unknown }>(path)).collect()).toEqual(cells.map((v) => ({ v })));
        }),
        { numRuns: 40 },
      );
    }));
});

test("vectors whose lengths differ from batch to batch are lists in all of a Parquet file", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.parquet`;
    const made = from([1, 2, 3, 4]).map((n) => ({ v: new Float64Array(n > 2 ? 2 : 1).fill(n) }));
    await made.sinkTo(parquet(path)).run({ batchRows: 2 });
    expect(await from(parquet(path)).collect()).toEqual([{ v: [1] }, { v: [2] }, { v: [3, 3] }, { v: [4, 4] }]);
  }));

test("DuckDB reads vectors in Parquet as lists of doubles", () =>
  inFolder(async (folder) => {
    const given = rows.map(({ id, v }) => ({ id, v }));
    await from(given as never[], { schema: schema({ id: "int64", v: vector(3) }) })
      .sinkTo(parquet(`${folder}/v.parquet`) as never)
      .run();
    const read = await duck(`SELECT id, v[3] AS third, len(v) AS n FROM '${folder}/v.parquet' ORDER BY id`);
    expect(read.map((row) => [Number(row.id), row.third, row.n === null ? null : Number(row.n)])).toEqual(
      rows.map(({ id, v }) => [id, v?.[2] ?? null, v === null ? null : 3]),
    );
  }));

test("JSON and CSV have vectors as arrays of JSON, Avro as arrays of doubles", () =>
  inFolder(async (folder) => {
    const given = fromColumns({ n: [1, 2], v: [Float64Array.of(1, 2.5), Float64Array.of(-0, 1e30)] });
    await given.sinkTo(jsonLines(`${folder}/a.jsonl`)).run();
    expect(await readFile(`${folder}/a.jsonl`, "utf8")).toBe('{"n":1,"v":[1,2.5]}\n{"n":2,"v":[-0,1e+30]}\n');
    await given.sinkTo(csv(`${folder}/a.csv`)).run();
    expect(await readFile(`${folder}/a.csv`, "utf8")).toBe('n,v\n1,"[1,2.5]"\n2,"[-0,1e+30]"\n');
    await given.sinkTo(avro(`${folder}/a.avro`)).run();
    expect(await from(avro(`${folder}/a.avro`)).collect()).toEqual([
      { n: 1, v: [1, 2.5] },
      { n: 2, v: [-0, 1e30] },
    ]);
    const path = await put(
      `${folder}/bad.jsonl`,
      '{"v":[1,2]}\n{"v":[1]}\n{"v":["a",2]}\n{"v":[3,null]}\n{"v":null}\n',
    );
    const read = from(jsonLines(path, { schema: schema({ v: vector(2) }) }), { onError: "skip" });
    expect(await read.collect()).toEqual([{ v: Float64Array.of(1, 2) }, { v: null }]);
    await expect(from(jsonLines(path, { schema: schema({ v: vector(2) }) })).collect()).rejects.toThrow(
      'it must be vector(2): got "[1]"',
    );
  }));
