import { expect, test } from "vitest";
import type { MetricsSnapshot } from "../../core/mod.ts";
import { from } from "../../core/mod.ts";
import { History } from "../../dashboard/history.ts";

const { metrics } = await from([1, 2, 3])
  .map((n) => n, { name: "one" })
  .discard()
  .run();
const plain = metrics.snapshot();

/** A reading of a run with some steps, at a time. */
function readingAt(
  timeMs: number,
  values: { rate?: number; lag?: number },
  steps: readonly string[] = ["one"],
): MetricsSnapshot {
  const step = {
    ...plain.steps.one!,
    numRecordsInPerSecond: values.rate ?? 0,
    currentInputWatermark: values.lag === undefined ? null : timeMs - values.lag,
  };
  return { ...plain, timeMs, steps: Object.fromEntries(steps.map((name) => [name, step])) };
}

test("seconds are those of the last ten minutes, minutes those of a day, and none is kept longer", () => {
  const history = new History();
  const readings = (25 * 3600) / 2;
  for (let at = 0; at < readings; at++) history.add(readingAt(1_000_000 + 2000 * at, { rate: at, lag: at }));
  const seconds = history.points("one", "in", "10m");
  expect(seconds.y).toHaveLength(300);
  expect(seconds.y.at(-1)).toBe(readings - 1);
  expect(seconds.x.at(-1)! - seconds.x[0]!).toBe(299 * 2000);
  const minutes = history.points("one", "in", "24h");
  expect(minutes.y).toHaveLength(1440);
  expect(minutes.x[1]! - minutes.x[0]!).toBe(60_000);
  // Of a rate the mean of a minute, of what is behind the worst.
  const last = minutes.y.length - 1;
  const first = (minutes.x[last]! - 1_000_000) / 2000;
  expect(minutes.y[last]).toBeCloseTo(first + 14.5, 0);
  expect(history.points("one", "lag", "24h").y[last]).toBe(first + 29);
});

test("a step that comes later, or has gone, is unknown in between", () => {
  const history = new History();
  history.add(readingAt(1000, { rate: 1 }));
  history.add(readingAt(3000, { rate: 2 }, ["two"]));
  expect(history.points("one", "in", "10m").y).toEqual([1, Number.NaN]);
  expect(history.points("two", "in", "10m").y).toEqual([Number.NaN, 2]);
});

test("whoever loads the page again and again does not push out what was, and readings that are farther apart are of ten minutes, too", () => {
  const often = new History();
  for (let at = 0; at < 10_000; at++) often.add(readingAt(1000 + 10 * at, { rate: at }));
  expect(often.points("one", "in", "10m").x).toHaveLength(100);
  const seldom = new History();
  for (let at = 0; at < 300; at++) seldom.add(readingAt(1000 + 5000 * at, { rate: at }));
  expect(seldom.points("one", "in", "10m").x).toHaveLength(120);
});

test("the same time twice, and a run that has not begun, are no readings", () => {
  const history = new History();
  history.add({ ...plain, timeMs: 0, steps: {} });
  history.add(readingAt(1000, { rate: 1 }));
  history.add(readingAt(1000, { rate: 2 }));
  expect(history.points("one", "in", "10m")).toEqual({ x: [1000], y: [1] });
  expect(history.points("nobody", "in", "10m").y).toEqual([Number.NaN]);
});

test("500 steps over a day take what they took at first", () => {
  const history = new History();
  const names = Array.from({ length: 500 }, (_, at) => `step ${at}`);
  history.add(readingAt(1, {}, names));
  const before = process.memoryUsage().arrayBuffers;
  for (let at = 1; at < 50; at++) history.add(readingAt(1 + 1_800_000 * at, { rate: at }, names));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
});
