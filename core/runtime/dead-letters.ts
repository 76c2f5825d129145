import { makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { rowSchema } from "../data/schema.ts";
import type { Sink, SinkWriter } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";

/** Sinks for records that could not be processed: opened when the first one comes, committed with the run. */
export interface DeadLetters {
  add(sink: Sink<never>, record: BadRecord): void;
  /** Writes what has gathered. */
  flush(): Promise<void>;
  /** All sinks with the writers that have what has gathered. */
  writers(): Promise<readonly (readonly [Sink<never>, readonly SinkWriter[]])[]>;
  close(): Promise<void>;
}

export function deadLetters(runId: string, signal: AbortSignal): DeadLetters {
  const gathered = new Map<Sink<never>, BadRecord[]>();
  const writers = new Map<Sink<never>, SinkWriter>();
  const flush = async (): Promise<void> => {
    for (const [sink, records] of gathered) {
      gathered.delete(sink);
      const writer =
        writers.get(sink) ?? (await sink.open({ subtask: 0, parallelism: 1, runId: `${runId}-dead`, signal }));
      writers.set(sink, writer);
      await writer.write(batchOf(records));
    }
  };
  return {
    add: (sink, record) => {
      gathered.set(sink, [...(gathered.get(sink) ?? []), record]);
    },
    flush,
    writers: async () => {
      await flush();
      return [...writers].map(([sink, writer]) => [sink, [writer]]);
    },
    close: async () => {
      for (const writer of writers.values()) await writer.close();
    },
  };
}

const fields = ["source", "position", "column", "text", "message"] as const;

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
