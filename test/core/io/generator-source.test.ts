import { expect, test } from "vitest";
import { from, generate } from "../../../core/mod.ts";

test("rows are made in order, so many as were asked for", async () => {
  expect(await from(generate({ make: (n) => n * n, count: 4 })).collect()).toEqual([0, 1, 4, 9]);
  expect(await from(generate({ make: (n) => n, count: 0 })).collect()).toEqual([]);
});

test("without a count there is no end", async () => {
  const endless = from(generate({ make: (n) => n }));
  expect(endless.boundedness).toBe("unbounded");
  expect(await endless.limit(3).collect()).toEqual([0, 1, 2]);
});

test("no more rows are let go than the rate allows by the clock", async () => {
  // Each look at the clock moves it by 5 ms: 1000 rows a second are 5 more rows each time.
  let nowMs = 0;
  const clock = { nowMs: () => (nowMs += 5) };
  const seen: number[] = [];
  await from(generate({ make: () => nowMs, perSecond: 1000, count: 100, clock })).forEach(
    (madeMs) => void seen.push(madeMs),
  );
  seen.forEach((madeMs, n) => expect(n).toBeLessThanOrEqual(madeMs));
});

test("a rate or a count that makes no sense is refused", () => {
  expect(() => generate({ make: (n) => n, perSecond: 0 })).toThrow("as their rate must be above 0: got 0 a second");
  expect(() => generate({ make: (n) => n, count: -1 })).toThrow("as their count must be 0 or more: got -1");
});
