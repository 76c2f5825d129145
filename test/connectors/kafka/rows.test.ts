import { describe, expect, test } from "vitest";
import type { KafkaChoices } from "../../../connectors/kafka/options.ts";
import { type RowRecord, requireNamedColumns, rowChoices } from "../../../connectors/kafka/rows.ts";
import { any, int32, type Schema, valueSchema } from "../../../core/io/mod.ts";
import { schema } from "../../../core/mod.ts";

/** The record that a row becomes. */
function recordOf(options: unknown, row: object): RowRecord {
  return rowChoices(options as KafkaChoices, "orders", "kafka(orders)").recordOf(row);
}

describe("a codec of one's own", () => {
  const of = (encode: unknown) => recordOf({ value: { encode, decode: () => 0 } }, { value: 7 });

  test("gives the bytes of a value; an absent value is a tombstone without it", () => {
    expect(of(() => Uint8Array.of(1, 2)).value).toEqual(Uint8Array.of(1, 2));
    const absent = { value: { encode: () => Uint8Array.of(1), decode: () => 0 }, columns: { k: "key" } };
    expect(recordOf(absent, { k: "a", value: null }).value).toBeUndefined();
  });

  test.each([
    ["nothing, as behind a forgotten return", undefined, "nothing"],
    ["a text", "text", "a string"],
    ["a number", 5, "a number"],
    ["a promise", Promise.resolve(Uint8Array.of(1)), "a Promise"],
    ["numbers in a list", [1, 2], "an array"],
  ])("that gives %s is refused", (_, given, got) => {
    expect(() => of(() => given)).toThrow(
      `Cannot write to kafka(orders) as encode of the codec of value must give bytes: got ${got}; give a Uint8Array`,
    );
  });
});

describe("rows whose columns are known", () => {
  const given: Schema = schema({ id: "string", km: "int32" });
  const columns = { id: "key", at: "time" } as const;
  const check = (options: object, rows: Schema = given) =>
    requireNamedColumns(options as KafkaChoices, rows, "kafka(orders)");

  test.each([
    [
      { columns },
      /^Cannot read column "at" in what kafka\(orders\) is given as there is no such column: got "id", "km";/,
    ],
    [{ columns: { idd: "key" } }, /column "idd" .*; did you mean "id"\?$/],
    [{ columns: { trace: "headers" } }, /column "trace"/],
    [{ by: ["id", "day"] }, /column "day"/],
    [
      { columns: { id: "key" } },
      /^Cannot write to kafka\(orders\) as with columns a row must have what is written in its column "value": got "id", "km"; map rows to that/,
    ],
  ])("and lack what options name are refused: %j", (options, message) => {
    expect(() => check(options)).toThrow(message);
  });

  test("and have it, or say what else a value is made of, are taken; so are those of which nothing is known", () => {
    check({});
    check({ by: ["id"] });
    check({ columns: { id: "key" } }, schema({ id: "string", value: "string" }));
    check({ columns: { id: "key" }, schema: given });
    // What only reading gives may be named by options that are used for both.
    check({ columns: { id: "key", place: "offset", of: "topic", from: "partition" }, schema: given });
    check({ columns: { other: "key" }, keyOf: () => "a" }, schema({ value: "string" }));
    check({ columns }, valueSchema(any));
    check({ columns }, valueSchema(int32));
  });
});

describe("times", () => {
  const of = (at: unknown) => recordOf({ columns: { at: "time" } }, { at, value: 1 }).timeMs;

  test("are Dates or ms", () => {
    expect([of(new Date(5)), of(5.7), of(5n), of(null)]).toEqual([5, 5, 5, undefined]);
  });

  test.each([
    [Number.NaN, "NaN"],
    ["x", "a string"],
    [new Date(Number.NaN), "an invalid Date"],
  ])("that are none are refused with their column: %o", (at, got) => {
    expect(() => of(at)).toThrow(
      `Cannot write to kafka(orders) as the time of a record must be a Date or ms since 1970: got ${got} in column "at"; mend it`,
    );
  });
});

test("a key of one column that is an object, which would be read as one of several, is refused", () => {
  for (const [id, got] of [
    [[1], "an array"],
    [{ a: 1 }, "an object"],
  ] as const) {
    expect(() => recordOf({ by: ["id"] }, { id, v: 1 })).toThrow(
      `Cannot write to kafka(orders) as a key of one column must be a text, a number or the like: got ${got} in column "id"; name its columns in by`,
    );
  }
});
