import fc from "fast-check";
import { expect, test } from "vitest";
import { totalOf, type zeroSum } from "../../../core/aggregates/exact-sum.ts";
import { sum } from "../../../core/aggregates/mod.ts";
import { type Folding, partialAt, setPartial } from "../../../core/data/partial-columns.ts";
import { from, sum as sumOf } from "../../../core/mod.ts";
import { type PaneState, paneState } from "../../../core/state/pane-state.ts";
import type { Recoverable } from "../../../core/state/state.ts";
import { stillHost } from "./still-host.ts";

const summing = sum((row: number | null) => row).aggregate as Folding;
type Sum = ReturnType<typeof zeroSum>;

function opened(): PaneState & Recoverable {
  return paneState("panes", [summing]).create(stillHost()) as PaneState & Recoverable;
}

function add(panes: PaneState, rows: readonly (readonly [key: number, value: number | null])[]): void {
  const table = panes.pane(0);
  for (const [key, value] of rows) {
    const entry = table.add(key);
    const column = table.partials[0]!;
    setPartial(
      column,
      entry,
      summing.add(partialAt(column, entry) as never, value as never, () => undefined),
    );
  }
}

function totals(panes: PaneState): Map<number, number | null> {
  const { size, keys, partials } = panes.pane(0);
  const sums = Array.from({ length: size }, (_, entry) => partialAt(partials[0]!, entry) as Sum);
  return new Map(sums.map((each, entry) => [keys[entry]!, each.count === 0 ? null : totalOf(each)]));
}

const sorted = (map: Map<number, unknown>): unknown[] => [...map].sort(([a], [b]) => a - b);
test("sums of one number and sums of several come back from snapshots, also of both in one table", () => {
  const value = fc.constantFrom<number | null>(null, 0, -0, 1, 7, -3, 2 ** 53, 0.1, 0.2, Number.POSITIVE_INFINITY);
  const rows = fc.array(fc.tuple(fc.nat(5), value), { maxLength: 12 });
  fc.assert(
    fc.property(rows, rows, rows, (some, others, more) => {
      const [one, another, restored, whole] = [opened(), opened(), opened(), opened()];
      // Keys of their own, as subtasks have them.
      const apart = others.map(([key, each]) => [key + 10, each] as const);
      add(one, some);
      add(another, apart);
      restored.restore([one.snapshot("all"), another.snapshot("all")]);
      add(restored, more);
      add(whole, [...some, ...apart, ...more]);
      expect(sorted(totals(restored))).toEqual(sorted(totals(whole)));
    }),
  );
});

test("groups without a value have no sum, wherever partial results go: to disk, to other subtasks, to partial batches", async () => {
  const rows = Array.from({ length: 500 }, (_, n) => ({ key: n % 50, value: n % 50 < 10 ? null : n - 250 }));
  const totalsOf = async (options: object): Promise<unknown[]> => {
    const groups = from(rows)
      .keyBy((row) => row.key)
      .aggregate({ total: sumOf((row) => row.value) });
    return (await groups.collect(options)).toSorted((a, b) => a.key - b.key);
  };
  const expected = Array.from({ length: 50 }, (_, key) => ({
    key,
    total: key < 10 ? null : rows.filter((row) => row.key === key).reduce((so, row) => so + row.value!, 0),
  }));
  expect(await totalsOf({})).toEqual(expected);
  expect(await totalsOf({ memoryBytes: 1, batchRows: 7 })).toEqual(expected);
  expect(await totalsOf({ parallelism: 3, batchRows: 7 })).toEqual(expected);
  expect(await totalsOf({ parallelism: 3, batchRows: 7, memoryBytes: 1 })).toEqual(expected);
});
