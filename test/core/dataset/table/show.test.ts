import { expect, test } from "vitest";
import { count, from, fromColumns, tumbling } from "../../../../core/mod.ts";

test("a table shows the types that its dataset had: the bounds of windows are times", async () => {
  const windows = from([{ at: Date.UTC(2026, 0, 1, 9, 5) }])
    .withEventTime((row) => row.at)
    .windowAll(tumbling("1h"))
    .aggregate({ rows: count() });
  const table = await windows.toTable();
  expect(table.toString()).toContain("2026-01-01 09:00  2026-01-01 10:00");
  expect(table.columns).toEqual(["windowStart", "windowEnd", "rows"]);
  expect(table.toObjects()).toEqual([
    { windowStart: Date.UTC(2026, 0, 1, 9), windowEnd: Date.UTC(2026, 0, 1, 10), rows: 1 },
  ]);
});

test("plain values are a column of their own, of the type they have", async () => {
  expect((await from([1, null]).toTable()).toString()).toMatch(/^ {2}value\nfloat64\n/);
});

test("a table without rows has the columns that are known", async () => {
  const table = await fromColumns({ a: [1], b: ["x"] })
    .filter((row) => row.a > 1)
    .toTable();
  expect(table.columns).toEqual(["a", "b"]);
  expect(table.toString()).toMatch(/^ *a +b\n *float64 +string\n[─ ]+\n0 rows × 2 columns$/);
});
