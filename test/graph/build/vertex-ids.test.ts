import { expect, test } from "vitest";
import { dictionaryOf } from "../../../core/data/dictionary.ts";
import { type Column, columnOf, keySpace } from "../../../core/mod.ts";
import { IdIndex } from "../../../graph/build/vertex-ids.ts";

const rowCount = 2 ** 20 + 1_003;

/** Numbers of vertices, first come, first counted. */
function numbered(ids: readonly unknown[]): number[] {
  const known = new Map<unknown, number>();
  return ids.map((id) => {
    if (!known.has(id)) known.set(id, known.size);
    return known.get(id)!;
  });
}

const numbers = Array.from({ length: rowCount }, (_, row) => (Math.imul(row + 1, 2_654_435_761) >>> 0) % 70_001);
const texts = Array.from({ length: 70_001 }, (_, number) => `v${number}`);
const all = new Uint8Array((rowCount + 7) >> 3).fill(255);
const float64 = { kind: "float64" } as const;

const layouts: readonly (readonly [string, Column, (number: number) => unknown])[] = [
  [
    "int32",
    { type: { kind: "int32" }, layout: "int32", values: Int32Array.from(numbers), validity: undefined },
    Number,
  ],
  [
    "float64",
    { type: float64, layout: "float64", values: Float64Array.from(numbers, half), validity: undefined },
    half,
  ],
  [
    "float64, null nowhere",
    { type: float64, layout: "float64", values: Float64Array.from(numbers), validity: all },
    Number,
  ],
  [
    "dictionary",
    {
      type: { kind: "string" },
      layout: "dictionary",
      codes: Int32Array.from(numbers),
      dictionary: dictionaryOf(texts),
      validity: undefined,
    },
    (number) => texts[number],
  ],
  ["values", columnOf(numbers.map((number) => BigInt(number % 1_000))), (number) => BigInt(number % 1_000)],
];

test.each(layouts)(
  "ids of more rows than are numbered at once are numbers in the order they came: %s",
  (_, column, idOf) => {
    const ids = new IdIndex(keySpace(1));
    const expected = numbered(numbers.map(idOf));
    expect(ids.add(column, rowCount)).toEqual(Uint32Array.from(expected));
    expect(ids.count).toBe(Math.max(...new Set(expected)) + 1);
    expect([0, 1, 500].map((vertex) => ids.idOf(vertex))).toEqual(
      [0, 1, 500].map((vertex) => idOf(numbers[expected.indexOf(vertex)]!)),
    );
  },
);

test("vertices are in the order of their ids: numbers by value, texts by code units and behind numbers", () => {
  const given: readonly (readonly unknown[])[] = [
    [3, -7.5, 0, 1e15, 12, -1],
    ["b", "a", "é", "10", "9", "B"],
    [5n, -(2n ** 70n), 2n ** 60n, 0n],
    [7, "7", 1e300, -2],
  ];
  for (const values of given) {
    const ids = new IdIndex(keySpace(1));
    for (const value of values) ids.add(columnOf([value]), 1);
    const order = values
      .map((_, vertex) => vertex)
      .sort((one, other) => (isBefore(values[one], values[other]) ? -1 : 1));
    const ranks = Array.from(values, (_, vertex) => order.indexOf(vertex));
    expect(Array.from(ids.ranks())).toEqual(ranks);
    const keys = ids.sortKeys();
    for (const one of order)
      for (const other of order) {
        expect(ids.comesBefore(one, other)).toBe(ranks[one]! < ranks[other]!);
        expect(keys[one]! < keys[other]!).toBe(ranks[one]! < ranks[other]!);
      }
  }
});

function isBefore(one: unknown, other: unknown): boolean {
  if (typeof one !== typeof other) return typeof one === "number";
  return (one as number) < (other as number);
}

function half(number: number): number {
  return number / 2;
}
