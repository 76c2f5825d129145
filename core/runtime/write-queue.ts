import type { Batch } from "../data/batch.ts";
import { compact, keep } from "../data/compact.ts";
import type { Sink, SinkWriter, Transaction } from "../io/sink.ts";
import type { Edges } from "./edges.ts";
import { inSink } from "./placed-error.ts";
import { sinkCall } from "./sinks.ts";

/** Hands batches and watermarks to a writer one at a time: the next when the last is taken. */
export interface WriteQueue {
  write(batch: Batch): void;
  watermark(timeMs: number): void;
  /** Prepares what was written before; what is written behind it waits. */
  prepare(): Promise<Transaction | undefined>;
  /** Whether the writer has not taken yet what it was given. */
  readonly isBusy: boolean;
}

/**
 * `pending` holds a promise for every write that is not done at once: sources wait for them. One that fails stays, so
 * that whoever looks next is told.
 */
export function writeQueue(
  sink: Sink<never>,
  writer: SinkWriter,
  pending: Set<Promise<void>>,
  edges: Edges,
): WriteQueue {
  const formOf = batchForm(sink);
  const inTime = (write: () => void | Promise<void>): Promise<void> =>
    sinkCall(edges, sink, "write to", async () => write());
  let last: Promise<void> | undefined;
  const track = (written: Promise<void>): void => {
    const done = written.then(() => {
      if (last === done) last = undefined;
      pending.delete(done);
    });
    // Whoever waits for it hears of the failure; until then it is not an unhandled one.
    done.catch(() => undefined);
    last = done;
    pending.add(done);
  };
  return {
    write: (batch) => {
      if (last !== undefined) {
        const kept = keep(batch);
        return track(last.then(() => inTime(() => writer.write(kept))));
      }
      const written = inSink(edges, `write to ${sink.name}`, () => writer.write(formOf(batch)));
      if (written !== undefined) track(inTime(() => written));
    },
    prepare: () => {
      const before = last ?? Promise.resolve();
      const preparing = before.then(() => sinkCall(edges, sink, "prepare", () => writer.prepare()));
      track(preparing.then(() => undefined));
      return preparing;
    },
    get isBusy() {
      return last !== undefined;
    },
    watermark: (timeMs) => {
      if (writer.watermark === undefined) return;
      if (last === undefined) inSink(edges, `tell ${sink.name} the watermark`, () => writer.watermark!(timeMs));
      else track(last.then(() => writer.watermark!(timeMs)));
    },
  };
}

function batchForm(sink: Sink<never>): (batch: Batch) => Batch {
  if (sink.takes === "views") return (batch) => batch;
  return sink.takes === "compact" ? compact : keep;
}
