import { makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { string } from "../data/data-type.ts";
import { rowSchema } from "../data/schema.ts";
import type { Sink, SinkWriter, Transaction } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";
import type { Edges } from "./edges.ts";
import { closeAll, type OpenSink, openWriter, type RunContext } from "./sinks.ts";
import { type WriteQueue, writeQueue } from "./write-queue.ts";

/** Sinks for records that could not be processed: open as long as the run, committed with it. */
export interface DeadLetters {
  open(): Promise<void>;
  /** @param stage In which it was found. */
  add(sink: Sink<never>, record: BadRecord, stage: string): void;
  /** Hands on what has gathered: sources wait until it is written. */
  flush(): void | Promise<void>;
  /** Prepares what has come so far, by the id of the sink. */
  prepare(): { readonly id: string; readonly transaction: Promise<Transaction | undefined> }[];
  /** All sinks by id, with their writers. */
  readonly sinks: readonly DeadLetterSink[];
  close(): Promise<void>;
}

export interface DeadLetterSink extends OpenSink {
  /** Its name, with a number where several have it. */
  readonly id: string;
}

export interface DeadLetterSetup extends RunContext {
  readonly edges: Edges;
  readonly pending: Set<Promise<void>>;
  /** What was prepared at the checkpoint that the run goes on from, by id. */
  restored(id: string): readonly Transaction[] | undefined;
}

interface Letters {
  readonly id: string;
  readonly sink: Sink<never>;
  readonly writer: SinkWriter;
  readonly queue: WriteQueue;
  gathered: BadRecord[];
}

export function deadLetters(sinks: readonly Sink<never>[], setup: DeadLetterSetup): DeadLetters {
  const { runId, signal, checkpoints = false, edges, pending } = setup;
  const opened = new Map<Sink<never>, Letters>();
  const flush = (): void => {
    for (const letters of opened.values()) {
      if (letters.gathered.length === 0) continue;
      const batch = batchOf(letters.gathered);
      letters.gathered = [];
      letters.queue.write(batch);
    }
  };
  return {
    open: async () => {
      for (const [id, sink] of sinkIds(sinks)) {
        const restored = setup.restored(id);
        const place = { subtask: 0, parallelism: 1, runId: `${runId}-dead` };
        const context = { ...place, signal, checkpoints, schema: recordSchema };
        const writer = await openWriter(sink, restored === undefined ? context : { ...context, restored }, edges);
        opened.set(sink, { id, sink, writer, queue: writeQueue(sink, writer, pending, edges), gathered: [] });
      }
    },
    add: (sink, record) => void opened.get(sink)!.gathered.push(record),
    flush,
    prepare: () => {
      flush();
      return Array.from(opened.values(), ({ id, queue }) => ({ id, transaction: queue.prepare() }));
    },
    get sinks() {
      return Array.from(opened.values(), ({ id, sink, writer }) => ({ id, sink, writers: [writer] }));
    },
    close: () =>
      closeAll(
        [...opened].map(
          ([sink, { writer }]) =>
            () =>
              edges.close(`close ${sink.name}`, () => writer.close()),
        ),
      ),
  };
}

/** Sinks by a name that no other has. */
export function sinkIds(sinks: readonly Sink<never>[]): [id: string, sink: Sink<never>][] {
  const named = new Map<string, number>();
  return sinks.map((sink) => {
    const same = named.get(sink.name) ?? 0;
    named.set(sink.name, same + 1);
    return [same === 0 ? sink.name : `${sink.name} (${same + 1})`, sink];
  });
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
