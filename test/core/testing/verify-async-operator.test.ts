import { expect, test } from "vitest";
import type { Operator } from "../../../core/operators/operator.ts";
import { at, end, row, verifyAsyncOperator, watermark } from "../../../core/testing/mod.ts";
import { valueBatch } from "../operators/consumers/value-batch.ts";

/** Gives what it is given when a promise has settled; `keeps` says how well it does so. */
function later(keeps: "nothing" | "rows without state", waits: "says so" | "does not say so" = "says so"): Operator {
  return {
    name: "later",
    ...(keeps === "nothing" ? { watermarks: "own" as const } : {}),
    open: (context) => {
      let waiting: unknown[] = [];
      return {
        batch: (batch) => {
          const [column] = batch.columns as unknown as [{ values: readonly unknown[] }];
          waiting.push(...column.values.slice(0, batch.rowCount));
          Promise.resolve().then(context.wake);
        },
        resume: () => {
          const rows = waiting;
          waiting = [];
          if (rows.length > 0) context.emit(valueBatch(rows));
        },
        ...(waits === "says so" ? { waits: () => (waiting.length > 0 ? ("pending" as const) : undefined) } : {}),
      };
    },
  };
}

test("rows that are under way and in no state are lost in a crash, which is found", async () => {
  const lost = verifyAsyncOperator(later("rows without state"), { input: [row(1), end], output: [row(1), end] });
  await expect(lost).rejects.toThrow(/with a crash after every step, as its output differs[\s\S]*missing +row\(1\)/);
});

test("a watermark that passes what is under way is found", async () => {
  const passed = verifyAsyncOperator(later("rows without state"), {
    input: [at(1, 1), watermark(1), end],
    output: [at(1, 1), watermark(1), end],
  });
  await expect(passed).rejects.toThrow("as its output differs");
});

test("an operator that waits for ever is told of", async () => {
  const stuck: Operator = { name: "stuck", open: () => ({ batch: () => undefined, waits: () => "pending" }) };
  await expect(verifyAsyncOperator(stuck, { input: [row(1), end], output: [end] })).rejects.toThrow(
    "Cannot end stuck as it must end: it waits for something that never comes",
  );
});
