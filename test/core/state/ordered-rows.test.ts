import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { valueAt } from "../../../core/data/column.ts";
import { columnOf, fieldOf } from "../../../core/data/column-of.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { OrderedRows } from "../../../core/state/ordered-rows.ts";
import { rowState } from "../../../core/state/row-state.ts";
import { spilledRows } from "../../../core/state/spilled-rows.ts";

function batchOf(values: readonly unknown[]) {
  const column = columnOf(values);
  return makeBatch(rowSchema([fieldOf("value", column, values)]), values.length, [column]);
}

function opened(): OrderedRows {
  const host = {
    keys: keySpace(128),
    maxParallelism: 128,
    clock: { nowMs: () => 0 },
    watermark: () => Number.NEGATIVE_INFINITY,
  };
  return new OrderedRows(rowState("rows").create(host), spilledRows("spilled", "operator").create(host), 0);
}

const valuesIn = (rows: OrderedRows): unknown[] =>
  [...rows.batches()].flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => valueAt(batch.columns[0]!, row)),
  );

test("rows come in their order as often as they are asked for, wherever some of them went to disk", () =>
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant("spill" as const), fc.array(fc.integer()))), (steps) => {
      const rows = opened();
      for (const step of steps) {
        if (step === "spill") rows.spill();
        else if (step.length > 0) rows.add(batchOf(step));
      }
      const all = steps.flatMap((step) => (step === "spill" ? [] : step));
      expect(rows.isEmpty).toBe(all.length === 0);
      for (const _ of ["once", "again"]) expect(valuesIn(rows)).toEqual(all);
      rows.clear();
      expect(rows.isEmpty).toBe(true);
    }),
  ));

test("many rows are read again in batches of a usual size", () => {
  const rows = opened();
  rows.add(batchOf(Array.from({ length: 50_000 }, (_, n) => n)));
  expect(rows.spill()).toBe(50_000);
  expect(rows.sizeBytes).toBe(0);
  expect([...rows.batches()].map(({ rowCount }) => rowCount)).toEqual([8192, 8192, 8192, 8192, 8192, 8192, 848]);
  expect(valuesIn(rows)).toEqual(Array.from({ length: 50_000 }, (_, n) => n));
});

test("what is no plain data stays in memory, behind what has been written", () => {
  const rows = opened();
  const call = (): number => 1;
  rows.add(batchOf(["a"]));
  expect(rows.spill()).toBe(1);
  rows.add(batchOf([call]));
  expect(rows.spill()).toBe(0);
  rows.add(batchOf(["b"]));
  expect(rows.spill()).toBe(0);
  expect(valuesIn(rows)).toEqual(["a", call, "b"]);
});
