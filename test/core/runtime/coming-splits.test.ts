import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { any, float64 } from "../../../core/data/data-type.ts";
import { rowSchema, valueSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";
import { typedSource } from "../../../core/io/typed-source.ts";
import { collect, from, into, type Job, job, type RunOptions, replay, tumbling } from "../../../core/mod.ts";
import { yieldToEventLoop } from "../../../core/platform/mod.ts";
import { virtualClock } from "../../../core/testing/mod.ts";
import { threadsSimulated } from "../../../core/testing/simulated-threads.ts";

interface Event {
  readonly split: string;
  readonly at: number;
}

const schema = valueSchema(any);

/** A stream to whose splits rows are given, and to which splits come. */
function growing(...begun: readonly string[]) {
  const splits = new Map<string, number[]>(begun.map((id) => [id, []]));
  let news = Promise.withResolvers<void>();
  const tell = (): void => {
    news.resolve();
    news = Promise.withResolvers();
  };
  const looks: { asked: number; isOver: boolean } = { asked: 0, isOver: false };
  const source: Source<Event> = {
    name: "growing",
    boundedness: "unbounded",
    splits: async () => Array.from(splits.keys(), (id) => ({ id })),
    newSplits: async (known, signal) => {
      looks.asked++;
      signal.addEventListener("abort", tell, { once: true });
      for (;;) {
        const come = [...splits.keys()].filter((id) => !known.has(id));
        looks.isOver = signal.aborted;
        if (come.length > 0 || signal.aborted) return come.map((id) => ({ id }));
        await news.promise;
      }
    },
    open: async ({ id }, position) => {
      let next = Number(position ?? 0);
      return {
        read: async () => {
          while (splits.get(id)!.length === next) await news.promise;
          const values = splits
            .get(id)!
            .slice(next)
            .map((at): Event => ({ split: id, at }));
          next += values.length;
          return makeBatch(schema, values.length, [{ type: any, layout: "values", values, validity: undefined }]);
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
  const give = (id: string, ...rows: readonly number[]): void => {
    splits.set(id, [...(splits.get(id) ?? []), ...rows]);
    tell();
  };
  return { source, give, looks };
}

const ways: readonly (RunOptions & { readonly threads?: boolean })[] = [
  { parallelism: 1 },
  { parallelism: 3 },
  { parallelism: 3, threads: true },
];

function started(made: Job, { threads = false, ...options }: RunOptions & { readonly threads?: boolean }) {
  const clock = virtualClock(1000);
  if (threads) {
    threadsSimulated(clock, {
      begin: ({ setup }) => ({ exported: made, setup }),
      arrival: yieldToEventLoop,
      ringBytes: 4096,
    });
  }
  const running = made.start({ clock, ...options, ...(threads ? { module: "file:///simulated.ts" } : {}) });
  const passes = async (ms = 0): Promise<void> => {
    for (let turn = 0; turn < 200; turn++) await yieldToEventLoop();
    if (ms > 0) clock.advanceTo(clock.nowMs() + ms);
    for (let turn = 0; turn < 200; turn++) await yieldToEventLoop();
  };
  return { running, passes };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await yieldToEventLoop();
}

for (const way of ways) {
  const text = JSON.stringify(way);

  test(`splits that come are read from their beginning, once, also behind a restart: ${text}`, async () => {
    const { source, give, looks } = growing("a");
    const rows: string[] = [];
    const read = { rows: 0 };
    const texts = job("texts", () =>
      from(source)
        .map(({ split, at }) => {
          read.rows++;
          return `${split}${at}`;
        })
        .sinkTo(into(rows)),
    );
    const dir = mkdtempSync(join(tmpdir(), "millrace-coming-splits-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const checkpoint = { interval: "1h", dir } as const;
    const first = started(texts, { ...way, checkpoint });
    give("a", 1);
    await until(() => looks.asked === 1);
    give("b", 1, 2);
    await until(() => looks.asked === 2);
    give("c", 1);
    give("d", 1);
    give("b", 3);
    await until(() => looks.asked === 3 && read.rows === 6);
    await first.running.stopWithSavepoint(dir);
    await first.running.finished;
    expect(rows.toSorted()).toEqual(["a1", "b1", "b2", "b3", "c1", "d1"]);
    expect(looks.isOver).toBe(true);
    give("c", 2);
    give("e", 1);
    const again = started(texts, { ...way, checkpoint });
    await until(() => looks.asked === 4);
    give("f", 1);
    await until(() => read.rows === 9);
    await again.running.stopWithSavepoint(dir);
    await again.running.finished;
    expect(rows.slice(6).toSorted()).toEqual(["c2", "e1", "f1"]);
  });

  test(`event time of a split that has come counts, and who has none yet holds nobody back: ${text}`, async () => {
    const { source, give } = growing("a");
    const windows: { readonly times: readonly number[] }[] = [];
    const times = (): number[][] => windows.map((window) => window.times.toSorted());
    const timed = job("timed", () =>
      from(source)
        .withEventTime((event) => event.at, { idleAfter: 10 })
        .windowAll(tumbling(20))
        .aggregate({ times: collect((event: Event) => event.at) })
        .sinkTo(into(windows)),
    );
    const { running, passes } = started(timed, way);
    give("a", 5, 25);
    await passes();
    expect(times()).toEqual([[5]]);
    give("b", 22, 24);
    await passes();
    give("a", 70);
    await passes();
    expect(times()).toEqual([[5]]);
    give("b", 41);
    await passes();
    expect(times()).toEqual([[5], [22, 24, 25]]);
    await passes(20);
    give("a", 90);
    await passes();
    expect(times().slice(2)).toEqual([[41], [70]]);
    running.stop();
    await running.finished.catch(() => undefined);
  });
}

test("what fails to look for splits fails the run, and a source that ends no run is not asked any more once enough is read", async () => {
  const { source, give, looks } = growing("a");
  give("a", 1, 2, 3);
  expect(await from(source).limit(2).collect()).toEqual([
    { split: "a", at: 1 },
    { split: "a", at: 2 },
  ]);
  expect(looks.isOver).toBe(true);
  const failing: Source<Event> = { ...source, newSplits: async () => Promise.reject(new Error("no such place")) };
  await expect(from(failing).forEach(() => undefined)).rejects.toThrow(
    "Cannot look for what has come to growing as it threw Error: no such place; mend what it calls",
  );
});

test("a replay, and a source that is given types, have the splits that come", async () => {
  const { source, give } = growing("a");
  give("a", 1);
  const replayed = replay(source, { time: "at", speedUp: Number.POSITIVE_INFINITY });
  const typed = typedSource(source, rowSchema([{ name: "at", type: float64 }]));
  for (const { newSplits } of [replayed, typed]) {
    expect(await newSplits!(new Set(), new AbortController().signal)).toEqual([{ id: "a" }]);
  }
});
