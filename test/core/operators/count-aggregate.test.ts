import { expect, test } from "vitest";
import { collect, count, sum } from "../../../core/aggregates/mod.ts";
import { reduction } from "../../../core/dataset/aggregation.ts";
import { range } from "../../../core/mod.ts";
import { countAggregate } from "../../../core/operators/count-aggregate.ts";
import { crash, end, type RowEvent, row } from "../../../core/testing/event.ts";
import { processingTime, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { countWindow } from "../../../core/time/window.ts";
import { byK, exchangeByK as exchange, specOf } from "./specs.ts";

const aggregates = specOf({ n: count(), total: sum((one) => one.v), all: collect((one) => one.v) });

function of(k: string, v: number): RowEvent {
  return row({ k, v });
}

function result(key: string, ...all: number[]): RowEvent {
  return row({ key, n: all.length, total: all.reduce((a, b) => a + b, 0), all });
}

const output = "rows" as const;

test("a window of each key fires when it holds its records, and what is left over gives nothing", () =>
  verifyOperator(countAggregate({ key: byK, window: countWindow(2), aggregates, output }), {
    input: [of("a", 1), of("b", 2), crash, of("a", 4), of("a", 8), watermark(5), of("a", 16), of("a", 32), end],
    output: [result("a", 1, 4), watermark(5), result("a", 8, 16), end],
    exchange,
  }));

test("windows that slide fire after each slide, with the last records there are", () =>
  verifyOperator(countAggregate({ key: byK, window: countWindow(4, { every: 2 }), aggregates, output }), {
    input: [1, 2, 3, 4, 5, 6, 7].map((v) => of("a", v)),
    output: [result("a", 1, 2), result("a", 1, 2, 3, 4), result("a", 3, 4, 5, 6)],
    exchange,
  }));

test("a size need not be a multiple of the slide, nor the slide be less", () => {
  const input = [1, 2, 3, 4, 5, 6, 7].map((v) => of("a", v));
  verifyOperator(countAggregate({ key: byK, window: countWindow(3, { every: 2 }), aggregates, output }), {
    input,
    output: [result("a", 1, 2), result("a", 2, 3, 4), result("a", 4, 5, 6)],
    exchange,
  });
  verifyOperator(countAggregate({ key: byK, window: countWindow(1, { every: 3 }), aggregates, output }), {
    input,
    output: [result("a", 3), result("a", 6)],
    exchange,
  });
});

test("windows of one record give each", () =>
  verifyOperator(countAggregate({ key: undefined, window: countWindow(1), aggregates, output }), {
    input: [of("a", 1), crash, of("b", 2)],
    output: [1, 2].map((v) => row({ n: 1, total: v, all: [v] })),
  }));

test("rows as one keep their order", () =>
  verifyOperator(
    countAggregate({
      key: byK,
      window: countWindow(3, { every: 1 }),
      aggregates: reduction((a: { v: number }, b: object) => ({ ...b, v: a.v * 10 + (b as { v: number }).v })),
      output: "values",
    }),
    {
      input: [of("a", 1), of("a", 2), crash, of("a", 3), processingTime(5), of("a", 4)],
      output: [of("a", 1), of("a", 12), of("a", 123), of("a", 234)],
      exchange,
    },
  ));

test("the plan says the window", () => {
  const operator = countAggregate({ key: byK, window: countWindow(4, { every: 2 }), aggregates, output });
  expect(operator.name).toBe("window(count 4 every 2).aggregate");
  expect(operator.details).toEqual({ window: "count 4 every 2", aggregates: "n, total, all" });
});

test("a window costs its panes, not what its key has in the batch", { timeout: 15_000 }, async () => {
  const totals: number[] = [];
  await range(300_000)
    .windowAll(countWindow(10, { every: 1 }))
    .aggregate({ total: sum((i) => i) })
    .forEach(({ total }) => void totals.push(total));
  expect(totals.length).toBe(300_000);
  expect([totals[0], totals[8], totals[9], totals.at(-1)]).toEqual([0, 36, 45, 10 * 300_000 - 55]);
});
