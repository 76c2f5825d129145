import { expect, test } from "vitest";
import { RecordOutput } from "../../../connectors/kafka/kernels/record-output.ts";
import { readRecords } from "../../../connectors/kafka/kernels/records.ts";
import type { KafkaChoices } from "../../../connectors/kafka/options.ts";
import { recordColumns } from "../../../connectors/kafka/values.ts";
import { rowReader } from "../../../core/mod.ts";
import { tableOf } from "./table-of.ts";

interface Given {
  readonly key?: Uint8Array;
  readonly value?: Uint8Array;
  readonly headers?: readonly Uint8Array[];
}

/** The rows of records, and why others are bad ones. */
function read(records: readonly Given[], options: Partial<KafkaChoices>) {
  const out = new RecordOutput();
  for (const { key, value, headers = [] } of records) out.add(0, key, value, headers);
  const table = tableOf(out.bytes(), records.length);
  readRecords(table, { start: 0, records: records.length, baseOffset: 0, baseTime: 0, appendTime: -1 }, 0, 99);
  const bad: string[] = [];
  const choices = { brokers: "none", topic: "t", ...options } as KafkaChoices;
  const columns = recordColumns(choices, undefined, "kafka(t)", ({ message }) => void bad.push(message));
  const batch = columns.batch({ table, from: 0, to: table.rows, topic: "t", partition: 3 });
  const rows = [...(batch.selection ?? Array.from({ length: batch.rowCount }, (_, row) => row))];
  return { rows: rows.map((row) => rowReader(batch)(row)), bad };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = Uint8Array.of(0x22, 0x63, 0xe9, 0x22); // "cé", quoted

test.each(["value", "key"] as const)("a %s of text or JSON that is no UTF-8 makes its record a bad one", (part) => {
  const given = ['"a"', latin1, '"\ufffd"', '"é"'].map((one) => ({
    [part]: typeof one === "string" ? bytesOf(one) : one,
  }));
  const columns = part === "key" ? { columns: { k: "key" } as const } : {};
  const of = (row: unknown): unknown => (part === "key" ? (row as { readonly k: unknown }).k : row);
  const text = read(given, { [part]: "string", ...columns });
  expect(text.rows.map(of)).toEqual(['"a"', '"\ufffd"', '"é"']);
  expect(text.bad).toEqual([
    `Cannot read the record at partition 3, offset 1 of topic t as its ${part} must be UTF-8: got other bytes (see ${part}: "bytes"); ` +
      'mend what writes it, or say from(kafka(…), { onError: "skip" }) or deadLetter(sink)',
  ]);
  const json = read(given, { [part]: "json", ...columns });
  expect(json.rows.map(of)).toEqual(["a", "\ufffd", "é"]);
  expect(json.bad).toEqual([expect.stringContaining(`its ${part} must be JSON: got bytes that are no UTF-8`)]);
  expect(read(given, { [part]: "bytes", ...columns }).bad).toEqual([]);
});

test("texts are looked at in the bytes of each alone, long and absent ones too", () => {
  const long = "x".repeat(300);
  const given = [{ value: bytesOf(long) }, {}, { value: bytesOf("") }, { value: Uint8Array.of(0x80) }];
  const { rows, bad } = read(given, { value: "string" });
  expect(rows).toEqual([long, null, ""]);
  expect(bad).toHaveLength(1);
});

test("headers are read as texts, or as bytes; a name that is no UTF-8 makes its record a bad one", () => {
  const given = [{ headers: ["a", "1", "a", "2"].map(bytesOf) }, { headers: [latin1.subarray(2, 3), bytesOf("1")] }];
  const columns = { h: "headers" } as const;
  expect(read(given, { columns })).toEqual({
    rows: [{ value: null, h: { a: ["1", "2"] } }],
    bad: [expect.stringMatching(/offset 1 of topic t as names of its headers must be UTF-8: got other bytes;/)],
  });
  const { rows } = read(given.slice(0, 1), { columns, headers: "bytes" });
  expect(rows).toEqual([{ value: null, h: { a: [bytesOf("1"), bytesOf("2")] } }]);
});
