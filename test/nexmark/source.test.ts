import { expect, test } from "vitest";
import type { Batch } from "../../core/data/batch.ts";
import { keep } from "../../core/data/compact.ts";
import { rowsOf } from "../../core/expression/row-reader.ts";
import type { ReadContext, SplitPosition } from "../../core/io/source.ts";
import { startMs } from "../bench/nexmark/event.ts";
import type { Clock } from "../bench/nexmark/pace.ts";
import { systemClock } from "../bench/nexmark/pace.ts";
import { nexmark } from "../bench/nexmark/source.ts";

test("a bounded source gives all its events in order and then ends", async () => {
  const batches = await readAll(nexmark({ events: 1_000, batchRows: 300 }));
  expect(batches.map(({ rowCount }) => rowCount)).toEqual([300, 300, 300, 100]);
  expect(eventNumbers(batches)).toEqual(Array.from({ length: 100 }, (_, tenth) => tenth));
});

test("batches are no larger than the reader wants", async () => {
  const batches = await readAll(nexmark({ events: 1_000, batchRows: 300 }), context({ batchRows: 200 }));
  expect(batches.map(({ rowCount }) => rowCount)).toEqual([200, 100, 200, 100, 200, 100, 100]);
});

test("a batch is written over by the next of the same reader, and says so", async () => {
  const request = { columns: ["price", "extra"], conditions: [] };
  const source = nexmark({ events: 1_000, batchRows: 100 });
  const reader = await source.open({ id: "0" }, undefined, context({ request }));
  const first = (await reader.read()) as Batch;
  const kept = rowsOf(first);
  const second = (await reader.read()) as Batch;
  expect([first.reused, second.reused]).toEqual([true, true]);
  expect(rowsOf(first)).toEqual(rowsOf(second));
  expect(rowsOf(first)).not.toEqual(kept);
});

test("only the columns of the request are made", async () => {
  const request = { columns: ["type", "price"], conditions: [] };
  const [batch] = await readAll(nexmark({ events: 10 }), context({ request }));
  expect(batch!.schema.fields.map(({ name }) => name)).toEqual(["type", "price"]);
});

test("splits take blocks in turn, and together give every event once", async () => {
  const source = nexmark({ events: 1_050, batchRows: 100, splits: 3 });
  const splits = await source.splits(context().request);
  expect(splits).toEqual([
    { id: "0", rows: 400 },
    { id: "1", rows: 350 },
    { id: "2", rows: 300 },
  ]);
  const parts = await Promise.all(splits.map((_, split) => readAll(source, context(), split)));
  expect(parts.map((batches) => batches.reduce((rows, batch) => rows + batch.rowCount, 0))).toEqual([400, 350, 300]);
  expect(eventNumbers(parts.flat())).toEqual(Array.from({ length: 105 }, (_, tenth) => tenth));
});

test.each([1, 3])("reading goes on behind a position, with %i splits", async (splits) => {
  const source = nexmark({ events: 1_000, batchRows: 100, splits });
  const [split] = await source.splits(context().request);
  const reader = await source.open(split!, undefined, context({ batchRows: 70 }));
  const given: Batch[] = [];
  for (let batch = 0; batch < 3; batch++) given.push(keep((await reader.read())!));
  const rest = await readAll(source, context({ batchRows: 70 }), 0, reader.position());
  const whole = await readAll(source, context({ batchRows: 70 }));
  expect([...given, ...rest].map(rowsOf)).toEqual(whole.map(rowsOf));
});

test("a source without a number of events does not end", async () => {
  const source = nexmark({ batchRows: 100 });
  expect(source.boundedness).toBe("unbounded");
  expect(await source.splits(context().request)).toEqual([{ id: "0" }]);
  const reader = await source.open({ id: "0" }, 1_000_000, context());
  expect((await reader.read())!.times![0]).toBe(startMs + 100_000);
});

test("a paced source gives what is due and waits for what is not", async () => {
  const clock = virtualClock();
  const reader = await nexmark({ events: 1_000, batchRows: 100, perSecond: 10_000, clock }).open(
    { id: "0" },
    undefined,
    context(),
  );
  const rows = async () => (await reader.read())?.rowCount;
  expect(await rows()).toBe(1);
  expect(await rows()).toBe(10);
  expect(clock.now()).toBe(1);
  clock.advance(4);
  expect(await rows()).toBe(40);
  clock.advance(1_000);
  expect(await rows()).toBe(49);
  expect(await rows()).toBe(100);
});

test("a paced source stops waiting when the run is aborted", async () => {
  const stop = new AbortController();
  const source = nexmark({ perSecond: 0.001, clock: systemClock });
  const reader = await source.open({ id: "0" }, undefined, context({ signal: stop.signal }));
  await reader.read();
  const pending = reader.read();
  stop.abort(new Error("stopped"));
  await expect(pending).rejects.toThrow("stopped");
});

test("counts that make no sense are refused", () => {
  expect(() => nexmark({ events: -1 })).toThrow("events must be an integer in 0…268435456: got -1");
  expect(() => nexmark({ events: 1.5 })).toThrow(RangeError);
  expect(() => nexmark({ batchRows: 0 })).toThrow("batchRows must be an integer in 1…");
  expect(() => nexmark({ splits: 0 })).toThrow("splits must be an integer in 1…");
});

function context(parts: Partial<ReadContext> = {}): ReadContext {
  return {
    request: { columns: undefined, conditions: [] },
    batchRows: 4096,
    signal: new AbortController().signal,
    onBadRecord: ({ message }) => {
      throw new Error(message);
    },
    ...parts,
  };
}

async function readAll(
  source: ReturnType<typeof nexmark>,
  reading: ReadContext = context(),
  split = 0,
  position?: SplitPosition,
): Promise<Batch[]> {
  const splits = await source.splits(reading.request);
  const reader = await source.open(splits[split]!, position, reading);
  const batches: Batch[] = [];
  for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) batches.push(keep(batch));
  await reader.close();
  return batches;
}

/** The tenths of the event numbers, which are the ms since the start, each once. */
function eventNumbers(batches: readonly Batch[]): number[] {
  const times = batches.flatMap((batch) => [...batch.times!]);
  return [...new Set(times)].map((time) => time - startMs).sort((a, b) => a - b);
}

function virtualClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0;
  return {
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
