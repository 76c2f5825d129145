import { readdir } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { decimal, from, list, schema, struct } from "../../../core/mod.ts";
import { anyTable } from "../files/any-table.ts";
import { inFolder } from "../files/text-files.ts";

const typed = schema({
  id: "int64",
  small: "int32",
  big: "bigint",
  x: "float64",
  name: "string",
  ok: "boolean",
  at: "timestamp",
  day: "date",
  raw: "bytes",
  money: decimal(9, 2),
  wide: decimal(30, 3),
  huge: decimal(60, 0),
  tags: list("string"),
  place: struct({ x: "float64", y: "string" }),
  other: "any",
});

const rows = Array.from({ length: 1000 }, (_, i) => ({
  id: i,
  small: (i % 7) - 3,
  big: 2n ** 60n + BigInt(i),
  x: i / 4,
  name: i % 3 === 0 ? null : `größe ${i} 🚀`,
  ok: i % 5 === 0 ? null : i % 2 === 0,
  at: 1_700_000_000_000.25 + i,
  day: 86_400_000 * (i - 500),
  raw: Uint8Array.of(i & 255, 0),
  money: i / 4,
  wide: `-${i}.125`,
  huge: `${i + 1}${"0".repeat(50)}`,
  tags: i % 4 === 0 ? [] : ["a", null, `b${i}`],
  place: i % 6 === 0 ? null : { x: i, y: null },
  other: i % 2 === 0 ? "text" : { a: [i] },
}));

type Row = (typeof rows)[number];

async function readBack<Out>(path: string): Promise<Out[]> {
  return [...(await from(arrow<Out>(path)).collect())];
}

for (const name of ["a.arrow", "a.arrows"]) {
  for (const compression of ["none", "lz4", "zstd"] as const) {
    test(`${name} packed by ${compression} gives back values of each type`, () =>
      inFolder(async (folder) => {
        await from(rows as never[], { schema: typed })
          .sinkTo(arrow(`${folder}/${name}`, { compression }) as never)
          .run({ batchRows: 300 });
        expect(await readBack<Row>(`${folder}/${name}`)).toEqual(rows);
      }));
  }
}

test("tables of any types come back as they were", () =>
  fc.assert(
    fc.asyncProperty(
      anyTable(["boolean", "int32", "int64", "float64", "bigint", "string", "date"]),
      fc.constantFrom("none", "lz4", "zstd"),
      async (table, compression) =>
        inFolder(async (folder) => {
          await from(table.rows as never[], { schema: table.schema as never })
            .sinkTo(arrow(`${folder}/t.arrow`, { compression: compression as "lz4" }) as never)
            .run({ batchRows: 7 });
          expect(await readBack(`${folder}/t.arrow`)).toEqual(table.rows);
        }),
    ),
    { numRuns: 60 },
  ));

test("columns of which nobody said the type are of that of their values, and JSON where those are of several kinds", () =>
  inFolder(async (folder) => {
    const mixed = [
      { a: 1, b: "x", c: new Date(5) },
      { a: 2.5, b: "y", c: null },
      { a: "three", b: "z", c: new Date(7) },
      { a: [4, { n: 9007199254740993n }], b: null, c: null },
    ];
    await from(mixed as never[], { schema: schema({ a: "any", b: "any", c: "any" }) })
      .sinkTo(arrow(`${folder}/m.arrow`) as never)
      .run({ batchRows: 1 });
    expect(await readBack(`${folder}/m.arrow`)).toEqual(mixed);
    expect((await readdir(folder)).filter((name) => name !== "m.arrow")).toEqual([]);
    const { schema: found } = await arrow(`${folder}/m.arrow`).describe!();
    expect(found!.fields.map(({ type }) => type.kind)).toEqual(["any", "string", "timestamp"]);
  }));

test("parts of a file over checkpoints are one file", () =>
  inFolder(async (folder) => {
    for (const name of ["out.arrow", "out.arrows"]) {
      await from(rows as never[], { schema: typed })
        .sinkTo(arrow(`${folder}/${name}`) as never)
        .run({ batchRows: 100, checkpoint: { dir: `${folder}/ck-${name}`, interval: "1ms" } });
      expect(await readBack<Row>(`${folder}/${name}`)).toEqual(rows);
    }
  }));

test("a value that its column cannot hold is refused with the column", () =>
  inFolder(async (folder) => {
    await expect(
      from([{ n: 1 }, { n: 0.5 }] as never[], { schema: schema({ n: "any" }) })
        .map(() => ({ n: Number.NaN as unknown, m: { x: Number.NaN } }))
        .sinkTo(arrow(`${folder}/n.arrow`) as never)
        .run(),
    ).rejects.toThrow(
      /Cannot write column "m" to ".*n.arrow" as JSON, in which mixed values and plain objects are written, has only finite numbers: got NaN in row 1; filter/,
    );
  }));

test("options that are none are refused", () => {
  expect(() => arrow("x", { compression: "snappy" as never })).toThrow(
    'it must be "none" or "lz4" or "zstd": got "snappy"',
  );
  expect(() => arrow("x", { format: "table" as never })).toThrow('it must be "file" or "stream": got "table"');
});
