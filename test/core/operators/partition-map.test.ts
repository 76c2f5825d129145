import { test } from "vitest";
import { partitionMap } from "../../../core/operators/partition-map.ts";
import { perPartition } from "../../../core/operators/per-partition.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

const numbered = perPartition(
  partitionMap((rows: Iterable<{ n: number }>) => Array.from(rows, ({ n }, place) => `${place}: ${n}`)),
);

test("a function is given all rows of a partition in their order, at the end; they may be gone through twice", () =>
  verifyOperator(
    partitionMap(function* (rows: Iterable<number>) {
      const most = Math.max(...rows);
      for (const n of rows) yield n / most;
    }),
    { input: [row(1), row(4), crash, row(2), end], output: [row(0.25), row(1), row(0.5), end], order: "kept" },
  ));

test("results have no event time, and no watermark but the last", () =>
  verifyOperator(numbered, {
    input: [at(3, { n: 7 }), watermark(3), crash, at(5, { n: 8 }), watermark(9), end],
    output: [row("0: 7"), row("1: 8"), end],
    order: "kept",
  }));

test("rows that do not fit into memory are gone through from disk, in their order, as often as asked for", () =>
  verifyOperator(
    partitionMap(function* (rows: Iterable<{ n: number }>) {
      let total = 0;
      for (const { n } of rows) total += n;
      for (const { n } of rows) yield `${n} of ${total}`;
    }),
    {
      input: [row({ n: 1 }), row({ n: 4 }), crash, row({ n: 2 }), row({ n: 3 }), end],
      output: [row("1 of 10"), row("4 of 10"), row("2 of 10"), row("3 of 10"), end],
      order: "kept",
      memoryBytes: 1,
    },
  ));

test("it is called for a partition without rows too", () =>
  verifyOperator(
    partitionMap((rows) => [[...rows].length]),
    { input: [end], output: [row(0), end] },
  ));
