import { makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { string } from "../data/data-type.ts";
import { rowSchema } from "../data/schema.ts";
import type { Sink, SinkWriter } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";
import type { Edges } from "./edges.ts";
import { closeAll, type OpenSink, openWriter, type RunContext, sinkCall } from "./sinks.ts";

/** Sinks for records that could not be processed: open as long as the run, committed with it. */
export interface DeadLetters {
  open(): Promise<void>;
  add(sink: Sink<never>, record: BadRecord): void;
  /** Writes what has gathered. */
  flush(): Promise<void>;
  /** All sinks with the writers that have what has gathered. */
  writers(): Promise<readonly OpenSink[]>;
  close(): Promise<void>;
}

export function deadLetters(sinks: readonly Sink<never>[], { runId, signal }: RunContext, edges: Edges): DeadLetters {
  const gathered = new Map<Sink<never>, BadRecord[]>();
  const writers = new Map<Sink<never>, SinkWriter>();
  const writeOut = async (): Promise<void> => {
    for (const [sink, records] of gathered) {
      gathered.delete(sink);
      const written = writers.get(sink)!.write(batchOf(records));
      if (written !== undefined) await sinkCall(edges, sink, "write to", written, { signal });
    }
  };
  // A writer is called again when it has taken what it was given.
  let written = Promise.resolve();
  const flush = (): Promise<void> => {
    if (gathered.size > 0) written = written.then(writeOut);
    return written;
  };
  return {
    open: async () => {
      for (const sink of sinks) {
        const context = { subtask: 0, parallelism: 1, runId: `${runId}-dead`, signal, schema: recordSchema };
        writers.set(sink, await openWriter(sink, context, edges));
      }
    },
    add: (sink, record) => {
      const records = gathered.get(sink);
      if (records === undefined) gathered.set(sink, [record]);
      else records.push(record);
    },
    flush,
    writers: async () => {
      await flush();
      return [...writers].map(([sink, writer]) => ({ sink, writers: [writer] }));
    },
    close: () =>
      closeAll(
        [...writers].map(
          ([sink, writer]) =>
            () =>
              edges.close(`close ${sink.name}`, writer.close()),
        ),
      ),
  };
}

const fields = ["source", "position", "column", "text", "message"] as const;

const recordSchema = rowSchema(fields.map((name) => ({ name, type: string })));

function batchOf(records: readonly BadRecord[]): ReturnType<typeof makeBatch> {
  const columns = fields.map((name) => {
    const values = records.map((record) => record[name] ?? null);
    const column = columnOf(values);
    return { column, field: fieldOf(name, column, values) };
  });
  const schema = rowSchema(columns.map(({ field }) => field));
  return makeBatch(
    schema,
    records.length,
    columns.map(({ column }) => column),
  );
}
