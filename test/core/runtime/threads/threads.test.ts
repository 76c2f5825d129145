import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import type { RunOptions, Why } from "../../../../core/mod.ts";
import { RecordError } from "../../../../core/mod.ts";
import { all, given, letters, module, others, rows } from "./jobs/jobs.ts";

const pages = new URL("./jobs/jobs.ts", import.meta.url);

function moduleOf(name: string): URL {
  const url = new URL(pages);
  url.searchParams.set("job", name);
  return url;
}

function textsOf(given: readonly unknown[]): string[] {
  const text = (_: string, value: unknown): unknown => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Map || value instanceof Set) return [value.constructor.name, ...value];
    if (value instanceof Uint8Array) return ["bytes", ...value];
    if (value === undefined) return "undefined";
    return typeof value === "number" ? Number(value.toPrecision(12)) : value;
  };
  return given.map((row) => JSON.stringify(row, text)).sort();
}

async function givenBy(options: RunOptions): Promise<Readonly<Record<string, string[]>>> {
  for (const rows of Object.values(given)) rows.length = 0;
  await all.run(options);
  return Object.fromEntries(Object.entries(given).map(([name, rows]) => [name, textsOf(rows)]));
}

afterEach(() => {
  rows.length = 0;
  letters.length = 0;
});

describe("what a job gives on threads is what it gives on one", () => {
  for (const options of [{ parallelism: 2 }, { parallelism: 3, batchRows: 64 }]) {
    test(`with ${JSON.stringify(options)}`, async () => {
      const alone = await givenBy(options);
      const together = await givenBy({ ...options, module: moduleOf("all") });
      for (const [name, rows] of Object.entries(alone)) {
        expect(rows.length, name).toBeGreaterThan(0);
        expect(together[name], name).toEqual(rows);
      }
    });
  }
});

function onThreads(name: string, options: RunOptions = {}): ReturnType<(typeof others)[string]["run"]> {
  return others[name]!.run({ parallelism: 2, module: moduleOf(name), ...options });
}

test("threads build their plan with the parameters of the run", async () => {
  await onThreads("with a parameter", { parameters: { remainder: "3" } });
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((n) => Number(n) % 5 === 3)).toBe(true);
});

test("threads are asked for the state of the keys that they have", async () => {
  const run = others["keeps state"]!.start({ parallelism: 2, module: moduleOf("keeps state") });
  run.finished.catch(() => undefined);
  const last = run.state<number>("last");
  for (let key = 0; key < 5; key++) {
    let found: number | undefined;
    while (found === undefined) found = await last.get(key);
    expect(found % 5).toBe(key);
  }
  expect(await last.get(7)).toBeUndefined();
  await expect(run.state("lats").get(1)).rejects.toThrow("did you mean last?");
  await run.stop();
});

describe("threads tell the one that started them", () => {
  test("of rows that went to the dead letters", async () => {
    const { metrics } = await onThreads("bad rows to the dead letters");
    expect(letters).toHaveLength(12);
    expect(letters[0]!.message).toMatch(/^Cannot apply the lambda of map #2 at row .* as it threw Error: no \d*7; /);
    expect(rows).toHaveLength(1188);
    expect(metrics.total("numRecordsDeadLettered")).toBe(12);
  });

  test("of rows that were skipped, and how many were read", async () => {
    const { metrics, rowsRead } = await onThreads("bad rows skipped");
    expect(metrics.total("numRecordsSkipped")).toBe(12);
    expect(rowsRead).toBe(1200);
  });

  test("what failed, with the row, the step and the stack of the lambda", async () => {
    const failed = await onThreads("a lambda throws").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RecordError);
    expect((failed as RecordError).record.text).toBe("4711");
    expect((failed as RecordError).message).toMatch(/map #2 as it threw RangeError: no 4711 today/);
    expect((failed as RecordError).cause).toBeInstanceOf(RangeError);
    expect(((failed as RecordError).cause as Error).stack).toMatch(/odd.*jobs\.ts/s);
  });

  test("of a column that no row of any thread has, and of none that some row has", async () => {
    await expect(onThreads("a misspelt column")).rejects.toThrow(
      /^Cannot read column "valeu" in map #\d as there is no such column: got .*; did you mean "value"\? — none of its 12,000 rows has it/,
    );
    expect((await onThreads("a column of one split")).rowsRead).toBe(12_000);
  });

  const apart = 'Cannot match "key" with "key" in join #2 as values of their types are never equal: got only numbers';

  test("of keys that never meet", async () => {
    await expect(onThreads("keys that never meet")).rejects.toThrow(apart);
  });

  test("of those of a stream", async () => {
    await expect(onThreads("keys that never meet in streams")).rejects.toThrow(apart);
  });

  test("of keys of one kind on each side that are so in one thread alone: nothing is the matter", async () => {
    await onThreads("keys of several kinds");
    expect(rows).toEqual([]);
  });

  test("how far they are, and how event time stands", async () => {
    const seen: number[] = [];
    const { metrics } = await onThreads("windows", { onProgress: (progress) => seen.push(progress.rows) });
    expect(seen.at(-1)).toBe(8000);
    expect(metrics.get("a window", "numRecordsIn")).toBe(8000);
    expect(metrics.watermark("a window")).toBe(Number.POSITIVE_INFINITY);
  });

  test("how busy their steps are, and what those hold, as the metrics of one run", async () => {
    const { metrics } = await onThreads("windows");
    const { steps, isOver, uptimeMs } = metrics.snapshot();
    expect(isOver).toBe(true);
    const [source] = Object.values(steps).filter(({ kind }) => kind === "source");
    expect(source).toMatchObject({ parallelism: 2, numThreads: 2, numRecordsIn: 8000, hasEnded: true });
    expect(source!.source!.numSplitsProcessed).toBeGreaterThan(0);
    const window = steps["a window"]!;
    expect(window).toMatchObject({ parallelism: 2, numThreads: 2, hasEnded: true, stateEntries: 0 });
    expect(window.accumulatedBusyTimeMs).toBeGreaterThan(0);
    for (const { busyTimeMsPerSecond, backPressuredTimeMsPerSecond, idleTimeMsPerSecond } of Object.values(steps)) {
      expect(busyTimeMsPerSecond + backPressuredTimeMsPerSecond + idleTimeMsPerSecond).toBeCloseTo(1000, 6);
    }
    expect(window.accumulatedBusyTimeMs).toBeLessThan(2 * uptimeMs);
  });
});

test("each thread keeps its state on disk where the run says so, and leaves nothing", async () => {
  const disk = mkdtempSync(join(tmpdir(), "millrace-threads-"));
  onTestFinished(() => rmSync(disk, { recursive: true }));
  let folders = 0;
  await onThreads("a timer by the clock", {
    state: { disk, memoryBytes: 65_536 },
    onProgress: () => {
      folders = Math.max(folders, readdirSync(disk).length);
    },
  });
  expect(new Set(rows).size).toBe(17);
  // The main thread has one, too.
  expect(folders).toBe(3);
  expect(readdirSync(disk)).toEqual([]);
});

test("splits of a source whose readers share something are read by one worker", async () => {
  await onThreads("a day again");
  expect(rows).toHaveLength(800);
  expect(new Set(rows).size).toBe(1);
});

test("splits that different workers read keep in step from the first row on, whichever worker begins first", async () => {
  await onThreads("splits read in step");
  expect(rows).toHaveLength(600);
  let [slowAt, mostAhead] = [0, 0];
  for (const { part, at } of rows as { readonly part: number; readonly at: number }[]) {
    if (part === 1) slowAt = at;
    else mostAhead = Math.max(mostAhead, at - slowAt);
  }
  // Of 30 s: what is aligned may be 2 s ahead, and a few batches of a second each are on their way.
  expect(mostAhead).toBeLessThan(10_000);
});

/** Why the windows wait once all there is has been read, without the moments at which it was. */
async function whyWaiting(options: RunOptions): Promise<unknown> {
  const run = others["waits for a split"]!.start({ parallelism: 2, ...options });
  run.finished.catch(() => undefined);
  // The first part has ended, and what was combined of it has come, 17 sensors of three windows; the first is done with.
  const isRead = ({ splits, path, watermark }: Why): boolean =>
    splits.map(({ status }) => status).join() === "ended,waiting" &&
    splits.every(({ rows: read }) => read === 600) &&
    path.at(-1)!.rowsIn === 51 &&
    path.at(-1)!.rowsOut === 17 &&
    // The last watermark may still be on its way from the other thread.
    watermark === 58_900;
  let why = await run.why("rows of windows");
  while (!isRead(why)) {
    await new Promise((resolve) => setImmediate(resolve));
    why = await run.why("rows of windows");
  }
  await run.stop();
  const { text: _, ...told } = why;
  // In one thread the subtask whose split has ended goes on with the other, in another thread it stands where it was.
  const facts = { ...told, path: told.path.map(({ watermark: __, ...step }) => step) };
  return JSON.parse(JSON.stringify(facts, (name, value) => (/Ms$/.test(name) ? "some time" : value)));
}

test("a run on threads tells why a step has not fired as one thread does: the very split that holds event time back", async () => {
  const why = await whyWaiting({ module: moduleOf("waits for a split") });
  expect(why).toMatchObject({
    reason: "event time",
    heldBackBy: { kind: "split", split: "part 1", status: "waiting", rows: 600 },
  });
  expect(why).toEqual(await whyWaiting({}));
});

describe("a run on threads ends", () => {
  test("when a step wants no more of a stream", async () => {
    await onThreads("few of a stream");
    expect(rows).toHaveLength(10);
  });

  test("when timers by the clock have given what was wanted", async () => {
    await onThreads("a timer by the clock");
    expect(new Set(rows).size).toBe(17);
  });

  test("when it is stopped, with the reason", async () => {
    const stop = new AbortController();
    const run = onThreads("a stream", {
      signal: stop.signal,
      onProgress: ({ rows: read }) => {
        if (read > 50_000) stop.abort(new Error("enough"));
      },
    });
    await expect(run).rejects.toThrow("enough");
  });

  test("when it is stopped, also where workers never answer again", async () => {
    const stop = new AbortController();
    const run = onThreads("a lambda that never returns", { signal: stop.signal, batchRows: 64, closeTimeout: "100ms" });
    while (rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    stop.abort(new Error("enough"));
    await expect(run).rejects.toThrow("enough");
  });

  test("when a worker ends by itself, saying which and how", async () => {
    await expect(onThreads("a worker exits")).rejects.toThrow(
      /^Cannot go on as all worker threads must last .*: got from worker \d of 2 an end with exit code 7; /,
    );
  });

  test("when a worker fails outside of all steps", async () => {
    await expect(onThreads("an error outside of all")).rejects.toThrow(
      /got from worker \d of 2 Error: out of the blue; /,
    );
  });

  test("when a sink in the main thread fails", async () => {
    await expect(onThreads("a sink fails")).rejects.toThrow("the sink has had enough");
  });
});

describe("a run on threads is refused", () => {
  test("where rows are no plain data, with what to do", async () => {
    await expect(onThreads("class instances")).rejects.toThrow(/URL.*map them to plain/s);
  });

  test("where each thread builds another plan", async () => {
    await expect(onThreads("another plan each time")).rejects.toThrow(
      /^Cannot run on threads as each must build the same plan/,
    );
  });

  test("where the module exports no job", async () => {
    await expect(all.run({ parallelism: 2, module })).rejects.toThrow(/must export its job by default/);
  });

  test("where there is no such module", async () => {
    await expect(all.run({ parallelism: 2, module: "./none.ts" })).rejects.toThrow(/none\.ts/);
  });

  test("by a clock of its own", async () => {
    const clock = { nowMs: () => 0 };
    await expect(all.run({ parallelism: 2, module: pages, clock })).rejects.toThrow(/got both module and clock/);
  });
});
