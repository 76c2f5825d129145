import {
  type Batch,
  compact,
  makeBatch,
  rowSchema,
  type Schema,
  type SinkContext,
  type SinkWriter,
} from "../../../core/io/mod.ts";
import { objectRows } from "../object-rows.ts";
import type { PartFormat } from "./part-format.ts";
import { type FolderWriting, partGroups } from "./part-groups.ts";
import type { FinishedPart, PartTransaction } from "./part-transaction.ts";
import { rowsByFolder } from "./partition.ts";
import type { WriteSettings } from "./write-options.ts";

/**
 * Writes part files to a folder, and to those below it that rows belong to. A file is whole at each checkpoint, or when its
 * roll says so; and for rows with other columns, and when it is large.
 */
export async function folderWriter(context: SinkContext, writing: FolderWriting): Promise<SinkWriter> {
  const { settings, format, creator } = writing;
  const { partitions, marker } = settings;
  const { subtask, parallelism, runId, restored } = context;
  const groups = await partGroups(restored as readonly PartTransaction[] | undefined, context, writing);
  let hasWritten = false;
  let ended = false;
  let isOver = false;

  return {
    write: (given) => {
      hasWritten = true;
      const batch = format.shape?.(given) ?? given;
      if (partitions.length === 0) return groups.put("", batch);
      const rows = objectRows(batch);
      const parts = rowsByFolder(rows, partitions);
      return together(parts, (part) =>
        groups.put(part.folder, withoutPartitions(rows, part.rows, settings, format)),
      ).then(() => groups.room());
    },
    finish: () => {
      ended = true;
    },
    prepare: async (): Promise<PartTransaction | undefined> => {
      const { files, spent, fresh, kept } = await groups.prepare(ended);
      const isLast = ended && !isOver;
      isOver = ended;
      const rest = { runId, files, kept: [], fields: [], spent, fresh, ended, parallelism, groups: kept };
      // One of all subtasks is enough: whether it is needed is known when all commit.
      if (isLast && subtask === 0 && !hasWritten && files.length === 0) {
        const blank = await blankFile(context, writing);
        return { ...rest, fresh: [...fresh, blank.temporary], blank };
      }
      return files.length + kept.length > 0 || (isLast && marker !== undefined) ? rest : undefined;
    },
    close: async () => {
      await groups.close();
      await creator.close();
    },
  };
}

/** A file without rows that has all columns: of folders that would tell some there is none. */
async function blankFile({ schema }: SinkContext, { format, pathIn, creator }: FolderWriting): Promise<FinishedPart> {
  const path = pathIn("");
  const place = { path, part: "whole", create: () => creator.create(path) } as const;
  return { temporary: await format.begin(schema ?? format.schema ?? rowSchema([]), place).finish(), path };
}

function withoutNames(schema: Schema, { partitions }: WriteSettings): Schema {
  const left = schema.fields.filter(({ name }) => !partitions.some(({ column }) => column === name));
  return left.length === schema.fields.length ? schema : rowSchema(left);
}

/** The rows of one folder, without the columns that its path has. */
function withoutPartitions(batch: Batch, rows: Int32Array, settings: WriteSettings, { takes }: PartFormat): Batch {
  const schema = withoutNames(batch.schema, settings);
  const columns = schema.fields.map(({ name }) => batch.columns[batch.schema.index.get(name)!]!);
  const part = makeBatch(schema, batch.rowCount, columns, { selection: rows });
  return takes === "views" ? part : compact(part);
}

/** Each batch is taken at once, since it is only valid during the call; the promise is of all. */
function together<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  return Promise.all(items.map(act)).then(() => undefined);
}
