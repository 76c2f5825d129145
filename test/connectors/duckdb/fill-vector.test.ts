import * as client from "@duckdb/node-api";
import { expect, test } from "vitest";
import { vectorFiller } from "../../../connectors/duckdb/fill-vector.ts";
import { valueWriter } from "../../../connectors/duckdb/write-value.ts";
import * as io from "../../../core/io/mod.ts";
import { seededRandom } from "../../../core/platform/mod.ts";

const random = seededRandom(31);
const below = (most: number): number => Math.floor(random.next() * most);
const rows = 500;

/** A column of such values, one in six of them absent. */
function columnOf(type: io.DataType, value: () => unknown): io.Column {
  const values = Array.from({ length: rows }, () => (below(6) === 0 ? null : value()));
  return io.typedColumn(type, values, (row, reason) => {
    throw new Error(`${row}: ${reason}`);
  });
}

const whole = (): number => below(2 ** 30) * (below(2) === 0 ? -1 : 1) * 2 ** below(23);
const cases: readonly (readonly [type: io.DataType, into: client.DuckDBType, value: () => unknown])[] = [
  [io.float64, client.DOUBLE, () => [Number.NaN, -0, Number.POSITIVE_INFINITY, random.next()][below(4)]],
  [io.int32, client.DOUBLE, () => below(100) - 50],
  [io.int64, client.DOUBLE, whole],
  [io.float64, client.FLOAT, () => random.next()],
  [io.int32, client.INTEGER, () => below(2 ** 32) - 2 ** 31],
  [io.float64, client.INTEGER, () => below(2 ** 32) - 2 ** 31],
  [io.int32, client.BIGINT, () => below(2 ** 32) - 2 ** 31],
  [io.int64, client.BIGINT, () => [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, -0, whole()][below(5)]],
  [io.bigint, client.BIGINT, () => BigInt.asIntN(64, BigInt(whole()) * BigInt(whole()))],
  [io.timestamp, client.TIMESTAMP, () => whole() / 1024 + below(1000) / 1000],
  [io.dateTime, client.TIMESTAMPTZ, () => new Date(below(4e12) - 2e12)],
  [io.timestamp, client.TIMESTAMP, () => 9e12 + below(1e9) / 8],
  [io.date, client.DATE, () => (below(40_000) - 20_000) * 86_400_000],
  [io.boolean, client.BOOLEAN, () => below(2) === 0],
];

for (const [type, into, value] of cases) {
  test(`${io.typeText(type)} fills a vector of ${String(into)} as value by value`, () => {
    for (const selection of [
      undefined,
      Int32Array.from({ length: rows }, (_, row) => row).filter(() => below(3) > 0),
    ]) {
      const column = columnOf(type, value);
      for (const start of [0, 77]) {
        const count = (selection?.length ?? rows) - start;
        const filled = client.DuckDBDataChunk.create([into], count);
        expect(vectorFiller(into, client)!(filled.getColumnVector(0), column, { selection, start, count })).toBe(true);
        const write = valueWriter(into, client)!;
        const expected = Array.from({ length: count }, (_, row) => {
          const one = io.valueAt(column, selection?.[start + row] ?? start + row);
          return one === null ? null : write(one, () => "here");
        });
        const one = client.DuckDBDataChunk.create([into], count);
        one.setColumnValues(0, expected);
        expect(values(filled)).toEqual(values(one));
      }
    }
  });
}

/** As DuckDB holds them: read anew from its memory. */
function values(chunk: client.DuckDBDataChunk): unknown[] {
  return new client.DuckDBDataChunk((chunk as unknown as { chunk: never }).chunk).getColumnValues(0).map(String);
}

test.each([
  ["a half in INTEGER", io.float64, client.INTEGER, 0.5],
  ["2^31 in INTEGER", io.float64, client.INTEGER, 2 ** 31],
  ["a half in BIGINT", io.float64, client.BIGINT, 0.5],
  ["2^53 in BIGINT", io.float64, client.BIGINT, 2 ** 53],
  ["no number in BIGINT", io.float64, client.BIGINT, Number.NaN],
  ["noon in DATE", io.timestamp, client.DATE, 43_200_000],
  ["too late in DATE", io.timestamp, client.DATE, 1e9 * 86_400_000],
  ["no time in TIMESTAMP", io.timestamp, client.TIMESTAMP, Number.POSITIVE_INFINITY],
] as const)("%s is left to be looked at by itself", (_, type, into, value) => {
  const chunk = client.DuckDBDataChunk.create([into], 2);
  const column: io.Column = { type, layout: "float64", values: Float64Array.of(0, value), validity: undefined };
  const part = { selection: undefined, start: 0, count: 2 };
  expect(vectorFiller(into, client)!(chunk.getColumnVector(0), column, part)).toBe(false);
});

test.each([
  [
    "bigints",
    { layout: "bigint64", type: io.bigint, values: BigInt64Array.of(1n, 2n) },
    [client.DOUBLE, client.FLOAT, client.INTEGER],
  ],
  [
    "booleans",
    { layout: "uint8", type: io.boolean, values: Uint8Array.of(1, 0) },
    [client.DOUBLE, client.FLOAT, client.INTEGER, client.BIGINT],
  ],
  ["doubles", { layout: "float64", type: io.float64, values: Float64Array.of(1, 0) }, [client.BOOLEAN]],
] as const)("%s are no numbers of another kind: they are left to be looked at by themselves", (_, given, types) => {
  const column = { ...given, validity: undefined } as io.Column;
  for (const into of types) {
    const chunk = client.DuckDBDataChunk.create([into], 2);
    const part = { selection: undefined, start: 0, count: 2 };
    expect([String(into), vectorFiller(into, client)!(chunk.getColumnVector(0), column, part)]).toEqual([
      String(into),
      false,
    ]);
  }
});
