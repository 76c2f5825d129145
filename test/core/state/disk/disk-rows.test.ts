import fc from "fast-check";
import { expect, test } from "vitest";
import { rowReader } from "../../../../core/expression/row-reader.ts";
import { DiskRows } from "../../../../core/state/disk/disk-rows.ts";
import { putRows } from "../../../../core/state/kept-rows.ts";
import { rowStore } from "../../../../core/state/row-store.ts";
import type { Recoverable } from "../../../../core/state/state.ts";
import { batchOf } from "../../../../core/testing/event-batch.ts";
import { memoryFolder } from "../../../../core/testing/memory-folder.ts";
import { at } from "../../../../core/testing/mod.ts";
import { stillHost } from "../still-host.ts";

function opened(memoryBytes: number, what: "rows" | "timed rows" = "rows") {
  const folder = memoryFolder();
  const host = { ...stillHost(), disk: { folder: folder.folder, memoryBytes } };
  return { rows: new DiskRows(what === "timed rows", host), host, folder };
}

/** Brings the rows of a key, and gives them with their times. */
function ofKey(rows: DiskRows, key: number): unknown[] {
  if (rows.isFull) rows.putAway();
  rows.bring(Float64Array.of(key), undefined, 1);
  const batch = rows.rows();
  if (batch === undefined) return [];
  const read = rowReader(batch);
  return [...rows.live()].filter((place) => rows.keys[place] === key).map((place) => [rows.times[place], read(place)]);
}

const row = fc.record({
  key: fc.nat(5),
  timeMs: fc.nat(9),
  value: fc.oneof(
    fc.record({ n: fc.double({ noNaN: true }), t: fc.option(fc.string()), b: fc.boolean() }, { noNullPrototype: true }),
    fc.record({ n: fc.bigInt({ min: -9n, max: 9n }), more: fc.array(fc.nat(3)) }, { noNullPrototype: true }),
    fc.constantFrom("a text", 7),
  ),
});

test("rows of whatever columns come back as they were, those of a key in their order, also from files and copies", () => {
  const step = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 4 }),
    removed: fc.nat(5),
    restore: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      let { rows } = opened(1, "timed rows");
      const { rows: expected } = opened(Number.POSITIVE_INFINITY, "timed rows");
      for (const { rows: given, removed, restore } of steps) {
        const keys = Float64Array.from(given, ({ key }) => key);
        const batch = batchOf(
          given.map(({ timeMs, value }) => at(timeMs, value)),
          { layout: "columns" },
        );
        for (const store of [rows, expected]) {
          if (store.isFull) store.putAway();
          store.bring(keys, undefined, keys.length);
          putRows(store, batch, keys);
          ofKey(store, removed);
          const first = store.live().find((place) => store.keys[place] === removed);
          if (first !== undefined) store.remove(first);
        }
        const { rows: fresh } = opened(1, "timed rows");
        if (restore === 1) fresh.restoreSegments(rows.segments());
        if (restore === 2) fresh.restore([rows.snapshot()]);
        if (restore > 0) rows = fresh;
        for (const key of [0, 1, 2, 3, 4, 5]) {
          expect(JSON.stringify(ofKey(rows, key), bigints)).toBe(JSON.stringify(ofKey(expected, key), bigints));
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** Names without a value come and go with the columns that are known. */
function bigints(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined && one !== null)
      .sort(),
  );
}

test("few rows are at hand of many, and what columns they have is written once for each key group", () => {
  const { rows, folder } = opened(2 ** 18);
  let most = 0;
  for (let round = 0; round < 40; round++) {
    const keys = Float64Array.from({ length: 250 }, (_, k) => (round * 250 + k) % 5000);
    if (rows.isFull) rows.putAway();
    rows.bring(keys, undefined, keys.length);
    const text = "x".repeat(100);
    putRows(
      rows,
      batchOf(
        [...keys].map((key) => at(round, { longNameOfAColumn: key, round, text })),
        { layout: "columns" },
      ),
      keys,
    );
    most = Math.max(most, rows.size);
  }
  expect(most).toBeLessThan(1500);
  expect(folder.reads).toBeGreaterThan(10);
  expect(ofKey(rows, 4999).map((one) => (one as [unknown, { round: number }])[1].round)).toEqual([19, 39]);
  rows.putAway();
  expect([rows.size, rows.isEmpty, rows.allKeys().length]).toEqual([0, false, 5000]);
});

test("a row whose key was not brought is refused, and files of rows on disk are read by rows in memory", () => {
  const { rows, host } = opened(1);
  const keys = Float64Array.of(1, 2, 1);
  const given = batchOf([at(1, { n: 1 }), at(1, { n: 2 }), at(1, { n: 3 })], { layout: "columns" });
  expect(() => putRows(rows, given, keys)).toThrow(/as the rows of its key must be at hand: got key number 1/);
  const { rows: others } = opened(1);
  others.bring(keys, undefined, 3);
  putRows(others, given, keys);
  const store = rowStore("rows", "rows", "memory or disk").create({ ...host, disk: undefined });
  (store as Required<Recoverable>).restoreSegments(others.segments());
  const read = rowReader(store.rows()!);
  expect([...store.live()].map((place) => [store.keys[place], read(place)]).sort()).toEqual([
    [1, { n: 1 }],
    [1, { n: 3 }],
    [2, { n: 2 }],
  ]);
});
