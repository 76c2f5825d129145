import { describe, expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { compact, keep, take } from "../../../core/data/compact.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import { dictionaryColumn, int32Column, typedBatch, utf8Column } from "../expression/batches.ts";

const rows = Array.from({ length: 20 }, (_, n) => ({
  a: n,
  b: n % 3 === 0 ? null : `t${n % 4}`,
  c: `ü${n}`,
  d: n % 2 === 0,
  e: n % 5 === 0 ? null : n * 1.5,
  f: { n },
  g: n % 7 === 0 ? null : Float64Array.of(n, -n, n / 3),
}));
const batch = typedBatch(rows, { a: int32Column, b: dictionaryColumn, c: utf8Column });
const times = Float64Array.from(rows.keys());

describe("choosing rows", () => {
  test("compacting leaves the selected rows, with their times, in every layout", () => {
    const selection = Int32Array.of(0, 3, 4, 19);
    const compacted = compact(makeBatch(batch.schema, batch.rowCount, batch.columns, { times, selection }));
    expect(compacted.selection).toBeUndefined();
    expect(rowsOf(compacted)).toEqual([0, 3, 4, 19].map((row) => rows[row]));
    expect([...compacted.times!]).toEqual([0, 3, 4, 19]);
  });

  test("rows may be taken in any order and more than once", () => {
    expect(rowsOf(take(batch, Int32Array.of(5, 5, 1)))).toEqual([rows[5], rows[5], rows[1]]);
  });

  test("a kept batch does not change when its arrays are written over", () => {
    const values = Float64Array.of(1, 2, 3);
    const reused = makeBatch(
      batch.schema,
      3,
      batch.columns.map((column) => column),
      { times: values, reused: true },
    );
    const kept = keep(reused);
    values.fill(9);
    expect([...kept.times!]).toEqual([1, 2, 3]);
    expect(rowsOf(kept)).toEqual(rows.slice(0, 3));
  });

  test("a batch that nobody writes over is kept as it is", () => expect(keep(batch)).toBe(batch));
});
