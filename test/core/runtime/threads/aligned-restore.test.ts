import { expect, test } from "vitest";
import { makeBatch } from "../../../../core/data/batch.ts";
import { any } from "../../../../core/data/data-type.ts";
import { valueSchema } from "../../../../core/data/schema.ts";
import type { Source } from "../../../../core/io/source.ts";
import { from, into, job, type RunOptions } from "../../../../core/mod.ts";
import { yieldToEventLoop } from "../../../../core/platform/mod.ts";
import type { WorkerSetup } from "../../../../core/runtime/threads/thread-run.ts";
import { memoryFiles } from "../../../../core/testing/memory-files.ts";
import { virtualClock } from "../../../../core/testing/mod.ts";
import { threadsSimulated } from "../../../../core/testing/simulated-threads.ts";

interface Event {
  readonly at: number;
}

/** Two splits that each give a row a minute after the other, and wait when they have given so many. */
function minutely(most: number): Source<Event> {
  return {
    name: "minutely",
    boundedness: "unbounded",
    splits: async () => [{ id: "a" }, { id: "b" }],
    open: async (_, position) => {
      let next = Number(position ?? 0);
      return {
        read: async () => {
          if (next === most) return new Promise<undefined>(() => undefined);
          const values = [{ at: 60_000 * next++ }];
          return makeBatch(valueSchema(any), 1, [{ type: any, layout: "values", values, validity: undefined }]);
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}

test("aligned splits that go on in two threads from where they were do not wait for each other in a circle", async () => {
  const files = memoryFiles();
  const read: Event[] = [];
  const life = async (most: number, rows: number, checkpoint: Partial<RunOptions["checkpoint"]>): Promise<string> => {
    const clock = virtualClock(1000);
    const aligned = job("aligned", () =>
      from(minutely(most))
        .withEventTime((event) => event.at, { align: { group: "g", maxDrift: "90s" } })
        .sinkTo(into(read)),
    );
    threadsSimulated(clock, {
      begin: (thread) => {
        const { options, ...setup } = thread.setup as WorkerSetup;
        const own = { ...options, checkpoint: { ...options.checkpoint!, files } };
        return { exported: aligned, setup: { ...setup, options: own } };
      },
      arrival: yieldToEventLoop,
      ringBytes: 4096,
    });
    const running = aligned.start({
      clock,
      parallelism: 2,
      module: "file:///simulated.ts",
      checkpoint: { dir: "checkpoints", files, interval: "1h", ...checkpoint },
    });
    const stopped = (async () => {
      for (let turn = 0; turn < 3000 && progress(running) < rows; turn++) await yieldToEventLoop();
      return running.stopWithSavepoint(`savepoint of ${most}`);
    })();
    const savepoint = await stopped;
    await running.finished.catch(() => undefined);
    return savepoint;
  };
  const progress = (running: { metrics: { snapshot(): { steps: Record<string, { numRecordsIn?: number }> } } }) =>
    running.metrics.snapshot().steps.withEventTime?.numRecordsIn ?? 0;
  const savepoint = await life(10, 20, {});
  expect(read.length).toBe(20);
  await life(20, 20, { dir: "others", from: savepoint });
  expect(read.length).toBe(40);
});
