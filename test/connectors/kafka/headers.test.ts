import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { headersAt, headersOf } from "../../../connectors/kafka/headers.ts";
import { RecordOutput } from "../../../connectors/kafka/kernels/record-output.ts";
import { readRecords } from "../../../connectors/kafka/kernels/records.ts";
import { tableOf } from "./table-of.ts";

const written = (headers: unknown) => headersOf(headers, "kafka(orders)");

/** The headers that are read of a record with such names and values. */
function read(namesAndValues: readonly (Uint8Array | undefined)[], values: "string" | "bytes" = "string"): unknown {
  const out = new RecordOutput();
  out.add(0, undefined, undefined, namesAndValues);
  const table = tableOf(out.bytes(), 1);
  readRecords(table, { start: 0, records: 1, baseOffset: 0, baseTime: 0, appendTime: -1 }, 0, 1);
  return headersAt(table.bytes, table.headerStarts[0]!, values);
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

describe("headers that are read", () => {
  test("are the list of their values where a name comes several times, in their order", () => {
    const given = ["a", "1", "b", "2", "a", "3", "a", "1"].map(bytesOf);
    expect(read(given)).toEqual({ a: ["1", "3", "1"], b: "2" });
    expect(read([bytesOf("a"), undefined, bytesOf("a"), bytesOf("")])).toEqual({ a: [null, ""] });
  });

  test("are bytes of their own where they are no UTF-8, and wherever bytes are asked for", () => {
    const partition = [Uint8Array.of(0, 0, 0, 200), Uint8Array.of(0, 0, 0, 5)] as const;
    const given = [bytesOf("p"), partition[0], bytesOf("q"), partition[1]];
    expect(read(given)).toEqual({ p: partition[0], q: "\0\0\0\x05" });
    expect(read(given, "bytes")).toEqual({ p: partition[0], q: partition[1] });
    const { p } = read(given) as { readonly p: Uint8Array };
    expect(p.buffer.byteLength).toBe(4);
  });

  test("are told where a name is no UTF-8, which an object could not hold", () => {
    expect(read([Uint8Array.of(255), bytesOf("1")])).toBeUndefined();
  });

  test("are, written again, the bytes that they were", () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 5 }), fc.string().map(bytesOf));
    const name = fc.oneof(fc.constantFrom("a", "b", "1", "__proto__"), fc.string({ unit: "binary" })).map(bytesOf);
    const pairs = fc.array(fc.tuple(name, fc.option(bytes, { nil: undefined })), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, fc.constantFrom("string" as const, "bytes" as const), (given, values) => {
        const again = pairsOf(written(read(given.flat(), values)));
        const byName = (list: readonly Pair[]) => Map.groupBy(list, ([header]) => text(header));
        expect(byName(again)).toEqual(byName(given));
      }),
      { numRuns: 50 },
    );
  });
});

type Pair = readonly [name: Uint8Array, value: Uint8Array | undefined];

function pairsOf(flat: readonly (Uint8Array | undefined)[]): Pair[] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, flat[2 * at + 1]] as const);
}

describe("headers that are written", () => {
  test("are texts, bytes as they are, null, numbers as their text, and several of one name", () => {
    const headers = written({ trace: "7f3a", raw: Uint8Array.of(104), none: null, n: 5n, a: ["1", null, 2] });
    const expected = ["trace", "7f3a", "raw", "h", "none", undefined, "n", "5", "a", "1", "a", undefined, "a", "2"];
    expect(headers.map(text)).toEqual(expected);
    expect(written(null)).toEqual([]);
  });

  test.each([
    [
      "a list of pairs",
      [["a", "1"]],
      "headers of a record to kafka(orders) must be an object of texts or bytes: got an array",
    ],
    ["a Map", new Map([["a", "b"]]), "got a Map"],
    ["a text", "text", "got a string"],
    [
      "a list without a value",
      { a: [] },
      'header "a" of a record to kafka(orders) must have a value: got an empty array',
    ],
    ["a list within", { a: [["1"]] }, "must be a text or bytes, or a list of these: got an array"],
    [
      "an object within",
      { c: { x: 1 } },
      'header "c" of a record to kafka(orders) must be a text or bytes, or a list of these: got an object',
    ],
  ])("that are %s are refused by name", (_, given, message) => {
    expect(() => written(given)).toThrow(message);
  });
});
