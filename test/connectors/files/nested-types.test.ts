import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { hintedType, readHints } from "../../../connectors/files/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { dateTime } from "../../../core/io/mod.ts";
import { decimal, from, list, schema, struct } from "../../../core/mod.ts";
import { duck } from "../parquet/kit.ts";
import { inFolder } from "./text-files.ts";

const formats = { "x.arrow": arrow, "x.arrows": arrow, "x.parquet": parquet, "x.avro": avro } as const;
const names = Object.keys(formats) as (keyof typeof formats)[];
const noting = names.filter((name) => name !== "x.avro");

// Numbers stand beside bigints, points in time beside Dates: each is to stay what it is.
const typed = schema({
  ids: list("bigint"),
  small: list("int64"),
  at: list(dateTime),
  ms: list("timestamp"),
  in: struct({ id: "bigint", n: "int64", list: list(list("bigint")), when: dateTime }),
  flat: "bigint",
});

const date = (day: number): Date => new Date(Date.UTC(2024, 0, day, 12, 30, 0, 250));

const rowsOf = (large: bigint) => [
  {
    ids: [5n, null, large],
    small: [1, 2],
    at: [date(1), null, date(2)],
    ms: [date(1).getTime()],
    in: { id: 7n, n: 7, list: [[1n, large], [], null], when: date(3) },
    flat: 1n,
  },
  { ids: [], small: null, at: [], ms: null, in: { id: null, n: 8, list: null, when: null }, flat: null },
  { ids: null, small: [], at: null, ms: [], in: null, flat: 2n },
];

const write = (name: keyof typeof formats, path: string, rows: readonly unknown[]) =>
  from(rows as never[], { schema: typed })
    .sinkTo(formats[name](path) as never)
    .run({ batchRows: 2 });

test.each(noting)("bigints and Dates within lists and structs come back from %s as they were written", (name) =>
  inFolder(async (folder) => {
    for (const large of [6n, 2n ** 60n]) {
      const path = `${folder}/${large}-${name}`;
      await write(name, path, rowsOf(large));
      expect(await from(formats[name](path)).collect()).toEqual(rowsOf(large));
    }
  }),
);

test.each(names)(
  "bigints and Dates within lists and structs are read from %s by the schema that they were written by",
  (name) =>
    inFolder(async (folder) => {
      for (const large of [6n, 2n ** 60n]) {
        const path = `${folder}/${large}-${name}`;
        await write(name, path, rowsOf(large));
        const read = from(formats[name](path, { schema: typed } as never));
        expect(await read.collect({ batchRows: 2 })).toEqual(rowsOf(large));
      }
    }),
);

test.each(names)("numbers within lists and structs of %s are read as the wider ones of a schema", (name) =>
  inFolder(async (folder) => {
    const path = `${folder}/${name}`;
    const narrow = schema({ a: list("int32"), b: struct({ c: "int64" }), d: list("int64") });
    const rows = [
      { a: [1, null, -2], b: { c: 3 }, d: [4] },
      { a: null, b: null, d: [] },
    ];
    await from(rows as never[], { schema: narrow })
      .sinkTo(formats[name](path) as never)
      .run();
    const wide = schema({ a: list("bigint"), b: struct({ c: "bigint" }), d: list("float64") });
    expect(await from(formats[name](path, { schema: wide } as never)).collect()).toEqual([
      { a: [1n, null, -2n], b: { c: 3n }, d: [4] },
      { a: null, b: null, d: [] },
    ]);
    // A struct of other fields holds no value of theirs, and text is no number.
    for (const other of [{ b: struct({ x: "bigint" }) }, { a: list("string") }, { d: list("int32") }]) {
      const misread = from(formats[name](path, { schema: schema(other as never) } as never));
      await expect(misread.collect()).rejects.toThrow(/Cannot read column "[abd]".*must fit/);
    }
  }),
);

test.each(names)("large numbers within the lists of one file of %s and small ones of another are one table", (name) =>
  inFolder(async (folder) => {
    const given = { 1: [5], 2: [2n ** 60n] };
    for (const [at, ids] of Object.entries(given)) {
      const item = typeof ids[0] === "bigint" ? "bigint" : "int64";
      await from([{ ids }] as never[], { schema: schema({ ids: list(item) }) })
        .sinkTo(formats[name](`${folder}/${at}-${name}`) as never)
        .run();
    }
    const options = name === "x.avro" ? { schema: schema({ ids: list("bigint") }) } : {};
    const read = await from(formats[name](`${folder}/*${name}`, options as never)).collect();
    expect(read).toEqual([{ ids: [5n] }, { ids: [2n ** 60n] }]);
  }),
);

test.each(noting)('int64: "number" counts for nested columns of %s, whatever was written', (name) =>
  inFolder(async (folder) => {
    const path = `${folder}/${name}`;
    await write(name, path, rowsOf(6n));
    const [first] = await from(formats[name](path, { int64: "number" } as never)).collect();
    expect(first).toMatchObject({ ids: [5, null, 6], in: { id: 7, list: [[1, 6], [], null] }, flat: 1 });
  }),
);

test("integers without a sign of Parquet are bigints where a schema says so, at whatever depth", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.parquet`;
    await duck(
      `COPY (SELECT 4294967295::UINTEGER AS a, [4294967295::UINTEGER] AS b, [9007199254740993::UBIGINT] AS c) TO '${path}' (FORMAT parquet)`,
    );
    const wide = schema({ a: "bigint", b: list("bigint"), c: list("bigint") });
    expect(await from(parquet(path, { schema: wide })).collect()).toEqual([
      { a: 4294967295n, b: [4294967295n], c: [9007199254740993n] },
    ]);
  }));

test("unsigned integers of Parquet that no bigint column holds are told as such within lists, too, and read as text by a schema", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.parquet`;
    await duck(
      `COPY (SELECT unnest([1, 18446744073709551615]::UBIGINT[]) AS a, [18446744073709551615::UBIGINT, NULL] AS b, {c: 4294967295::UINTEGER} AS s, -5::BIGINT AS d) TO '${path}' (FORMAT parquet)`,
    );
    const whole = decimal(20, 0);
    const texts = schema({ a: whole, b: list(whole), s: struct({ c: whole }), d: whole });
    const b = ["18446744073709551615", null];
    expect(await from(parquet(path, { schema: texts })).collect()).toEqual([
      { a: "1", b, s: { c: "4294967295" }, d: "-5" },
      { a: "18446744073709551615", b, s: { c: "4294967295" }, d: "-5" },
    ]);
    const found = from(parquet<{ a: string }>(path, { schema: schema({ a: whole }) })).filter(
      (row) => row.a === "18446744073709551615",
    );
    expect(await found.collect()).toEqual([{ a: "18446744073709551615" }]);
    const remedy = "give the column the type decimal(20, 0) in a schema, as which it is text";
    for (const int64 of ["bigint", undefined] as const) {
      const misread = from(parquet(path, { ...(int64 && { int64 }), schema: schema({ b: list("bigint") }) })).collect();
      await expect(misread).rejects.toThrow(
        `a bigint column holds 64 bits with a sign: got 18446744073709551615; ${remedy}, or leave it out`,
      );
    }
    const numbers = from(parquet(path, { int64: "number" })).collect();
    await expect(numbers).rejects.toThrow(
      `numbers must be below 2^53: got 18446744073709551615 in row 2 of the row group; ${remedy}`,
    );
    // A narrower decimal would not hold all.
    await expect(from(parquet(path, { schema: schema({ a: decimal(19, 0) }) })).collect()).rejects.toThrow(
      "must fit decimal(19,0)",
    );
  }));

test("unsigned integers of Arrow that no bigint column holds are text by a schema", async () => {
  const path = fileURLToPath(new URL("../arrow/data/unsigned.arrow", import.meta.url));
  const remedy = "(read it as decimal(20, 0) by a schema, which is text)";
  await expect(from(arrow(path)).collect()).rejects.toThrow(remedy);
  await expect(from(arrow(path, { int64: "bigint" })).collect()).rejects.toThrow(remedy);
  const whole = decimal(20, 0);
  expect(await from(arrow(path, { schema: schema({ a: whole, b: list(whole), c: whole }) })).collect()).toEqual([
    { a: "18446744073709551615", b: ["1", null], c: "255" },
    { a: null, b: ["18446744073709551615"], c: "0" },
  ]);
});

test("integers of Avro are text by a schema", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.avro`;
    const given = [{ a: 2n ** 63n - 1n, b: [-5, null], c: 7 }];
    await from(given as never[], { schema: schema({ a: "bigint", b: list("int64"), c: "int32" }) })
      .sinkTo(avro(path) as never)
      .run();
    const whole = decimal(20, 0);
    const read = from(avro(path, { schema: schema({ a: whole, b: list(whole), c: whole }) }));
    expect(await read.collect()).toEqual([{ a: "9223372036854775807", b: ["-5", null], c: "7" }]);
  }));

test.each(names)(
  "columns of any kind of %s hold what they are in the file, where a schema says that they may hold anything",
  (name) =>
    inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const rows = [
        { n: 5, big: 2n ** 60n, text: "x", x: 1.5, yes: true, list: [1, null] },
        { n: null, big: null, text: null, x: null, yes: null, list: null },
      ];
      const types = schema({
        n: "int64",
        big: "bigint",
        text: "string",
        x: "float64",
        yes: "boolean",
        list: list("int64"),
      });
      await from(rows as never[], { schema: types })
        .sinkTo(formats[name](path) as never)
        .run();
      const anything = schema({
        n: "any",
        text: "any",
        x: "any",
        yes: "any",
        list: "any",
        ...(name === "x.parquet" ? { big: "any" } : {}),
      });
      const { big: _, ...rest } = rows[0]!;
      const [first, second] = await from(formats[name](path, { schema: anything } as never)).collect();
      expect(first).toEqual(name === "x.parquet" ? rows[0] : rest);
      expect(Object.values(second as object).every((value) => value === null)).toBe(true);
    }),
);

test("what dictionaries of Arrow hold is read as the wider types of a schema, whether within lists or as lists", async () => {
  const path = fileURLToPath(new URL("../arrow/data/coded-numbers.arrow", import.meta.url));
  expect(await from(arrow(path)).collect()).toEqual([
    { lists: [7, 5], at: 1500, flat: 5, whole: [1, null] },
    { lists: [], at: null, flat: 7, whole: [2] },
    { lists: [null, 7], at: 1500, flat: null, whole: [1, null] },
  ]);
  const wide = schema({ lists: list("bigint"), at: dateTime, flat: "bigint", whole: list("bigint") });
  expect(await from(arrow(path, { schema: wide })).collect()).toEqual([
    { lists: [7n, 5n], at: new Date(1500), flat: 5n, whole: [1n, null] },
    { lists: [], at: null, flat: 7n, whole: [2n] },
    { lists: [null, 7n], at: new Date(1500), flat: null, whole: [1n, null] },
  ]);
});

test("a note of types that are others than those of the file is passed over", () => {
  const notes = (note: unknown) => readHints(new Map([["millrace.types", JSON.stringify(note)]]));
  const own = struct({ a: list("int64"), b: "string" });
  const hinted = (note: unknown) =>
    hintedType(own, notes({ x: note }).get("x"), (type, hint) => (type.kind === "int64" ? hint : type));
  expect(hinted({ struct: { a: { list: "bigint" } } })).toEqual(struct({ a: list("bigint"), b: "string" }));
  const others: unknown[] = [
    "bigint",
    { list: "bigint" },
    { list: { list: "bigint" } },
    { list: 5 },
    {},
    null,
    [],
    { struct: null },
  ];
  others.push(
    { struct: { a: "bigint", b: { list: "Date" } } },
    { struct: { a: { struct: { x: "bigint" } } } },
    { struct: { c: "Date" } },
  );
  for (const note of others) expect(hinted(note)).toEqual(own);
});
