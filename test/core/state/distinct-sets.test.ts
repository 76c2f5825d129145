import fc from "fast-check";
import { expect, test } from "vitest";
import { countDistinct } from "../../../core/aggregates/mod.ts";
import type { Column } from "../../../core/data/column.ts";
import { columnOf } from "../../../core/data/column-of.ts";
import { int32 } from "../../../core/data/data-type.ts";
import { type Folding, partialAt, partialSlice } from "../../../core/data/partial-columns.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { type KeyedTable, keyedTable } from "../../../core/state/keyed-table.ts";
import { paneState } from "../../../core/state/pane-state.ts";
import { pieceBytes, type Recoverable } from "../../../core/state/state.ts";

const counting = countDistinct((row: unknown) => row).aggregate as unknown as Folding;
const fold = counting as unknown as {
  add(partial: unknown, value: unknown): unknown;
  result(partial: unknown): number;
};
const valuesIn = counting.distinctValues as (partial: unknown) => Iterable<unknown>;

const anyInteger = fc.oneof(
  fc.nat(40),
  fc.integer({ min: -40, max: 40 }),
  fc.integer(),
  fc.constantFrom(2 ** 31, -(2 ** 31)),
);
const anyValue = fc.oneof(
  { weight: 4, arbitrary: anyInteger },
  fc.constantFrom(null, undefined, Number.NaN, -0, 0.5, 2 ** 31 + 3, 2 ** 32, 2 ** 53, 1n, true, new Date(5)),
  fc.string({ maxLength: 1 }),
  fc.record({ a: fc.nat(2), b: fc.nat(2) }),
);

/** Columns as they come: of any values, of numbers with and without gaps, of integers; mostly those of the column before. */
const anyColumn = fc.record({
  values: fc.array(fc.oneof(anyValue, anyInteger), { minLength: 30, maxLength: 30 }),
  kind: fc.constantFrom("any", "numbers", "integers", "as before", "the same integers"),
});

function columnsOf(
  given: readonly { values: readonly unknown[]; kind: string }[],
): { column: Column; values: unknown[] }[] {
  let before: readonly unknown[] = given[0]!.values;
  let shared: Int32Array | undefined;
  return given.map(({ values, kind }, at) => {
    if (kind === "as before" && at > 0) {
      const some = before.map((value, k) => (k % 3 === at % 3 ? null : value));
      return { column: columnOf(some), values: some };
    }
    if (kind === "the same integers" && shared !== undefined) {
      const some = Array.from(shared, (value, k) => (values[k] === null ? null : value));
      const validity = new Uint8Array(4);
      some.forEach((value, k) => (validity[k >> 3]! |= value === null ? 0 : 1 << (k & 7)));
      return { column: { type: int32, layout: "int32", values: shared, validity }, values: some };
    }
    before = values;
    if (kind === "any") return { column: columnOf(values), values: [...values] };
    const numbers = values.map((value) => (typeof value === "number" ? value : null));
    if (kind === "numbers") return { column: columnOf(numbers), values: numbers };
    const integers = Int32Array.from(numbers, (value) => value ?? 7);
    shared = integers;
    return { column: { type: int32, layout: "int32", values: integers, validity: undefined }, values: [...integers] };
  });
}

const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      keys: fc.array(fc.nat(6), { minLength: 30, maxLength: 30 }),
      columns: fc.array(anyColumn, { minLength: 10, maxLength: 10 }),
      rows: fc.option(fc.subarray(Array.from({ length: 30 }, (_, row) => row)), { nil: undefined }),
    }),
  },
  fc.record({ kind: fc.constant("remove" as const), key: fc.nat(6) }),
  fc.record({ kind: fc.constant("clear" as const) }),
);

/** What each key has, by the aggregate itself. */
type Oracle = Map<number, unknown[]>;

function check(table: KeyedTable, oracle: Oracle, keyOf: (key: number) => number): void {
  expect(table.size).toBe(oracle.size);
  for (const [key, partials] of oracle) {
    const entry = table.find(keyOf(key));
    expect(table.partials.map(({ numbers }) => numbers[entry])).toEqual(
      partials.map((partial) => fold.result(partial)),
    );
    const kept = table.partials.map((column) => sorted(valuesIn(partialAt(column, entry))));
    expect(kept).toEqual(partials.map((partial) => sorted(valuesIn(partial))));
  }
}

function sorted(values: Iterable<unknown>): string[] {
  const text = (value: unknown): string =>
    `${typeof value} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`;
  return Array.from(values, text).sort();
}

function step(
  table: KeyedTable,
  oracle: Oracle,
  given: typeof anyStep extends fc.Arbitrary<infer Step> ? Step : never,
): void {
  if (given.kind === "clear") {
    table.clear();
    oracle.clear();
  } else if (given.kind === "remove") {
    if (oracle.delete(given.key)) table.remove(table.find(given.key));
  } else {
    const columns = columnsOf(given.columns.slice(0, table.partials.length));
    const rows = given.rows ?? given.keys.map((_, row) => row);
    const entries = new Int32Array(rows.length);
    table.locate(Float64Array.from(given.keys), given.rows && Int32Array.from(rows), 0, rows.length, entries);
    table.addDistinct(
      columns.map(({ column }) => column),
      { selection: given.rows && Int32Array.from(rows), rowCount: given.keys.length, length: rows.length, entries },
    );
    for (const row of rows) {
      const key = given.keys[row]!;
      const partials = oracle.get(key) ?? columns.map(() => counting.zero());
      oracle.set(
        key,
        partials.map((partial, at) => fold.add(partial, columns[at]!.values[row])),
      );
    }
  }
}

test("sets kept together hold what the aggregate itself holds, whatever the values, and after groups were removed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.array(anyStep, { maxLength: 8 }), (sets, steps) => {
      const table = keyedTable(
        Array.from({ length: sets }, () => counting),
        keySpace(128),
      );
      const oracle: Oracle = new Map();
      for (const each of steps) {
        step(table, oracle, each);
        check(table, oracle, (key) => key);
      }
    }),
    { numRuns: 60 },
  );
});

test("many values of many groups are counted as a Set each counts them", () => {
  const table = keyedTable([counting, counting], keySpace(128));
  const expected = Array.from({ length: 500 }, () => [new Set(), new Set()] as const);
  const length = 4_000;
  for (let batch = 0; batch < 20; batch++) {
    const n = (k: number): number => Math.imul(batch * length + k, 0x9e3779b1) >>> 7;
    const keys = Float64Array.from({ length }, (_, k) => n(k) % 500);
    const values = Float64Array.from({ length }, (_, k) => (n(k) >>> 3) % 90_000);
    const even = Array.from(values, (value) => (value % 2 === 0 ? value : null));
    const entries = new Int32Array(length);
    table.locate(keys, undefined, 0, length, entries);
    const rows = { selection: undefined, rowCount: length, length, entries };
    table.addDistinct([columnOf([...values]), columnOf(even)], rows);
    keys.forEach((key, k) => {
      expected[key]![0].add(values[k]);
      if (even[k] !== null) expected[key]![1].add(even[k]);
    });
  }
  for (let key = 0; key < 500; key++) {
    const entry = table.find(key);
    expect(table.partials.map(({ numbers }) => numbers[entry])).toEqual(expected[key]!.map((set) => set.size));
  }
});

test("what sets kept together leave in a snapshot is what sets by themselves leave, and either takes the other's", () => {
  const declared = [counting, counting];
  const host = { maxParallelism: 128, clock: { nowMs: () => 0 }, watermark: () => 0 };
  const columns = [columnOf([1, "a", null, 1, 2.5]), columnOf(["x", "y", "x", "x", null])];
  const together = paneState("groups", declared, "together");
  const apart = paneState("groups", declared);
  expect(together.form).toBe(apart.form);
  const first = together.create({ ...host, keys: keySpace(128) });
  const entries = new Int32Array(5);
  first.pane(0).locate(Float64Array.of(7, 7, 7, 8, 8), undefined, 0, 5, entries);
  first.pane(0).addDistinct(columns, { selection: undefined, rowCount: 5, length: 5, entries });
  const alone = apart.create({ ...host, keys: keySpace(128) });
  alone.restore([first.snapshot()]);
  expect(bytesOf(alone)).toEqual(bytesOf(first));
  const again = together.create({ ...host, keys: keySpace(128) });
  again.restore([alone.snapshot()]);
  expect(again.pane(0).partials.map(({ numbers }) => [...numbers.subarray(0, 2)])).toEqual([
    [2, 2],
    [2, 1],
  ]);
  expect(bytesOf(again)).toEqual(bytesOf(first));
  const one = partialSlice(again.pane(0).partials[1]!, 0).values[0];
  expect([...valuesIn(one)]).toEqual(["x", "y"]);
});

test("values that a set kept together holds are not forgotten by the key space", () => {
  const keys = keySpace(128);
  const state = paneState("groups", [counting], "together").create({
    keys,
    maxParallelism: 128,
    clock: { nowMs: () => 0 },
    watermark: () => 0,
  });
  const table = state.pane(0);
  const entry = table.add(3);
  table.addDistinct([columnOf(["kept"])], {
    selection: undefined,
    rowCount: 1,
    length: 1,
    entries: Int32Array.of(entry),
  });
  keys.numberOf("not kept");
  keys.sweep((keep) => state.eachKey!(keep));
  keys.numberOf("another");
  expect([...valuesIn(partialAt(table.partials[0]!, entry))]).toEqual(["kept"]);
});

/** All that a state holds, as it is written down. */
function bytesOf(state: Recoverable): Uint8Array[] {
  return pieceBytes([state.snapshot()]);
}
