import { expect, test } from "vitest";
import { avg, count, max } from "../../../core/aggregates/mod.ts";
import { from, tumbling } from "../../../core/mod.ts";
import { combine } from "../../../core/operators/combine.ts";
import { panesOf } from "../../../core/operators/panes.ts";
import { at, row, verifyOperator, virtualClock, watermark } from "../../../core/testing/mod.ts";
import { handed } from "../runtime/handed-source.ts";
import { byK, type Row, specOf } from "./specs.ts";

// Columns of partial results begin with a character that no user's column does.
const pane = "\u0000pane";
const rowCount = "\u0000rows";
const column = (aggregate: number): string => `\u0000${aggregate}`;

test("records leave as partial results by key and pane once a watermark may close one of its windows", () => {
  const aggregates = specOf({ n: count(), most: max((row: Row) => row.v) });
  verifyOperator(combine({ key: byK, aggregates, panes: panesOf(tumbling(10)) }), {
    input: [
      at(1, { k: "a", v: 4 }),
      at(12, { k: "a", v: 1 }),
      at(2, { k: "a", v: 7 }),
      at(3, { k: "b", v: 0 }),
      watermark(9),
      watermark(19),
    ],
    output: [
      row({ key: "a", [pane]: 0, [rowCount]: 2, [column(0)]: 2, [column(1)]: 7 }),
      row({ key: "b", [pane]: 0, [rowCount]: 1, [column(0)]: 1, [column(1)]: 0 }),
      watermark(9),
      row({ key: "a", [pane]: 10, [rowCount]: 1, [column(0)]: 1, [column(1)]: 1 }),
      watermark(19),
    ],
  });
});

test("what is combined before an exchange gives the result of what is not", async () => {
  const rows = Array.from({ length: 500 }, (_, n) => ({
    at: n,
    k: `k${n % 7}`,
    v: (n * 31) % 17,
    few: n % 40 === 7 ? n : null,
  }));
  const windows = from(rows)
    .withEventTime((row) => row.at)
    .keyBy((row) => row.k)
    .window(tumbling(100))
    .aggregate({ n: count(), mean: avg((row) => row.v), most: max((row) => row.v), last: max((row) => row.few) });
  const sorted = (found: readonly unknown[]): string[] => found.map((row) => JSON.stringify(row)).sort();
  expect(await windows.explain("plan", { parallelism: 3 })).toContain("(combine)");
  expect(await windows.explain("plan", { parallelism: 1 })).not.toContain("(combine)");
  expect(sorted(await windows.collect({ parallelism: 3 }))).toEqual(sorted(await windows.collect()));
});

test("changes come within a tenth of a second, though no watermark does, and in one batch for all that came meanwhile", async () => {
  const sales = handed<{ readonly shop: string }>();
  const clock = virtualClock(0);
  const run = from(sales.source)
    .keyBy("shop")
    .aggregate({ sales: count() }, { name: "totals" })
    .discard()
    .start({ parallelism: 2, clock });
  run.finished.catch(() => undefined);
  const taken = async (rows: number): Promise<void> => {
    while (run.metrics.get("totals (combine)", "numRecordsIn") < rows) await new Promise((done) => setImmediate(done));
  };
  sales.give({ shop: "Kent" });
  await taken(1);
  sales.give({ shop: "Kent" }, { shop: "Kent" });
  await taken(3);
  clock.advanceTo(99);
  await new Promise((done) => setImmediate(done));
  expect(run.metrics.get("totals", "numRecordsIn")).toBe(0);
  clock.advanceTo(100);
  while (run.metrics.get("totals", "numRecordsIn") === 0) await new Promise((done) => setImmediate(done));
  expect(run.metrics.get("totals", "numRecordsIn")).toBe(1);
  expect(await run.state("totals").get("Kent")).toEqual({ sales: 3 });
  await run.stop();
});
