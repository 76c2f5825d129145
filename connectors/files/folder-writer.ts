import { rowSchema, type Schema, type SinkContext, type SinkWriter } from "../../core/io/mod.ts";
import type { FileCreator } from "./file-creator.ts";
import type { PartFormat, PartOutput } from "./part-format.ts";
import type { FinishedPart, PartTransaction } from "./part-transaction.ts";

interface Part {
  readonly path: string;
  readonly output: PartOutput;
}

const defaultPartBytes = 256 * 2 ** 20;

/** Writes part files to a folder: a new one at each checkpoint, for rows with other columns, and when one is large. */
export function folderWriter(
  paths: { readonly first: string; next(): string },
  creator: FileCreator,
  { subtask, runId, schema: planned }: SinkContext,
  format: PartFormat,
): SinkWriter {
  const largest = format.partBytes ?? defaultPartBytes;
  let next: string | undefined = paths.first;
  let open: Part | undefined;
  let blank: Part | undefined;
  let unprepared: Part[] = [];
  let hasWritten = false;

  const start = (schema: Schema): Part => {
    const path = next ?? paths.next();
    next = undefined;
    const output = format.begin(schema, { path, part: "whole", create: () => creator.create(path) });
    const part = { path, output };
    unprepared.push(part);
    return part;
  };
  return {
    write: (given) => {
      const batch = format.shape?.(given) ?? given;
      if (open !== undefined && open.output.misses(batch.schema).length > 0) open = ended(open);
      open ??= start(batch.schema);
      hasWritten = true;
      const { output } = open;
      const written = output.write(batch);
      if (output.sizeBytes < largest) return written;
      open = ended(open);
      // What comes next waits until the disk has it: files that are being ended do not pile up.
      return output.finish().then(() => undefined);
    },
    finish: () => {
      // One of all subtasks is enough: whether it is needed is known when all commit.
      if (subtask === 0 && !hasWritten) blank = start(planned ?? format.schema ?? rowSchema([]));
    },
    prepare: async (): Promise<PartTransaction | undefined> => {
      const parts = unprepared;
      const finished: FinishedPart[] = [];
      for (const { path, output } of parts) finished.push({ temporary: await output.finish(), path });
      unprepared = [];
      open = undefined;
      if (finished.length === 0) return undefined;
      const fresh = finished.map(({ temporary }) => temporary);
      const rest = { runId, fresh, kept: [], fields: [], spent: [], ended: blank !== undefined };
      return blank === undefined ? { ...rest, files: finished } : { ...rest, files: [], blank: finished[0]! };
    },
    close: async () => {
      for (const { output } of unprepared) await output.abort();
      await creator.close();
    },
  };
}

/** The file goes on being ended while the next one begins; who prepares waits for it. */
function ended({ output }: Part): undefined {
  output.finish().catch(() => undefined);
}
