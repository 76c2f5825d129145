import fc from "fast-check";
import { expect, test } from "vitest";
import type { Folding } from "../../../core/data/partial-columns.ts";
import { collect, count } from "../../../core/mod.ts";
import { keyedTable } from "../../../core/state/keyed-table.ts";

/** Keys as they come: ids close together or on the move, far apart, fractions, and numbers that stand for texts. */
const families: Readonly<Record<string, (n: number) => number>> = {
  "close together": (n) => 1000 + (n % 500),
  "below zero": (n) => -1 - (n % 700), // −0 is made 0 before it comes
  "moving on": (n) => n * 3,
  "far apart": (n) => (n % 300) * 1_000_003,
  fractions: (n) => (n % 200) / 8,
  "of one residue": (n) => (n % 400) * 65_536,
  "of texts": (n) => 2 ** 53 + 2 * (n % 600),
  "pairs of an id and a day": (n) => pair(1000 + (n % 500), 19_723 + (n % 3)),
  "pairs of a day and an id": (n) => pair(19_723, n * 3),
  "pairs of ids and what lies far apart": (n) => pair(n % 40, (n % 7) * 1_000_003),
  "the last pairs of a shape": (n) => pair(2 ** 26 - 1 - (n % 50), 2 ** 26 - 1 - (n % 5)),
  "the first pairs of the next shape": (n) => 2 * pair(n % 50, n % 5),
};

/** As `packedKeys` packs the first shape. */
function pair(left: number, right: number): number {
  return 2 ** 54 + 4 * (left * 2 ** 26 + right);
}

const anyKey = fc.oneof(
  ...Object.values(families).map((family) => fc.nat(5_000).map(family)),
  fc.constantFrom(0, 1e15, -1e15, 0.5),
);

const anyRun = fc.oneof(
  fc.record({ kind: fc.constant("locate" as const), keys: fc.array(anyKey, { maxLength: 400 }) }),
  fc.record({ kind: fc.constant("remove" as const), keys: fc.array(anyKey, { maxLength: 40 }) }),
  fc.record({ kind: fc.constant("keep only" as const), keys: fc.array(anyKey, { maxLength: 40 }) }),
  fc.record({ kind: fc.constant("clear" as const), keys: fc.constant<number[]>([]) }),
);

test("a table finds what a Map finds, whatever the keys, and after keys were removed", () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 12 }), fc.boolean(), (runs, selected) => {
      const table = keyedTable([]);
      const expected = new Set<number>();
      for (const { kind, keys } of runs) {
        if (kind === "clear") {
          table.clear();
          expected.clear();
        } else if (kind === "keep only") {
          const kept = keys.find((key) => expected.has(key));
          if (kept === undefined) continue;
          table.keepOnly(table.find(kept));
          expected.clear();
          expected.add(kept);
        } else if (kind === "remove") {
          for (const key of keys) {
            if (expected.delete(key)) table.remove(table.find(key));
          }
        } else {
          locate(table, keys, selected);
          for (const key of keys) expected.add(key);
        }
        expect(new Set(table.keys.subarray(0, table.size))).toEqual(expected);
        for (const key of expected) expect(table.keys[table.find(key)]).toBe(key);
        for (const key of keys) if (!expected.has(key)) expect(table.find(key)).toBe(-1);
      }
    }),
    { numRuns: 200 },
  );
});

test.each(Object.entries(families))(
  "a hundred thousand rows with keys %s are numbered in the order they came",
  (_, family) => {
    const table = keyedTable([]);
    const expected = new Map<number, number>();
    for (let first = 0; first < 100_000; first += 8_192) {
      const keys = Float64Array.from({ length: 8_192 }, (_, row) => family(first + row));
      const entries = new Int32Array(keys.length);
      table.locate(keys, undefined, 0, keys.length, entries);
      for (const [row, key] of keys.entries()) {
        if (!expected.has(key)) expected.set(key, expected.size);
        if (entries[row] !== expected.get(key)) expect(entries[row]).toBe(expected.get(key));
      }
    }
    expect(table.size).toBe(expected.size);
  },
);

test("keys that are not there are not found, between places or beyond", () => {
  const table = keyedTable([]);
  for (let key = 0; key < 1_000; key++) table.add(key);
  expect([-1, 0.5, 1e9, Number.NaN, 2 ** 53].map((key) => table.find(key))).toEqual([-1, -1, -1, -1, -1]);
});

/** All keys, each of them as the entry says afterwards; with a selection every other row. */
function locate(table: ReturnType<typeof keyedTable>, keys: readonly number[], selected: boolean): void {
  const rows = selected ? Int32Array.from(keys, (_, k) => 2 * k) : undefined;
  const given = selected ? Float64Array.from(keys.flatMap((key) => [key, Number.NaN])) : Float64Array.from(keys);
  const entries = new Int32Array(keys.length);
  table.locate(given, rows, 0, keys.length, entries);
  expect(Array.from(entries, (entry) => table.keys[entry])).toEqual(keys);
}

test.each([false, true])(
  "a table larger than the processor's memory finds what a Map finds; selected: %s",
  (selected) => {
    const table = keyedTable([]);
    const expected = new Map<number, number>();
    const keyOf = (n: number): number => ((n * 7_919) % 150_001) * 1_000_003;
    const removed: number[] = [];
    for (let first = 0; first < 300_000; first += 10_000) {
      const keys = Float64Array.from({ length: 10_000 }, (_, row) => keyOf(first + row));
      const rows = Int32Array.from({ length: 10_000 }, (_, row) => row).filter((row) => !selected || row % 3 !== 1);
      const entries = new Int32Array(rows.length);
      table.locate(keys, selected ? rows : undefined, 0, rows.length, entries);
      rows.forEach((row, k) => {
        const key = keys[row]!;
        if (!expected.has(key)) expected.set(key, expected.size);
        if (entries[k] !== expected.get(key)) expect([key, entries[k]]).toEqual([key, expected.get(key)]);
      });
      expect(table.size).toBe(expected.size);
    }
    for (let n = 0; n < 500; n++) removed.push(table.keys[n * 97]!);
    for (const key of removed) table.remove(table.find(key));
    for (const key of removed) expect(table.find(key)).toBe(-1);
    for (let entry = 0; entry < table.size; entry++)
      if (table.find(table.keys[entry]!) !== entry) expect(entry).toBe(-1);
  },
);

test("keepOnly leaves one entry with its partial results, as the first", () => {
  for (const kept of [5, 7, 9]) {
    const table = keyedTable([count().aggregate, collect().aggregate] as unknown as Folding[]);
    for (const key of [5, 7, 9]) {
      const entry = table.add(key);
      table.partials[0]!.numbers[entry] = key * 10;
      table.partials[1]!.values[entry] = [key];
    }
    table.keepOnly(table.find(kept));
    expect([table.size, table.find(kept), table.find(5) + table.find(7) + table.find(9)]).toEqual([1, 0, -2]);
    expect([table.partials[0]!.numbers[0], table.partials[1]!.values]).toEqual([kept * 10, [[kept]]]);
    expect(table.partials[0]!.numbers[table.add(8)]).toBe(0);
  }
});
