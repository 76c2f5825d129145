import { expect, test } from "vitest";
import { ByteCursor } from "../../../connectors/avro/byte-cursor.ts";
import { decoderOf } from "../../../connectors/avro/decode.ts";
import { resolvedDecoder } from "../../../connectors/avro/resolve.ts";
import { parseSchema } from "../../../connectors/avro/schema.ts";
import { ValueOutput } from "../../../connectors/avro/value-output.ts";
import { valueWriter } from "../../../connectors/avro/write-value.ts";

type Schema = string | object;

const parsed = (schema: Schema) => parseSchema(JSON.stringify(schema));

function bytesOf(schema: Schema, value: unknown): Uint8Array {
  const out = new ValueOutput();
  valueWriter(parsed(schema)).write(value, out);
  return out.take();
}

/** A value as another schema reads it; all its bytes are read. */
function readAs(written: Schema, value: unknown, read: Schema): unknown {
  const cursor = new ByteCursor(bytesOf(written, value));
  const found = resolvedDecoder(parsed(written), parsed(read), "bigint")(cursor);
  expect(cursor.left).toBe(0);
  return found;
}

const record = (...fields: readonly object[]): object => ({ type: "record", name: "R", fields });

test.each<readonly [type: Schema, value: unknown, bytes: readonly number[]]>([
  ["null", null, []],
  ["boolean", true, [1]],
  ["int", -3, [5]],
  ["long", 2n ** 40n, [128, 128, 128, 128, 128, 64]],
  ["float", 1.5, [0, 0, 192, 63]],
  ["double", -2, [0, 0, 0, 0, 0, 0, 0, 192]],
  ["string", "ab", [4, 97, 98]],
  ["bytes", Uint8Array.of(7), [2, 7]],
  [{ type: "fixed", name: "F", size: 2 }, Uint8Array.of(1, 2), [1, 2]],
  [{ type: "enum", name: "E", symbols: ["A", "B"] }, "B", [2]],
  [{ type: "array", items: "int" }, [1, 2], [4, 2, 4, 0]],
  [{ type: "map", values: "int" }, { a: 1 }, [2, 2, 97, 2, 0]],
  [["null", "string"], "a", [2, 2, 97]],
  [["null", "string"], null, [0]],
  [
    record({ name: "a", type: "int" }, { name: "b", type: ["null", "string"], default: null }),
    { a: 1, b: null },
    [2, 0],
  ],
  [{ type: "int", logicalType: "date" }, 86_400_000, [2]],
  [{ type: "long", logicalType: "timestamp-millis" }, 3, [6]],
  [{ type: "long", logicalType: "timestamp-micros" }, 1.5, [184, 23]],
  [{ type: "bytes", logicalType: "decimal", precision: 4, scale: 2 }, -1.5, [4, 255, 106]],
  [{ type: "fixed", name: "D", size: 3, logicalType: "decimal", precision: 4, scale: 2 }, -1.5, [255, 255, 106]],
  [
    { type: "string", logicalType: "uuid" },
    "00000000-0000-0000-0000-000000000001",
    [72, ...new TextEncoder().encode("00000000-0000-0000-0000-000000000001")],
  ],
])("a value of each type has the bytes of the specification, and comes back: case %#", (type, value, bytes) => {
  expect([...bytesOf(type, value)]).toEqual(bytes);
  expect(decoderOf(parsed(type), "bigint")(new ByteCursor(Uint8Array.from(bytes)))).toEqual(value);
});

test.each<readonly [written: Schema, value: unknown, read: Schema, found: unknown]>([
  ["int", 7, "long", 7n],
  ["int", 7, "double", 7],
  ["long", 2n ** 60n, "float", 2 ** 60],
  ["float", 1.5, "double", 1.5],
  ["string", "a", "bytes", Uint8Array.of(97)],
  ["bytes", Uint8Array.of(97), "string", "a"],
  ["int", 7, ["null", "long", "int"], 7],
  ["int", 7, ["null", "double"], 7],
  [["null", "int"], 7, "int", 7],
  [["null", "int"], 7, ["string", "null", "long"], 7n],
  [{ type: "enum", name: "E", symbols: ["A", "B"] }, "B", { type: "enum", name: "E", symbols: ["B"] }, "B"],
  [{ type: "enum", name: "E", symbols: ["A"] }, "A", { type: "enum", name: "E", symbols: ["X"], default: "X" }, "X"],
  [{ type: "array", items: "int" }, [1], { type: "array", items: "double" }, [1]],
  [{ type: "map", values: "int" }, { a: 1 }, { type: "map", values: "long" }, { a: 1n }],
  ["long", 3, { type: "long", logicalType: "timestamp-millis" }, 3],
  [
    record(
      { name: "gone", type: { type: "array", items: "string" } },
      { name: "old", type: "int" },
      { name: "b", type: "string" },
    ),
    { gone: ["x"], old: 1, b: "y" },
    record(
      { name: "b", type: "string" },
      { name: "now", type: "double", aliases: ["old"] },
      { name: "more", type: ["null", "int"], default: null },
    ),
    { b: "y", now: 1, more: null },
  ],
])("a value is read as another schema has it: case %#", (written, value, read, found) => {
  const got = readAs(written, value, read);
  expect(got).toEqual(found);
  if (typeof found === "object" && found !== null) expect(Object.keys(got as object)).toEqual(Object.keys(found));
});

test("a record that was not written has the defaults of its fields, each a value of its own", () => {
  const inner = {
    type: "record",
    name: "I",
    fields: [
      { name: "n", type: "int" },
      { name: "m", type: "int", default: 4 },
    ],
  };
  const read = record(
    { name: "a", type: "string", default: "x" },
    { name: "b", type: "bytes", default: "\u00ff" },
    { name: "c", type: { type: "array", items: "int" }, default: [1, 2] },
    { name: "d", type: { type: "map", values: "double" }, default: { k: 1.5 } },
    { name: "e", type: inner, default: { n: 3 } },
    { name: "f", type: { type: "enum", name: "E", symbols: ["A", "B"] }, default: "B" },
    { name: "g", type: ["int", "null"], default: 5 },
    { name: "h", type: { type: "long", logicalType: "timestamp-millis" }, default: 60_000 },
    { name: "i", type: { type: "fixed", name: "F", size: 1 }, default: "a" },
    { name: "j", type: "float", default: 0.5 },
    { name: "k", type: "boolean", default: true },
  );
  const decode = resolvedDecoder(parsed(record()), parsed(read), "number");
  const first = decode(new ByteCursor(new Uint8Array(0))) as { c: number[] };
  expect(first).toEqual({
    a: "x",
    b: Uint8Array.of(255),
    c: [1, 2],
    d: { k: 1.5 },
    e: { n: 3, m: 4 },
    f: "B",
    g: 5,
    h: 60_000,
    i: Uint8Array.of(97),
    j: 0.5,
    k: true,
  });
  first.c.push(3);
  expect((decode(new ByteCursor(new Uint8Array(0))) as { c: number[] }).c).toEqual([1, 2]);
});

test("records that hold themselves are written, and read by another schema", () => {
  const list = (type: string, ...more: readonly object[]): object => ({
    type: "record",
    name: "List",
    fields: [{ name: "value", type }, { name: "next", type: ["null", "List"], default: null }, ...more],
  });
  const value = { value: 1, next: { value: 2, next: null } };
  expect(readAs(list("int"), value, list("double", { name: "tag", type: "string", default: "t" }))).toEqual({
    value: 1,
    next: { value: 2, next: null, tag: "t" },
    tag: "t",
  });
});

test.each<readonly [written: Schema, read: Schema, error: RegExp]>([
  ["string", "int", /^string that was written, where int is read$/],
  ["double", "float", /^double that was written, where float is read$/],
  [
    record({ name: "a", type: "string" }),
    record({ name: "a", type: "int" }),
    /string that was written in "a", where int/,
  ],
  [record(), record({ name: "b", type: "int" }), /the field "b", which is not written and has no default/],
  [["string", "boolean"], "int", /^string that was written, where int is read$/],
  ["string", ["null", "int"], /^string that was written, where one of null, int is read$/],
  [
    { type: "fixed", name: "F", size: 1 },
    { type: "fixed", name: "F", size: 2 },
    /^fixed that was written, where fixed/,
  ],
  [record(), record({ name: "b", type: "int", default: "x" }), /the default "x" of field "b", which is no int/],
])("a schema that does not hold what was written is refused: case %#", (written, read, error) => {
  expect(() => resolvedDecoder(parsed(written), parsed(read), "number")).toThrow(error);
});

test("a branch, or a symbol, that does not fit is an error only where it was written", () => {
  const written = ["int", "string"];
  expect(readAs(written, 1, "long")).toBe(1n);
  expect(() => readAs(written, "x", "long")).toThrow(/^string that was written, where long is read$/);
  const symbols = { type: "enum", name: "E", symbols: ["A", "B"] };
  expect(() => readAs(symbols, "A", { ...symbols, symbols: ["B"] })).toThrow(/the symbol "A"/);
});

test.each<readonly [type: Schema, value: unknown]>([
  ["int", 2 ** 31],
  ["int", 1.5],
  ["long", 2 ** 53],
  ["long", 2n ** 63n],
  ["string", 1],
  [["null", "int"], "a"],
  [{ type: "enum", name: "E", symbols: ["A"] }, "B"],
  [{ type: "fixed", name: "F", size: 2 }, Uint8Array.of(1)],
  [{ type: "int", logicalType: "date" }, 1],
  [{ type: "bytes", logicalType: "decimal", precision: 2, scale: 0 }, 100],
  [{ type: "fixed", name: "D", size: 1, logicalType: "decimal", precision: 9, scale: 0 }, 1000],
  [record({ name: "a", type: "int" }), {}],
  [record({ name: "a", type: "int" }), [1]],
])("a value that is none of its type is refused: case %#", (type, value) => {
  expect(() => bytesOf(type, value)).toThrow(/a value of another type/);
});
