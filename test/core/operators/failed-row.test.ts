import { expect, test } from "vitest";
import { oneLine } from "../../../core/data/explained-error.ts";
import { failedRow } from "../../../core/operators/failed-row.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { row } from "../../../core/testing/mod.ts";

const textOf = (value: unknown): string =>
  failedRow({ doing: "test", error: new Error("no"), batch: batchOf([row(value)], { layout: "values" }), row: 0 });

test("a failed row is told as JSON, bigints and what JSON cannot say included", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect([textOf({ a: 1, b: 2n }), textOf(undefined), textOf(circle)]).toEqual([
    '{"a":1,"b":"2n"}',
    "undefined",
    "[object Object]",
  ]);
});

test("a failed row is cut, and holds nothing that a terminal obeys", () => {
  expect(textOf("x".repeat(1000))).toHaveLength(300);
  expect(oneLine("a\u001b[2Jb\nc", 100)).toBe("a\\u001b[2Jb\\u000ac");
});
