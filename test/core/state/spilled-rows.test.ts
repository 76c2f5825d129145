import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { valueAt } from "../../../core/data/column.ts";
import { columnOf, fieldOf } from "../../../core/data/column-of.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { spilledRows } from "../../../core/state/spilled-rows.ts";

function batchOf(...names: readonly string[]) {
  const column = columnOf(names);
  return makeBatch(rowSchema([fieldOf("name", column, names)]), names.length, [column]);
}

function opened(scope: "keyed" | "operator" = "keyed") {
  const keys = keySpace(128);
  return {
    keys,
    rows: spilledRows("spilled", scope).create({
      keys,
      maxParallelism: 128,
      clock: { nowMs: () => 0 },
      watermark: () => Number.NEGATIVE_INFINITY,
    }),
  };
}

const namesIn = ({ batch }: { batch: ReturnType<typeof batchOf> }) =>
  Array.from({ length: batch.rowCount }, (_, row) => valueAt(batch.columns[0]!, row));

test("each part gives its batches in the order they came, with the keys of their rows", () => {
  const { rows } = opened();
  rows.append(7, batchOf("a", "b"), Float64Array.of(1, 2));
  rows.append(3, batchOf("c"));
  rows.append(7, batchOf("d"), Float64Array.of(9));
  expect(rows.parts).toEqual([3, 7]);
  expect([rows.batchesOf(7), rows.batchesOf(3), rows.batchesOf(1)]).toEqual([2, 1, 0]);
  expect(namesIn(rows.read(7, 1))).toEqual(["d"]);
  expect([...rows.read(7, 0).keys]).toEqual([1, 2]);
  expect([...rows.read(3, 0).keys]).toEqual([]);
  rows.clear();
  expect(rows.parts).toEqual([]);
});

test("keys that are no numbers come back as keys, whatever their numbers are by then", () => {
  const { keys, rows } = opened();
  rows.append(0, batchOf("x", "y"), Float64Array.of(keys.numberOf("Kent"), keys.numberOf({ a: 1 })));
  keys.sweep(() => undefined);
  keys.numberOf("someone else");
  expect([...rows.read(0, 0).keys].map((number) => keys.keyOf(number))).toEqual(["Kent", { a: 1 }]);
  rows.clear();
});

test.each(["keyed", "operator"] as const)("what is on disk is part of a snapshot (%s)", (scope) => {
  const first = opened(scope);
  first.rows.append(0, batchOf("a"), Float64Array.of(first.keys.numberOf("k")));
  first.rows.append(1, batchOf("b"));
  first.rows.append(1, batchOf("c"));
  const snapshot = first.rows.snapshot();
  first.rows.close?.();
  const second = opened(scope);
  second.keys.numberOf("another");
  second.rows.restore([snapshot]);
  expect(second.rows.parts).toEqual([0, 1]);
  expect(second.keys.keyOf(second.rows.read(0, 0).keys[0]!)).toBe("k");
  expect([0, 1].map((at) => namesIn(second.rows.read(1, at)))).toEqual([["b"], ["c"]]);
  second.rows.close?.();
});

test("the rows of a part that is let go of are neither counted nor stored", () => {
  const { rows } = opened("operator");
  rows.append(0, batchOf("a", "b"));
  rows.append(1, batchOf("c"));
  rows.drop(0);
  expect(rows.parts).toEqual([1]);
  expect(rows.footprint?.().entries).toBe(1);
  expect(namesIn(rows.read(1, 0))).toEqual(["c"]);
  const snapshot = rows.snapshot();
  expect(snapshot.scope === "operator" && snapshot.parts.length).toBe(1);
  rows.clear();
});
