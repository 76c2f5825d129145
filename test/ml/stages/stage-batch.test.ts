import { expect, test } from "vitest";
import { columnOf, makeBatch, rowSchema } from "../../../core/mod.ts";
import { BatchColumns } from "../../../ml/stages/stage-batch.ts";

const batchOf = (...n: number[]) =>
  makeBatch(rowSchema([{ name: "n", type: { kind: "float64" } }]), n.length, [columnOf(n)]);

test("rows that are left out are not kept, those that fail neither", () => {
  const failed: unknown[] = [];
  const columns = new BatchColumns("x", (row, error) => failed.push([row, error.message]));
  columns.next(batchOf(1, 2, 3, 4));
  expect(columns.kept).toBeUndefined();
  columns.drop(0);
  columns.fail(2, new Error("no"));
  expect(columns.kept).toEqual(Int32Array.of(1, 3));
  expect(failed).toEqual([[2, "no"]]);
  expect(columns.next(batchOf(5)).kept).toBeUndefined();
  expect(columns.firstRow).toBe(4);
});

test("room is used again in the next batch, and two rooms of one batch are two", () => {
  const columns = new BatchColumns("x", () => undefined);
  columns.next(batchOf(1, 2));
  expect(columns.gaveRoom).toBe(false);
  const [one, two] = [columns.room(2), columns.room(2)];
  expect(columns.gaveRoom).toBe(true);
  expect(one.buffer).not.toBe(two.buffer);
  columns.next(batchOf(1));
  expect(columns.room(1).buffer).toBe(one.buffer);
  expect(columns.room(9)).toHaveLength(9);
});
