import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, lengthOf, makeBatch } from "../../../../core/data/batch.ts";
import { valueAt } from "../../../../core/data/column.ts";
import { columnOf } from "../../../../core/data/column-of.ts";
import { SchemaPool } from "../../../../core/data/pack-shape.ts";
import { rowSchema } from "../../../../core/data/schema.ts";
import type { ChannelStatus, Receiver } from "../../../../core/runtime/subtask.ts";
import { type Address, entryKind } from "../../../../core/runtime/threads/entry.ts";
import { InLink } from "../../../../core/runtime/threads/in-link.ts";
import { OutLink } from "../../../../core/runtime/threads/out-link.ts";
import { ringBuffers } from "../../../../core/runtime/threads/ring.ts";

function rowsIn(batch: Batch): unknown[] {
  return Array.from({ length: lengthOf(batch) }, (_, k) =>
    batch.columns.map((column) => valueAt(column, batch.selection?.[k] ?? k)),
  );
}

/** Notes what a subtask is told; rows of batches that come one after another are as of one. */
function noting(subtask: number, notes: unknown[]): Receiver {
  return {
    receive: (batch, input, channel) => {
      for (const row of rowsIn(batch)) notes.push([subtask, "row", input, channel, row, batch.kinds !== undefined]);
    },
    watermark: (timeMs, input, channel) => notes.push([subtask, "watermark", timeMs, input, channel]),
    status: (status, timeMs, input, channel) => notes.push([subtask, status, timeMs, input, channel]),
    barrier: ({ id, of }, input, channel) => notes.push([subtask, "barrier", id, of, input, channel]),
    end: (input, channel) => notes.push([subtask, "end", input, channel]),
    needed: true,
  };
}

function batchOf(rows: number, first: number, text: string, kinds: boolean): Batch {
  const all = Array.from({ length: rows }, (_, row) => first + row);
  const columns = [columnOf(all), columnOf(all.map((n) => `${text}${n % 3}`)), columnOf(all.map((n) => ({ n })))];
  const schema = rowSchema(columns.map(({ type }, at) => ({ name: `c${at}`, type })));
  return makeBatch(schema, rows, columns, { kinds: kinds ? new Uint8Array(rows) : undefined });
}

const address: fc.Arbitrary<Address> = fc.record({
  subtask: fc.integer({ min: 0, max: 2 }),
  input: fc.integer({ min: 0, max: 1 }),
  channel: fc.integer({ min: 0, max: 3 }),
});

const sent = fc.array(
  fc.record({
    to: address,
    what: fc.oneof(
      fc.record({
        rows: fc.integer({ min: 0, max: 300 }),
        text: fc.constantFrom("a", "many letters ", "x".repeat(700)),
        kinds: fc.boolean(),
      }),
      fc.record({ watermark: fc.double({ noNaN: true }) }),
      fc.constantFrom("idle" as const, "idle as sent" as const, "active" as const, "end" as const),
    ),
    /** How much is taken meanwhile. */
    taken: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 40 },
);

test("all that is sent comes in order, also what is larger than the ring, and what it had no room for", () => {
  fc.assert(
    fc.property(fc.constantFrom(256, 1024, 16_384), sent, (capacity, all) => {
      const buffers = ringBuffers(capacity);
      let told = 0;
      let ends = 0;
      const out = new OutLink(buffers, () => void told++);
      const [got, expected]: [unknown[], unknown[]] = [[], []];
      const receivers = [0, 1, 2].map((subtask) => noting(subtask, got));
      const link = new InLink(buffers, new SchemaPool(), receivers, () => void ends++);
      const direct = [0, 1, 2].map((subtask) => noting(subtask, expected));
      for (const [at, { to, what, taken }] of all.entries()) {
        const { subtask, input, channel } = to;
        if (what === "end") {
          out.signal(entryKind.end, to);
          direct[subtask]!.end(input, channel);
        } else if (what === "idle" || what === "idle as sent" || what === "active") {
          const timeMs = at === 0 ? Number.NEGATIVE_INFINITY : at / 2;
          out.signal(entryKind[what as ChannelStatus], to, timeMs);
          direct[subtask]!.status(what, timeMs, input, channel);
        } else if ("watermark" in what) {
          out.signal(entryKind.watermark, to, what.watermark);
          direct[subtask]!.watermark(what.watermark, input, channel);
        } else {
          const batch = batchOf(what.rows, at * 1000, what.text, what.kinds);
          out.batch(batch, to);
          direct[subtask]!.receive(batch, input, channel);
        }
        for (let n = 0; n < taken && link.hasNext; n++) link.take();
        if (taken > 0) out.flush();
      }
      while (link.hasNext || out.isFull) {
        while (link.hasNext) link.take();
        out.flush();
      }
      expect(got).toEqual(expected);
      expect(ends).toBe(all.filter(({ what }) => what === "end").length);
      expect(told).toBeGreaterThan(all.length === 0 ? -1 : 0);
    }),
    { numRuns: 150 },
  );
});

test("what has no room is kept until some is made, and the reader is told that the writer waits", () => {
  const buffers = ringBuffers(128);
  const notes: unknown[] = [];
  const out = new OutLink(buffers, () => undefined);
  const link = new InLink(buffers, new SchemaPool(), [noting(0, notes)], () => undefined);
  const to = { subtask: 0, input: 0, channel: 0 };
  for (let n = 0; n < 5; n++) out.signal(entryKind.watermark, to, n);
  expect(out.isFull).toBe(true);
  expect(link.take()).toBe(true);
  out.flush();
  expect(out.isFull).toBe(true);
  while (link.hasNext) link.take();
  out.flush();
  expect(out.isFull).toBe(false);
  while (link.hasNext) link.take();
  expect(notes.map((note) => (note as unknown[])[2])).toEqual([0, 1, 2, 3, 4]);
});

test("batches stay whole where they are changelogs, as the halves of an update belong together", () => {
  const buffers = ringBuffers(1024);
  const sizes: number[] = [];
  const receiver: Receiver = { ...noting(0, []), receive: (batch) => sizes.push(batch.rowCount) };
  const link = new InLink(buffers, new SchemaPool(), [receiver], () => undefined);
  const out = new OutLink(buffers, () => undefined);
  for (const kinds of [true, false]) out.batch(batchOf(200, 0, "a", kinds), { subtask: 0, input: 0, channel: 0 });
  while (link.hasNext || out.isFull) {
    while (link.hasNext) link.take();
    out.flush();
  }
  expect(sizes[0]).toBe(200);
  expect(sizes.length).toBeGreaterThan(4);
});
