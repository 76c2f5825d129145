import type { Batch } from "../data/batch.ts";
import { compact, keep } from "../data/compact.ts";
import type { Sink, SinkWriter } from "../io/sink.ts";

/** Hands batches to a writer one at a time: the next when the last is taken. */
export interface WriteQueue {
  write(batch: Batch): void;
}

/** `pending` gets a promise for every write that is not done at once: sources wait for them. */
export function writeQueue(sink: Sink<never>, writer: SinkWriter, pending: Promise<void>[]): WriteQueue {
  const formOf = batchForm(sink);
  let last: Promise<void> | undefined;
  const track = (written: Promise<void>): void => {
    const done = written.finally(() => {
      if (last === done) last = undefined;
    });
    last = done;
    pending.push(done);
  };
  return {
    write: (batch) => {
      if (last !== undefined) {
        const kept = keep(batch);
        return track(last.then(() => writer.write(kept)));
      }
      const written = writer.write(formOf(batch));
      if (written !== undefined) track(written);
    },
  };
}

function batchForm(sink: Sink<never>): (batch: Batch) => Batch {
  if (sink.takes === "views") return (batch) => batch;
  return sink.takes === "compact" ? compact : keep;
}
