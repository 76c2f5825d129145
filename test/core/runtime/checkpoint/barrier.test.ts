import { expect, test } from "vitest";
import { makeBatch } from "../../../../core/data/batch.ts";
import { any } from "../../../../core/data/data-type.ts";
import { valueSchema } from "../../../../core/data/schema.ts";
import { alignedReceiver, type Barrier, BarrierAlignment } from "../../../../core/runtime/checkpoint/barrier.ts";
import type { Receiver } from "../../../../core/runtime/subtask.ts";

const values = valueSchema(any);
const row = (value: unknown) =>
  makeBatch(values, 1, [{ type: any, layout: "values", values: [value], validity: undefined }]);
const barrier = (id: number): Barrier => ({ id, of: "all" });

function aligned(channels: readonly number[]) {
  const happened: string[] = [];
  const inner: Receiver = {
    receive: (batch, input) =>
      void happened.push(`${(batch.columns[0] as { values: readonly unknown[] }).values[0]} on ${input}`),
    watermark: (timeMs, input, channel) => void happened.push(`watermark ${timeMs} on ${input}/${channel}`),
    status: (status) => void happened.push(status),
    barrier: () => undefined,
    end: (input, channel) => void happened.push(`end of ${input}/${channel}`),
    needed: true,
  };
  const total = channels.reduce((sum, count) => sum + count, 0);
  const alignment = new BarrierAlignment(total, ({ id }) => void happened.push(`barrier ${id}`));
  return { happened, alignment, receiver: alignedReceiver(inner, alignment, channels) };
}

test("a barrier passes once it has come by every channel of every input; what is behind it waits, what is before it does not", () => {
  const { happened, alignment, receiver } = aligned([2, 1]);
  receiver.barrier(barrier(1), 0, 0);
  expect([alignment.isBlocked(0), alignment.isBlocked(1), alignment.isBlocked(2)]).toEqual([true, false, false]);
  receiver.receive(row("behind"), 0, 0);
  receiver.watermark(9, 0, 0);
  receiver.receive(row("before"), 0, 1);
  receiver.barrier(barrier(1), 1, 0);
  receiver.receive(row("behind too"), 1, 0);
  expect(happened).toEqual(["before on 0"]);
  receiver.barrier(barrier(1), 0, 1);
  expect(happened).toEqual(["before on 0", "barrier 1", "behind on 0", "watermark 9 on 0/0", "behind too on 1"]);
});

test("a channel that ends is not waited for", () => {
  const { happened, receiver } = aligned([2]);
  receiver.barrier(barrier(1), 0, 0);
  receiver.end(0, 1);
  receiver.barrier(barrier(2), 0, 0);
  expect(happened).toEqual(["end of 0/1", "barrier 1", "barrier 2"]);
});

test("barriers that came one behind another pass one after another", () => {
  const { happened, receiver } = aligned([2]);
  receiver.barrier(barrier(1), 0, 0);
  receiver.receive(row("a"), 0, 0);
  receiver.barrier(barrier(2), 0, 0);
  receiver.receive(row("b"), 0, 0);
  receiver.barrier(barrier(1), 0, 1);
  expect(happened).toEqual(["barrier 1", "a on 0"]);
  receiver.barrier(barrier(2), 0, 1);
  expect(happened).toEqual(["barrier 1", "a on 0", "barrier 2", "b on 0"]);
});

test("a barrier of a later checkpoint lets go of one that was given up", () => {
  const { happened, alignment, receiver } = aligned([2]);
  receiver.barrier(barrier(1), 0, 0);
  receiver.barrier(barrier(2), 0, 1);
  receiver.barrier(barrier(1), 0, 1);
  receiver.barrier(barrier(2), 0, 0);
  expect(happened).toEqual(["barrier 2"]);
  expect([alignment.isBlocked(0), alignment.isBlocked(1)]).toEqual([false, false]);
});
