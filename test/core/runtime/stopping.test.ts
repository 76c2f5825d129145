import { expect, test } from "vitest";
import { range } from "../../../core/mod.ts";

test("a run stops at once though a function it waits for never answers", async () => {
  const stop = new AbortController();
  const run = range(100).forEach(
    () => {
      stop.abort(new Error("enough"));
      return new Promise<void>(() => undefined);
    },
    { signal: stop.signal },
  );
  await expect(run).rejects.toThrow("enough");
});

test("no more rows are given to a function once the run is stopped", async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const run = range(100).forEach(
    async (n) => {
      seen.push(n);
      if (n === 2) stop.abort(new Error("enough"));
    },
    { signal: stop.signal },
  );
  await expect(run).rejects.toThrow("enough");
  expect(seen).toEqual([0, 1, 2]);
});
