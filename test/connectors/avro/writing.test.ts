import { stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { type AvroCompression, avro } from "../../../connectors/avro/mod.ts";
import { decimal, from, list, schema, struct } from "../../../core/mod.ts";
import { inFolder } from "../files/text-files.ts";
import { dataOf } from "./header.ts";

const types = schema({
  b: "boolean",
  i: "int32",
  l: "int64",
  big: "bigint",
  x: "float64",
  s: "string",
  t: "timestamp",
  d: "date",
  n: decimal(9, 2),
  wide: decimal(30, 4),
  raw: "bytes",
  tags: list({ kind: "string" }),
  place: struct({ x: { kind: "float64" }, inner: struct({ y: { kind: "int32" } }) }),
});

const full = {
  b: true,
  i: -(2 ** 31),
  l: 2 ** 53 - 1,
  big: -(2n ** 63n),
  x: -0,
  s: "ä€ and more than forty-eight characters, so that its length takes two bytes",
  t: Date.parse("2024-05-01T12:00:00.123Z") + 0.456,
  d: Date.parse("1960-01-03"),
  n: -12.3,
  wide: "-12345678901234567890123456.7890",
  raw: Uint8Array.of(0, 255),
  tags: ["a", null, ""],
  place: { x: 1.5, inner: { y: 7 } },
};
const empty = Object.fromEntries(Object.keys(full).map((name) => [name, null])) as never as typeof full;

test.each(["snappy", "zstd", "deflate", "none"] as const)(
  "what is written packed by %s is read again as it was",
  (compression: AvroCompression) =>
    inFolder(async (folder) => {
      const rows = [full, empty, full];
      const out = avro<typeof full>(`${folder}/all.avro`, { compression });
      await from(rows, { schema: types as never })
        .sinkTo(out)
        .run();
      expect([...(await from(avro(`${folder}/all.avro`, { schema: types })).collect())]).toEqual(rows);
    }),
);

test("the schema of a file says what the columns are, each of which may lack values", () =>
  inFolder(async (folder) => {
    await from([full], { schema: types as never })
      .sinkTo(avro(`${folder}/a.avro`))
      .run();
    const { schema: written } = await dataOf(`${folder}/a.avro`);
    expect(written.fields.slice(5, 9)).toEqual([
      { name: "s", type: ["null", "string"], default: null },
      { name: "t", type: ["null", { type: "long", logicalType: "timestamp-micros" }], default: null },
      { name: "d", type: ["null", { type: "int", logicalType: "date" }], default: null },
      { name: "n", type: ["null", { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 }], default: null },
    ]);
    const names = JSON.stringify(written).match(/"type":"record","name":"\w+"/g);
    expect(new Set(names).size).toBe(names!.length);
  }));

test("a column of values of any kind is a union of them, and of one kind where they are", () =>
  inFolder(async (folder) => {
    const values = [
      1,
      -0,
      "a",
      true,
      null,
      2.5,
      [1, ["x", null]],
      { a: 1, b: { c: [] } },
      Uint8Array.of(1),
      2n ** 60n,
      -5,
    ];
    const rows = values.map((v) => ({ v, one: 1 }));
    await from(rows)
      .sinkTo(avro(`${folder}/any.avro`))
      .run();
    const again = [...(await from(avro<{ v: unknown }>(`${folder}/any.avro`, { int64: "bigint" })).collect())];
    expect(again.map(({ v }) => (typeof v === "bigint" && v < 10n ? Number(v) : v))).toEqual([
      ...values.slice(0, 6),
      [1n, ["x", null]],
      { a: 1n, b: { c: [] } },
      ...values.slice(8),
    ]);
    expect((await dataOf(`${folder}/any.avro`)).schema.fields[1]).toEqual({
      name: "one",
      type: ["null", "double"],
      default: null,
    });
  }));

test("a column that was of one kind and gets another is written anew as one of any", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 300 }, (_, id) => ({
      id,
      v: id < 200 ? id / 2 : `text ${id}`,
      w: id < 100 ? null : true,
    }));
    await from(rows)
      .sinkTo(avro(`${folder}/wide.avro`))
      .run({ batchRows: 64 });
    expect([...(await from(avro(`${folder}/wide.avro`)).collect())]).toEqual(rows);
  }));

test("values that are no rows are a column of that name", () =>
  inFolder(async (folder) => {
    await from([1, 2])
      .sinkTo(avro(`${folder}/x.avro`))
      .run();
    expect([...(await from(avro(`${folder}/x.avro`)).collect())]).toEqual([{ value: 1 }, { value: 2 }]);
  }));

test("several subtasks write part files, and large files are shared by subtasks", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 5_000 }, (_, id) => ({ id, text: `row ${id}` }));
    await from(rows)
      .sinkTo(avro(`${folder}/out`))
      .run({ parallelism: 3, batchRows: 100 });
    const read = [...(await from(avro<(typeof rows)[0]>(`${folder}/out`)).collect({ parallelism: 3 }))];
    expect(read.sort((a, b) => a.id - b.id)).toEqual(rows);
  }));

test("files that go on over checkpoints are joined, block by block", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 900 }, (_, id) => ({ id }));
    const sink = avro<{ id: number }>(`${folder}/out`, { roll: { sizeBytes: 2 ** 30 }, marker: "_SUCCESS" });
    await from(rows)
      .sinkTo(sink)
      .run({ batchRows: 50, checkpoint: { dir: `${folder}/ck`, interval: "1ms" } });
    expect([...(await from(avro<{ id: number }>(`${folder}/out`)).collect())]).toEqual(rows);
    expect((await stat(`${folder}/out/_SUCCESS`)).isFile()).toBe(true);
  }));

test.each([
  [[{ "no name": 1 }], 'are named by letters, digits and "_": got "no name"'],
  [[{ v: new Map() }], 'Cannot write column "v"'],
  [[{ v: [[[[[1]]]]] }, { v: "x" }], "four deep"],
])("%j is refused", (rows, message) =>
  inFolder(async (folder) => {
    await expect(
      from(rows as object[])
        .sinkTo(avro(`${folder}/x.avro`))
        .run(),
    ).rejects.toThrow(message);
    await expect(stat(`${folder}/x.avro`)).rejects.toThrow("ENOENT");
  }),
);
