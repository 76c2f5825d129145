import { expect, test } from "vitest";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import type { SinkWriter } from "../../../core/io/sink.ts";
import { edgesOf } from "../../../core/runtime/edges.ts";
import { writeQueue } from "../../../core/runtime/write-queue.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { row } from "../../../core/testing/mod.ts";
import { poison } from "../../../core/testing/poison.ts";
import { notingSink } from "./record.ts";

/** A writer whose writes are done when the test says so. */
function slowWriter() {
  const happened: string[] = [];
  const done: PromiseWithResolvers<void>[] = [];
  const writer: SinkWriter = {
    write: (batch) => {
      happened.push(`write ${rowsOf(batch).join()}`);
      const one = Promise.withResolvers<void>();
      done.push(one);
      return one.promise;
    },
    watermark: (timeMs) => void happened.push(`watermark ${timeMs}`),
    prepare: async () => undefined,
    close: async () => undefined,
  };
  return { writer, happened, done };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("writes and watermarks reach a writer in order, the next when the last is done", async () => {
  const { writer, happened, done } = slowWriter();
  const pending = new Set<Promise<void>>();
  const queue = writeQueue(notingSink([]), writer, pending, edgesOf({}));
  for (const value of [1, 2]) {
    const batch = batchOf([row(value)], { layout: "columns", reused: true });
    queue.write(batch);
    poison(batch);
    queue.watermark(10 * value);
  }
  expect(happened).toEqual(["write 1"]);
  done[0]!.resolve();
  await settled();
  expect(happened).toEqual(["write 1", "watermark 10", "write 2"]);
  expect(pending.size).toBeGreaterThan(0);
  done[1]!.resolve();
  await settled();
  expect([happened.at(-1), pending.size]).toEqual(["watermark 20", 0]);
});

test("a write that fails is told to whoever waits, and nothing is written behind it", async () => {
  const { writer, happened, done } = slowWriter();
  const pending = new Set<Promise<void>>();
  const queue = writeQueue(notingSink([]), writer, pending, edgesOf({}));
  queue.write(batchOf([row(1)], { layout: "values" }));
  queue.write(batchOf([row(2)], { layout: "values" }));
  done[0]!.reject(new Error("full"));
  await settled();
  await expect(Promise.all(pending)).rejects.toThrow("full");
  expect(happened).toEqual(["write 1"]);
});
