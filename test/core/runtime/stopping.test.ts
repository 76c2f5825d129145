import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { from, range } from "../../../core/mod.ts";
import { scripted } from "./scripted-source.ts";

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

test.each(["ends", "fails", "cannot be opened"])(
  "nobody listens to a signal once a run that %s is over",
  async (how) => {
    const given = new AbortController().signal;
    const signals = [given];
    const fail = (): never => {
      throw new Error("no");
    };
    const rows = scripted([1, 2, 3].map((n) => ({ split: "all", rows: [n] })));
    const source: typeof rows = {
      ...rows,
      open: (split, position, context) => {
        signals.push(context.signal);
        return how === "cannot be opened" ? fail() : rows.open(split, position, context);
      },
    };
    const read: number[] = [];
    const run = from(source).forEach((n) => void read.push(n === 2 && how === "fails" ? fail() : n), { signal: given });
    await (how === "ends" ? run : expect(run).rejects.toThrow("no"));
    expect(read).toEqual({ ends: [1, 2, 3], fails: [1], "cannot be opened": [] }[how]);
    expect(signals.map((signal) => getEventListeners(signal as never, "abort").length)).toEqual([0, 0]);
  },
);
