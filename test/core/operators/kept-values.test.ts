import { expect, test } from "vitest";
import { each, from, fromChangelog, into, quantile, sliding, tumbling } from "../../../core/mod.ts";

const count = 260_000;

test("panes of any number of values meet, of changes as well", async () => {
  async function* log() {
    for (let v = 0; v < count; v++) yield { change: "insert" as const, row: { k: 1, at: v % 20, v } };
  }
  const rows: { m: number }[] = [];
  await from(log(), { boundedness: "unbounded" })
    .apply(fromChangelog())
    .withEventTime((row) => row.at, { outOfOrder: 100 })
    .keyBy("k")
    .window(sliding(20, { every: 10 }))
    .aggregate({ m: quantile((row) => row.v, 0.5) })
    .sinkTo(into(rows))
    .run();
  expect(rows[1]!.m).toBeCloseTo(count / 2, -3);
});

test("a function of a window of changes may give any number of rows", async () => {
  async function* log() {
    yield { change: "insert" as const, row: { k: 1, at: 1 } };
    yield { change: "insert" as const, row: { k: 1, at: 100 } };
  }
  let given = 0;
  await from(log(), { boundedness: "unbounded" })
    .apply(fromChangelog())
    .withEventTime((row) => row.at)
    .keyBy("k")
    .window(tumbling(20))
    .allowedLateness("1h")
    .process(() => Array.from({ length: 140_000 }, (_, i) => ({ i })))
    .changelog()
    .sinkTo(each(() => void given++))
    .run();
  expect(given).toBe(280_000);
});
