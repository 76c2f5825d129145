import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { type Column, valueAt } from "../../../core/data/column.ts";
import { float64, int32 } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { BehindStored, Source } from "../../../core/io/source.ts";
import { count, follow, from, into, job, type RunOptions, sum, tumbling } from "../../../core/mod.ts";
import { seededRandom, yieldToEventLoop } from "../../../core/platform/mod.ts";
import { sourceContract, virtualClock } from "../../../core/testing/mod.ts";
import { threadsSimulated } from "../../../core/testing/simulated-threads.ts";

interface Row {
  readonly part: number;
  readonly at: number;
  readonly time: number;
}

const schema = rowSchema([
  { name: "part", type: int32 },
  { name: "at", type: float64 },
  { name: "time", type: float64 },
]);

function batchOf(rows: readonly Row[], columns: readonly string[] | undefined) {
  const fields = schema.fields.filter(({ name }) => columns === undefined || columns.includes(name));
  const made = fields.map(({ name, type }): Column => {
    const values = rows.map((row) => row[name as keyof Row]);
    return type === int32
      ? { type, layout: "int32", values: Int32Array.from(values), validity: undefined }
      : { type, layout: "float64", values: Float64Array.from(values), validity: undefined };
  });
  return makeBatch(rowSchema(fields), rows.length, made);
}

/** Stored parts of a stream: a list of rows each. Parts may be added and taken away. */
function stored(parts: Map<string, readonly Row[]>, reads: { rows: number } = { rows: 0 }): Source<Row> {
  return {
    name: "stored",
    boundedness: "bounded",
    describe: async () => ({ schema }),
    splits: async () => Array.from(parts.keys(), (id) => ({ id })),
    open: async ({ id }, position, { request, batchRows }) => {
      let next = Number(position ?? 0);
      const rows = parts.get(id)!;
      return {
        read: () => {
          if (next >= rows.length) return undefined;
          const some = rows.slice(next, next + batchRows);
          next += some.length;
          reads.rows += some.length;
          return batchOf(some, request.columns);
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}

/** A stream of partitions whose rows keep their partition and place. */
function stream(logs: Row[][], boundedness: Source<Row>["boundedness"] = "unbounded") {
  let news = Promise.withResolvers<void>();
  const told: Map<string, unknown>[] = [];
  const source: Source<Row> = {
    name: "stream",
    boundedness,
    describe: async () => ({ schema }),
    splits: async () => logs.map((_, part) => ({ id: `part ${part}` })),
    stored: async (positions) => void told.push(new Map(positions)),
    recorded: {
      columns: ["part", "at"],
      behind: async (splits, rows) => {
        const behind = new Map<string, BehindStored>(splits.map(({ id }) => [id, { position: 0 }]));
        for await (const { batch, split } of rows) {
          for (let row = 0; row < batch.rowCount; row++) {
            const [part, at] = batch.columns.map((column) => Number(valueAt(column, row)));
            if (at! < Number(behind.get(`part ${part}`)!.position)) continue;
            behind.set(`part ${part}`, { position: at! + 1, last: split });
          }
        }
        return behind;
      },
    },
    open: async ({ id }, position, { request, batchRows }) => {
      const log = logs[Number(id.slice(5))]!;
      let next = Number(position ?? 0);
      return {
        read: async () => {
          while (log.length <= next) {
            if (boundedness === "bounded") return undefined;
            await news.promise;
          }
          const rows = log.slice(next, next + batchRows);
          next += rows.length;
          return batchOf(rows, request.columns);
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
  const give = (row: Row): void => {
    logs[row.part]!.push(row);
    news.resolve();
    news = Promise.withResolvers();
  };
  return { source, give, told };
}

const ways: readonly (RunOptions & { readonly threads?: boolean })[] = [
  { parallelism: 1 },
  { parallelism: 3 },
  { parallelism: 3, threads: true },
];

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "millrace-follow-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

function started(made: ReturnType<typeof job>, { threads = false, ...options }: (typeof ways)[number]) {
  const clock = virtualClock(1000);
  if (threads) {
    threadsSimulated(clock, {
      begin: ({ setup }) => ({ exported: made, setup }),
      arrival: yieldToEventLoop,
      ringBytes: 4096,
    });
  }
  return made.start({ clock, batchRows: 3, ...options, ...(threads ? { module: "file:///simulated.ts" } : {}) });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await yieldToEventLoop();
}

async function until(isSo: () => boolean, what: () => unknown): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    if (turn > 200_000) throw new Error(`waited in vain at ${JSON.stringify(what())}`);
    await yieldToEventLoop();
  }
}

const textOf = ({ part, at }: Row): string => `${part}/${at}`;

/** What a stream had, some of it stored in parts in no order, with a tail that is in the stream alone. */
function world(seed: number) {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const partitions = 1 + below(4);
  const logs: Row[][] = Array.from({ length: partitions }, () => []);
  let time = 0;
  const next = (): Row => {
    const part = below(partitions);
    return { part, at: logs[part]!.length, time: time++ };
  };
  for (let n = 40 + below(60); n > 0; n--) {
    const row = next();
    logs[row.part]!.push(row);
  }
  const parts = new Map<string, Row[]>();
  for (const log of logs) {
    const kept = log.slice(0, Math.min(log.length, 1 + below(log.length)));
    while (kept.length > 0) parts.set(`file ${below(1000)}-${parts.size}`, kept.splice(0, 1 + below(8)));
  }
  return { random, below, logs, parts, next };
}

describe.each(ways)("history, then live, at %j", (way) => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    "every row comes once, over savepoints, while the stream and its store go on (seed %i)",
    async (seed) => {
      const { below, logs, parts, next } = world(seed);
      const { source, give } = stream(logs);
      const [dir, rows] = [folder(), [] as string[]];
      const read = { rows: 0 };
      const copied = job("copied", () =>
        from(follow(stored(parts), source))
          .map((row) => {
            read.rows++;
            return textOf(row);
          })
          .sinkTo(into(rows)),
      );
      for (let life = 0; life < 5; life++) {
        const running = started(copied, { ...way, checkpoint: { interval: "1h", dir } });
        await turns(below(60));
        for (let n = below(10); n > 0; n--) give(next());
        await turns(below(60));
        await running.stopWithSavepoint(dir);
        await running.finished;
        // Whoever stores the stream has gone on: what comes to the store is in the stream as well.
        for (const log of logs) if (log.length > 0) parts.set(`later ${life} ${log[0]!.part}`, [log.at(-1)!]);
      }
      const last = started(copied, { ...way, checkpoint: { interval: "1h", dir } });
      const wanted = logs.flat().map(textOf).toSorted();
      await until(
        () => read.rows >= wanted.length,
        () => read,
      );
      await last.stopWithSavepoint(dir);
      await last.finished;
      expect(rows.toSorted()).toEqual(wanted);
    },
  );

  test.each(Array.from({ length: 12 }, (_, seed) => seed + 100))(
    "no row is late where the stream takes over (seed %i)",
    async (seed) => {
      const { below, logs, parts } = world(seed);
      const { source, give } = stream(logs);
      const windows: { readonly windowStart: number; readonly rows: number; readonly at: number }[] = [];
      const counted = job("counted", () =>
        from(follow(stored(parts), source))
          .withEventTime((row) => row.time, { outOfOrder: 0 })
          .windowAll(tumbling(10))
          .aggregate({ rows: count(), at: sum((row: Row) => row.at) })
          .sinkTo(into(windows)),
      );
      const windowsOf = Map.groupBy(logs.flat(), ({ time }) => Math.floor(time / 10) * 10);
      // Behind these all windows before are over.
      const running = started(counted, way);
      await turns(below(100));
      for (const [part, log] of logs.entries()) give({ part, at: log.length, time: 10_000 });
      await until(
        () => windows.length >= windowsOf.size,
        () => windows,
      );
      const found = windows.map(({ windowStart, rows, at }) => ({ windowStart, rows, at }));
      const wanted = [...windowsOf]
        .sort(([a], [b]) => a - b)
        .map(([windowStart, rows]) => ({
          windowStart,
          rows: rows.length,
          at: rows.reduce((total, { at }) => total + at, 0),
        }));
      expect(found).toEqual(wanted);
      running.stop();
      await running.finished.catch(() => undefined);
    },
  );

  test("a stream that ends makes all of it bounded", async () => {
    const { logs, parts } = world(7);
    const { source } = stream(logs, "bounded");
    const rows: string[] = [];
    const copied = job("copied", () =>
      from(follow(stored(parts), source))
        .map(textOf)
        .sinkTo(into(rows)),
    );
    await started(copied, way).finished;
    expect(rows.toSorted()).toEqual(logs.flat().map(textOf).toSorted());
  });
});

test("of history and stream only the columns are read that are wanted, and those that say where the history ends once", async () => {
  const rows = Array.from({ length: 4 }, (_, at): Row => ({ part: 0, at, time: at * 10 }));
  const { source } = stream([[...rows]], "bounded");
  const asked: (readonly string[] | undefined)[] = [];
  const history = stored(new Map([["a", rows.slice(0, 2)]]));
  const watched: Source<Row> = {
    ...history,
    open: async (split, position, context) => {
      asked.push(context.request.columns);
      return history.open(split, position, context);
    },
  };
  expect(
    await from(follow(watched, source))
      .map(({ time }) => time)
      .collect(),
  ).toEqual([0, 10, 20, 30]);
  expect(asked).toEqual([["part", "at"], ["time"]]);
});

test("others are told how far the stream is, by its own splits", async () => {
  const rows = Array.from({ length: 6 }, (_, at): Row => ({ part: 0, at, time: at }));
  const { source, told } = stream([[...rows]]);
  const dir = folder();
  const seen: number[] = [];
  const copied = job("copied", () =>
    from(follow(stored(new Map([["a", rows.slice(0, 2)]])), source))
      .map(({ at }) => {
        seen.push(at);
        return at;
      })
      .sinkTo(into<number>([])),
  );
  const running = started(copied, { checkpoint: { interval: "1h", dir } });
  await until(
    () => seen.length === 6,
    () => seen,
  );
  await running.stopWithSavepoint(dir);
  await running.finished;
  expect(told.map((each) => [...each])).toEqual([[["part 0", { position: 6 }]]]);
});

describe("what cannot be followed is refused before a row is read", () => {
  const { source } = stream([[]]);
  const history = stored(new Map());

  test("a history that does not end", () => {
    expect(() => follow(source, source)).toThrow(
      "Cannot read follow(stream, stream) as the history must end: got an unbounded source; leave watch out of it, or say until",
    );
  });

  test("a stream whose rows do not say where they stood", () => {
    const { recorded: _, ...silent } = source;
    expect(() => follow(history, silent)).toThrow(
      /^Cannot read follow\(stored, stream\) as rows of stream must say where in it they stood: got no columns that do; name them, of Kafka as columns: /,
    );
  });

  test.each([
    [
      "lacks a column",
      rowSchema(schema.fields.slice(0, 2)),
      /column "time" must be of one type in both: got none in stored, float64 in stream; give the history a schema with time: "float64"/,
    ],
    [
      "has one of another type",
      rowSchema(schema.fields.map((field) => ({ ...field, type: float64 }))),
      /column "part" must be of one type in both: got float64 in stored, int32 in stream/,
    ],
  ])("a history that %s", async (_, other, message) => {
    const reads = { rows: 0 };
    const rows = [{ part: 0, at: 0, time: 0 }];
    const odd: Source<Row> = { ...stored(new Map([["a", rows]]), reads), describe: async () => ({ schema: other }) };
    await expect(from(follow(odd, source)).limit(1).collect()).rejects.toThrow(message);
    expect(reads.rows).toBe(0);
  });
});

for (const { name, run } of sourceContract(async () => {
  const log = Array.from({ length: 11 }, (_, at): Row => ({ part: 0, at, time: at * 10 }));
  const parts = new Map([
    ["a", log.slice(0, 3)],
    ["b", log.slice(3, 6)],
  ]);
  return { source: follow(stored(parts), stream([log], "bounded").source), rows: log, remove: async () => undefined };
})) {
  test(name, run);
}
