import { copyFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { openFile } from "../../../connectors/parquet/file.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { type DataType, fileSystemOf } from "../../../core/io/mod.ts";
import { from, list, schema, struct, vector } from "../../../core/mod.ts";
import { inFolder } from "./text-files.ts";

type Row = Readonly<Record<string, unknown>>;
type Options = { readonly schema?: never; readonly watch?: never };

const formats = {
  parquet: (location: string, options: Options = {}) => parquet<Row>(location, options),
  arrow: (location: string, options: Options = {}) => arrow<Row>(location, options),
  arrows: (location: string, options: Options = {}) => arrow<Row>(location, options),
  avro: (location: string, options: Options = {}) => avro<Row>(location, options),
  jsonl: (location: string, options: Options = {}) => jsonLines<Row>(location, options),
} as const;
type Format = keyof typeof formats;
const typed = ["parquet", "arrow", "arrows", "avro"] as const;

async function write(format: Format, path: string, type: DataType, values: readonly unknown[]): Promise<void> {
  const rows = values.map((c, id) => ({ id, c }));
  await from(rows as never[], { schema: schema({ id: "int32", c: type }) as never })
    .sinkTo(formats[format](path) as never)
    .run({ batchRows: 3 });
}

const read = async (format: Format, location: string, type?: DataType): Promise<unknown[]> => {
  const options = type === undefined ? {} : { schema: schema({ c: type }) as never };
  return (await from(formats[format](location, options)).collect({ batchRows: 2 })).map(({ c }) => c);
};

// The oracle knows no trees: a type is the list of its leaves, each with the way to it, `.a` into a struct and `[]` into a list.
type Leaves = ReadonlyMap<string, string>;

function leavesOf(type: DataType, way = ""): [way: string, kind: string][] {
  if (type.kind === "list") return leavesOf(type.item, `${way}[]`);
  return type.kind === "struct"
    ? type.fields.flatMap((field) => leavesOf(field.type, `${way}.${field.name}`))
    : [[way, type.kind]];
}

const order = ["int32", "int64", "float64"];
const wider = (a: string, b: string): string => {
  if (a === b || a === "bigint" || b === "bigint") return a === b ? a : "bigint";
  return order[Math.max(order.indexOf(a), order.indexOf(b))]!;
};

function joined(a: DataType, b: DataType): Leaves {
  const leaves = new Map(leavesOf(a));
  for (const [way, kind] of leavesOf(b)) leaves.set(way, leaves.has(way) ? wider(leaves.get(way)!, kind) : kind);
  return leaves;
}

/** A value as one of the type that these leaves are of: what is on no way is left out, a way that ends early is null. */
function asOf(value: unknown, leaves: Leaves, way = ""): unknown {
  if (value === null || value === undefined) return null;
  if (leaves.has(way)) return leaves.get(way) === "bigint" ? BigInt(value as number) : value;
  if (Array.isArray(value)) return value.map((item) => asOf(item, leaves, `${way}[]`));
  const next = new Set(
    [...leaves.keys()].flatMap((one) => (one.startsWith(`${way}.`) ? [one.slice(way.length + 1)] : [])),
  );
  const names = new Set([...next].map((rest) => /^\w+/.exec(rest)![0]));
  return Object.fromEntries([...names].map((name) => [name, asOf((value as Row)[name], leaves, `${way}.${name}`)]));
}

const numbers = ["int32", "int64", "float64", "bigint"] as const;
const others = ["string", "boolean", "timestamp"] as const;

/** Two types of one column, of which each may have what the other lacks. */
const pairs = (kinds: readonly string[], depth: number): fc.Arbitrary<readonly [DataType, DataType]> => {
  const leaf = (kind: string): DataType => ({ kind }) as DataType;
  const number = fc.constantFrom(...kinds);
  const leafs = fc.oneof(
    fc.tuple(number, number).map(([a, b]) => {
      const mixes = a !== b && [a, b].includes("bigint") && [a, b].includes("float64");
      return [leaf(a), leaf(mixes ? a : b)] as const;
    }),
    fc.constantFrom(...others).map((kind) => {
      const type: DataType = kind === "timestamp" ? { kind, as: "number" } : leaf(kind);
      return [type, type] as const;
    }),
  );
  if (depth === 0) return leafs;
  const part = pairs(kinds, depth - 1);
  const side = fc.constantFrom("both", "both", "first", "second");
  const structs = fc.array(fc.tuple(part, side), { minLength: 1, maxLength: 4 }).map((parts) => {
    const fields = (which: 0 | 1) => {
      const left = which === 0 ? "second" : "first";
      const own = parts.flatMap(([pair, on], at) => (on === left ? [] : [[`f${at}`, pair[which]] as const]));
      return struct(Object.fromEntries([["always", leaf("int32")], ...own]) as never);
    };
    return [fields(0), fields(1)] as const;
  });
  return fc.oneof(
    leafs,
    structs,
    structs,
    part.map(([a, b]) => [list(a), list(b)] as const),
  );
};

const leafValues: Record<string, fc.Arbitrary<unknown>> = {
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  float64: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  string: fc.string({ maxLength: 5 }),
  boolean: fc.boolean(),
  timestamp: fc.integer({ min: 0, max: 2 ** 41 }),
};

function valuesOf(type: DataType): fc.Arbitrary<unknown> {
  const value =
    type.kind === "list"
      ? fc.array(valuesOf(type.item), { maxLength: 3 })
      : type.kind === "struct"
        ? fc.record(Object.fromEntries(type.fields.map((field) => [field.name, valuesOf(field.type)])))
        : leafValues[type.kind]!;
  return fc.option(value, { nil: null, freq: 6 });
}

const evolved = (kinds: readonly string[]) =>
  pairs(kinds, 3).chain(([a, b]) =>
    fc.record({
      types: fc.constant([a, b] as const),
      first: fc.array(valuesOf(a), { minLength: 1, maxLength: 6 }),
      second: fc.array(valuesOf(b), { minLength: 1, maxLength: 6 }),
    }),
  );

const asType = (leaves: Leaves, type: DataType, way = ""): DataType => {
  if (type.kind === "list") return list(asType(leaves, type.item, `${way}[]`));
  if (type.kind !== "struct") return type.kind === "timestamp" ? type : ({ kind: leaves.get(way) } as DataType);
  return struct(
    Object.fromEntries(
      type.fields.map((field) => [field.name, asType(leaves, field.type, `${way}.${field.name}`)]),
    ) as never,
  );
};

test.each([...typed, "jsonl"] as const)(
  "%s: files whose structs gained or lost fields and whose numbers became wider, at any depth, are one table",
  { timeout: 60_000 },
  async (format) => {
    // Avro and JSON say nothing of bigints: which numbers are is told by the schema only.
    const kinds = format === "avro" || format === "jsonl" ? numbers.slice(0, 3) : numbers;
    await fc.assert(
      fc.asyncProperty(evolved(kinds), ({ types, first, second }) =>
        inFolder(async (folder) => {
          await write(format, `${folder}/1.${format}`, types[0], first);
          await write(format, `${folder}/2.${format}`, types[1], second);
          const leaves = joined(...types);
          const whole = [...first, ...second].map((value) => asOf(value, leaves));
          if (format !== "jsonl") expect(await read(format, folder)).toEqual(whole);
          // As the first file has it: what came later is left out, though numbers stay as wide as both need.
          const firstAsWide = asType(leaves, types[0]);
          const narrow = [...first, ...second].map((value) => asOf(value, new Map(leavesOf(firstAsWide))));
          expect(await read(format, folder, firstAsWide)).toEqual(narrow);
        }),
      ),
      { numRuns: 20 },
    );
  },
);

const conflicting: readonly (readonly [DataType, DataType, string])[] = [
  [struct({ a: "int32" }), { kind: "int32" }, "got int32 and struct<a: int32>;"],
  [
    list(struct({ a: struct({ b: "string" }) })),
    list(struct({ a: "int64" })),
    'got int64 and struct<b: string> at "c[].a";',
  ],
  [struct({ x: list("string"), y: "int32" }), struct({ x: list("boolean") }), 'got boolean and string at "c.x[]";'],
];

test.each(typed)(
  "%s: what is no one type is refused with both files and the place within, where it is read",
  (format) =>
    inFolder(async (folder) => {
      for (const [at, [a, b, got]] of conflicting.entries()) {
        const place = `${folder}/${at}`;
        await write(format, `${place}/1.${format}`, a, [null]);
        // What the file between has is no reason.
        await write(format, `${place}/2.${format}`, a.kind === "struct" ? struct({ more: "int32" }) : a, [null]);
        await write(format, `${place}/3.${format}`, b, [null]);
        const all = from(formats[format](place));
        const message = `Cannot read "${place}/3.${format}" together with "${place}/1.${format}" as column "c" must have one type: ${got}`;
        await expect(all.collect()).rejects.toThrow(message);
        await expect(
          all
            .filter((row) => row.c !== 5)
            .map(({ id }) => ({ id }))
            .collect(),
        ).rejects.toThrow(message);
        // Nobody asks for it.
        const ids = [{ id: 0 }, { id: 0 }, { id: 0 }];
        expect(await all.map(({ id }) => ({ id })).collect()).toEqual(ids);
        expect(await all.map(() => 1).collect()).toEqual([1, 1, 1]);
        expect(await from(formats[format](place, { schema: schema({ id: "int64" }) as never })).collect()).toEqual(ids);
        // As the error says.
        const either = from(formats[format](place, { schema: schema({ c: "any" }) as never }));
        expect(await either.collect()).toEqual([{ c: null }, { c: null }, { c: null }]);
      }
    }),
);

test.each(typed)("%s: a type any holds what each file has where no one type does", (format) =>
  inFolder(async (folder) => {
    await write(format, `${folder}/1.${format}`, struct({ a: "int32" }), [{ a: 1 }]);
    await write(format, `${folder}/2.${format}`, list("string"), [["x"]]);
    await write(format, `${folder}/3.${format}`, { kind: "float64" }, [0.5]);
    expect(await read(format, folder, { kind: "any" })).toEqual([{ a: 1 }, ["x"], 0.5]);
  }),
);

test.each(typed)("%s: a field of a schema that no file has, or that they have otherwise, is refused", (format) =>
  inFolder(async (folder) => {
    await write(format, `${folder}/1.${format}`, struct({ a: "int32", b: list(struct({ d: "string" })) }), [null]);
    await write(format, `${folder}/2.${format}`, struct({ a: "int64" }), [null]);
    const wrong: readonly (readonly [DataType, string])[] = [
      [struct({ a: "int64", z: "string" }), 'and "c.z" in no file;'],
      [struct({ b: list(struct({ e: "string" })) }), 'and "c.b[].e" in no file;'],
      [struct({ b: list(struct({ d: "int32" })) }), '"c.b[].d"; give a schema'],
      [struct({ a: "int32" }), `got int64 for int32 at "c.a"; give a schema`],
    ];
    for (const [type, got] of wrong) {
      const misread = read(format, folder, type);
      await expect(misread).rejects.toThrow(/^Cannot read column "c" of ".*" as its values must fit struct</);
      await expect(misread).rejects.toThrow(got);
    }
    const unread = from(formats[format](folder, { schema: schema({ id: "int32", c: wrong[0]![0] }) as never }));
    expect(await unread.map(({ id }) => ({ id })).collect()).toEqual([{ id: 0 }, { id: 0 }]);
  }),
);

test.each(typed)(
  "%s: vectors beside lists of numbers are lists, and lists of whole numbers are read as vectors",
  (format) =>
    inFolder(async (folder) => {
      await write(format, `${folder}/1.${format}`, list("int32"), [[1, 2], null]);
      await write(format, `${folder}/2.${format}`, vector(2), [[0.5, 3]]);
      const plain = (values: readonly unknown[]) => values.map((value) => value && [...(value as number[])]);
      expect(plain(await read(format, folder))).toEqual([[1, 2], null, [0.5, 3]]);
      const vectors = await read(format, folder, vector(2));
      expect(vectors).toEqual([Float64Array.of(1, 2), null, Float64Array.of(0.5, 3)]);
    }),
);

const data = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

test("columns of Parquet and Arrow that hold nothing but nulls are of the type that other files say, at any depth", () =>
  inFolder(async (folder) => {
    // Of pyarrow, which has a type for them.
    const nulls = {
      parquet: data("../parquet/data/only-nulls.parquet"),
      arrow: data("../arrow/data/only-nulls.arrow"),
    };
    const types = schema({ a: "string", s: struct({ b: list("float64"), more: "int32" }) });
    for (const format of ["parquet", "arrow"] as const) {
      const path = `${folder}/1.${format}`;
      // Files are read in the order of their paths, wherever this repository lies.
      const second = `${folder}/2.${format}`;
      await copyFile(nulls[format], second);
      await from([{ a: "x", s: { b: [1.5], more: 2 } }], { schema: types })
        .sinkTo(formats[format](path) as never)
        .run();
      const rows = [
        { a: null, s: { b: [null], more: null } },
        { a: null, s: { b: [], more: null } },
      ];
      expect(await from(formats[format](nulls[format])).collect()).toEqual(rows);
      const together = formats[format]([path, second] as never);
      expect(await from(together).collect()).toEqual([{ a: "x", s: { b: [1.5], more: 2 } }, ...rows]);
      expect((await together.describe!()).schema!.fields).toEqual(types.fields);
    }
  }));

test.each(typed)(
  "%s: a watched folder goes on with files whose structs lost fields, and with others where nobody reads them",
  (format) =>
    inFolder(async (folder) => {
      await write(format, `${folder}/1.${format}`, struct({ a: "int64", b: "string" }), [{ a: 1, b: "x" }]);
      const seen: unknown[] = [];
      const watched = () => from(formats[format](folder, { watch: "20ms" as never }));
      const take = async (rows: AsyncIterable<unknown>, count: number, then: () => Promise<void>) => {
        seen.length = 0;
        for await (const row of rows) {
          if (seen.push(row) === 1) await then();
          if (seen.length === count) break;
        }
        return seen;
      };
      await take(watched(), 2, () => write(format, `${folder}/2.${format}`, struct({ a: "int32" }), [{ a: 2 }]));
      expect(seen).toEqual([
        { id: 0, c: { a: 1, b: "x" } },
        { id: 0, c: { a: 2, b: null } },
      ]);
      const later = () => write(format, `${folder}/3.${format}`, struct({ a: "int32", z: "int32" }), [{ a: 3, z: 1 }]);
      await take(
        watched().map(({ id }) => ({ id })),
        3,
        later,
      );
      expect(seen).toEqual([{ id: 0 }, { id: 0 }, { id: 0 }]);
      const misread = take(watched(), 4, () =>
        write(format, `${folder}/4.${format}`, struct({ a: "int32", zz: "int32" }), [{ a: 3, zz: 1 }]),
      );
      await expect(misread).rejects.toThrow(
        /Cannot read column "c" of ".*4\..*" as its values must fit .* as in the files that were there when the run began/,
      );
    }),
);

test("of a struct of Parquet only the fields are read that a schema names", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.parquet`;
    const both = struct({ a: struct({ b: "string", c: "int32" }), d: list("string") });
    await write("parquet", path, both, [{ a: { b: "spoilt", c: 1 }, d: ["spoilt"] }, { a: null, d: [] }, null]);
    const bytes = await readFile(path);
    const { metadata } = await openFile(await fileSystemOf(path), { path, sizeBytes: bytes.length });
    for (const { path: names, start, compressedBytes } of metadata.rowGroups[0]!.chunks)
      if (names.includes("b") || names.includes("d")) bytes.fill(255, start, start + compressedBytes);
    await writeFile(path, bytes);
    expect(await read("parquet", path, struct({ a: struct({ c: "int32" }) }))).toEqual([
      { a: { c: 1 } },
      { a: null },
      null,
    ]);
    await expect(read("parquet", path)).rejects.toThrow("must be whole");
  }));
