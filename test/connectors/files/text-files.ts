import { writeFile } from "node:fs/promises";
import {
  type BadRecord,
  type Batch,
  lengthOf,
  type Sink,
  type Source,
  type SplitPosition,
  valueAt,
} from "../../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";

/** A folder for one test, removed when `use` is done. */
export async function inFolder<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await temporaryFolder("millrace-text-");
  try {
    return await use(folder);
  } finally {
    await deleteFolder(folder);
  }
}

export async function put(path: string, content: string | Uint8Array): Promise<string> {
  await writeFile(path, content);
  return path;
}

export interface ReadOptions {
  readonly columns?: readonly string[];
  readonly batchRows?: number;
  /** Called for each; by default a bad record fails the test. */
  readonly onBadRecord?: (record: BadRecord) => void;
  /** Stops after so many batches and opens the split again at its position. */
  readonly restartEvery?: number;
}

export interface ReadResult {
  readonly rows: Record<string, unknown>[];
  /** Types of the last batch. */
  readonly types: Record<string, string>;
  readonly batches: number;
  readonly splits: number;
}

/** Reads a source as the runtime does, to rows. */
export async function readAll(source: Source<unknown>, options: ReadOptions = {}): Promise<ReadResult> {
  const context = {
    request: { columns: options.columns, conditions: [] },
    batchRows: options.batchRows ?? 1000,
    signal: new AbortController().signal,
    onBadRecord:
      options.onBadRecord ??
      ((record: BadRecord): void => {
        throw new Error(record.message);
      }),
  };
  const result = { rows: [] as Record<string, unknown>[], types: {}, batches: 0 };
  const splits = await source.splits(context.request);
  for (const split of splits) {
    let position: SplitPosition | undefined;
    for (let ended = false; !ended; ) {
      const reader = await source.open(JSON.parse(JSON.stringify(split)), position, context);
      try {
        for (let count = 0; count < (options.restartEvery ?? Number.POSITIVE_INFINITY); count++) {
          const batch = await reader.read();
          ended = batch === undefined;
          if (batch === undefined) break;
          result.batches++;
          result.rows.push(...rowsOf(batch));
          result.types = Object.fromEntries(batch.schema.fields.map(({ name, type }) => [name, type.kind]));
        }
        position = JSON.parse(JSON.stringify(reader.position()));
      } finally {
        await reader.close();
      }
    }
  }
  return { ...result, splits: splits.length };
}

export function rowsOf(batch: Batch): Record<string, unknown>[] {
  return Array.from({ length: lengthOf(batch) }, (_, k) => {
    const row = batch.selection?.[k] ?? k;
    return Object.fromEntries(
      batch.schema.fields.map(({ name }, at) => {
        const column = batch.columns[at]!;
        return [name, valueAt(column, row)];
      }),
    );
  });
}

/** Writes batches as the runtime does: one subtask, one commit. */
export async function writeAll(sink: Sink<never>, batches: readonly Batch[], runId = "run"): Promise<void> {
  const writer = await sink.open({ subtask: 0, parallelism: 1, runId, signal: new AbortController().signal });
  try {
    for (const batch of batches) await writer.write(batch);
    await writer.finish?.();
    const transaction = await writer.prepare();
    if (transaction !== undefined) await sink.commit([JSON.parse(JSON.stringify(transaction))]);
  } finally {
    await writer.close();
  }
}
