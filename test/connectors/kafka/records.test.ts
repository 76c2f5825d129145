import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordOutput } from "../../../connectors/kafka/kernels/record-output.ts";
import { type RecordTable, readRecords } from "../../../connectors/kafka/kernels/records.ts";
import { tableOf } from "./table-of.ts";

interface Given {
  readonly time: number;
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  readonly headers: readonly Uint8Array[];
}

/** As the documentation of Kafka has it: `(n << 1) ^ (n >> 63)`, seven bits at a time. */
function varint(value: bigint): number[] {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

function part(bytes: Uint8Array | undefined): number[] {
  return bytes === undefined ? varint(-1n) : [...varint(BigInt(bytes.length)), ...bytes];
}

function naive(records: readonly Given[]): number[] {
  return records.flatMap(({ time, key, value, headers }, at) => {
    const body = [
      0,
      ...varint(BigInt(time - records[0]!.time)),
      ...varint(BigInt(at)),
      ...part(key),
      ...part(value),
      ...varint(BigInt(headers.length / 2)),
      ...headers.flatMap(part),
    ];
    return [...varint(BigInt(body.length)), ...body];
  });
}

const bytes = fc.uint8Array({ maxLength: 200 });
const record = fc.record({
  time: fc.integer({ min: 0, max: 4e12 }),
  key: fc.option(bytes, { nil: undefined }),
  value: fc.option(bytes, { nil: undefined }),
  headers: fc.array(fc.tuple(bytes, bytes), { maxLength: 2 }).map((pairs) => pairs.flat()),
});

test("records are written as Kafka's documentation says, and read again with all their parts", () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), fc.nat(25), (records, from) => {
      const out = new RecordOutput();
      for (const { time, key, value, headers } of records) out.add(time, key, value, headers);
      expect([...out.bytes()]).toEqual(naive(records));
      const table = tableOf(out.bytes(), records.length);
      readRecords(
        table,
        { start: 0, records: records.length, baseOffset: 0, baseTime: records[0]!.time, appendTime: -1 },
        from,
        22,
      );
      const kept = records.slice(from, 22);
      expect(table.rows).toBe(kept.length);
      for (const [row, { time, key, value }] of kept.entries()) {
        expect(table.offsets[row]).toBe(from + row);
        expect(table.times[row]).toBe(time);
        expect(partAt(table, table.keyStarts[row]!, table.keyLengths[row]!)).toEqual(key);
        expect(partAt(table, table.valueStarts[row]!, table.valueLengths[row]!)).toEqual(value);
      }
    }),
  );
});

function partAt({ bytes: all }: RecordTable, start: number, length: number): Uint8Array | undefined {
  return length < 0 ? undefined : all.slice(start, start + length);
}
