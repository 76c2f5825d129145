import {
  type Batch,
  type FileWriter,
  fileSystemOf,
  type Schema,
  type Sink,
  type SinkContext,
  type SinkWriter,
} from "../../core/io/mod.ts";
import type { FileLocation } from "./location.ts";
import { removeEarlierParts, type WriteTarget, writeTarget } from "./write-target.ts";

/** How rows become the bytes of a file. */
export interface PartFormat {
  /** For plans and errors, e.g. `csv(out/)`. */
  readonly name: string;
  /** The first is given to part files. */
  readonly extensions: readonly string[];
  /** A folder's files are ended when they have grown so large. Bytes, default 256 MB. */
  readonly partBytes?: number;
  /** Made for each file, with the schema of its first batch. */
  encoder(schema: Schema, path: string): PartEncoder;
  /** A batch as the format wants it; as it is unless said. */
  readonly shape?: (batch: Batch) => Batch;
}

export interface PartEncoder {
  /** What comes before the first row. */
  readonly header: Uint8Array;
  /** Columns of this schema that keep a batch from standing in the same file. */
  misses(schema: Schema): readonly string[];
  /** The rows that belong to the batch, in memory that nobody writes over. */
  encode(batch: Batch): Uint8Array;
}

interface Prepared {
  readonly runId: string;
  readonly files: readonly { readonly temporary: string; readonly path: string }[];
}

interface OpenPart {
  readonly path: string;
  readonly encoder: PartEncoder;
  /** Opened in its turn. */
  readonly writer: Promise<FileWriter>;
  sizeBytes: number;
}

const defaultPartBytes = 256 * 2 ** 20;

/** A sink of files that get their names when whole: exactly once. */
export function partFileSink<Row>(location: FileLocation, format: PartFormat): Sink<Row> {
  return {
    name: format.name,
    guarantee: "exactly-once",
    takes: "views",
    open: async (context) => partWriter(await writeTarget(location, format.extensions, context), context, format),
    commit: async (transactions) => {
      const prepared = transactions as readonly Prepared[];
      for (const { temporary, path } of prepared.flatMap(({ files }) => files)) {
        await (await fileSystemOf(path)).publish(temporary, path);
      }
      for (const runId of new Set(prepared.map((one) => one.runId))) {
        await removeEarlierParts(location, format.extensions, runId);
      }
    },
  };
}

function partWriter(target: WriteTarget, { runId }: SinkContext, format: PartFormat): SinkWriter {
  const largest = target.kind === "file" ? Number.POSITIVE_INFINITY : (format.partBytes ?? defaultPartBytes);
  const queue = inOrder();
  let open: OpenPart | undefined;
  let finished: { readonly temporary: string; readonly path: string }[] = [];

  const start = (schema: Schema): OpenPart => {
    const path = target.nextPath();
    const encoder = format.encoder(schema, path);
    const writer = queue.run(async () => (await fileSystemOf(path)).write(path));
    void queue.run(async () => (await writer).write(encoder.header));
    return { path, encoder, writer, sizeBytes: encoder.header.length };
  };
  const finish = ({ path, writer }: OpenPart): void => {
    open = undefined;
    void queue.run(async () => finished.push({ temporary: await (await writer).finish(), path }));
  };
  return {
    write: (given) => {
      const batch = format.shape?.(given) ?? given;
      const more = open?.encoder.misses(batch.schema) ?? [];
      if (open !== undefined && more.length > 0) {
        if (target.kind === "file") throw otherColumns(open.path, more);
        finish(open);
      }
      open ??= start(batch.schema);
      const part = open;
      // The batch is only valid during the call: its bytes are made now and written in their turn.
      const bytes = part.encoder.encode(batch);
      part.sizeBytes += bytes.length;
      const written = queue.run(async () => (await part.writer).write(bytes));
      if (part.sizeBytes >= largest) finish(part);
      return written;
    },
    prepare: async (): Promise<Prepared | undefined> => {
      if (open !== undefined) finish(open);
      await queue.settled();
      const files = finished;
      finished = [];
      return files.length === 0 ? undefined : { runId, files };
    },
    close: async () => {
      const writer = await open?.writer.catch(() => undefined);
      await queue.settled().catch(() => undefined);
      await writer?.abort();
      for (const { temporary, path } of finished) await (await fileSystemOf(path)).delete(temporary);
      finished = [];
    },
  };
}

function otherColumns(path: string, more: readonly string[]): TypeError {
  return new TypeError(
    `Cannot write to ${JSON.stringify(path)} as all rows of a file must have the columns of its first batch: ` +
      `got ${more
        .slice(0, 5)
        .map((name) => JSON.stringify(name))
        .join(", ")} as well; ` +
      "map the rows to the same columns before, or give a folder, where such rows get a file of their own",
  );
}

/** Runs one action after another; once one has failed, the others fail with it. */
function inOrder(): { run<Value>(action: () => Promise<Value>): Promise<Value>; settled(): Promise<unknown> } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (action) => {
      const result = last.then(action);
      last = result;
      // Whoever waits for the last one meets the error.
      result.catch(() => undefined);
      return result;
    },
    settled: () => last,
  };
}
