import {
  type Field,
  fileSystemOf,
  rowSchema,
  type Schema,
  type SinkContext,
  type SinkWriter,
  typeText,
} from "../../../core/io/mod.ts";
import { fileCreator } from "./file-creator.ts";
import type { PartFormat, PartOutput, PartPlace } from "./part-format.ts";
import type { PartTransaction } from "./part-transaction.ts";

/** What a single file is made of so far. */
interface FileState {
  /** Temporary files of earlier checkpoints, in order. */
  kept: readonly string[];
  /** The columns, once there are some. */
  fields: readonly Field[];
  ended: boolean;
}

/**
 * Writes one file, which gets its name at the end of the input. A checkpoint makes what there is durable under a
 * temporary name of its own; more than one of those are joined at the end.
 *
 * @param aborted Temporary files that were given up.
 */
export async function singleFileWriter(
  path: string,
  { runId, schema: planned, restored, checkpoints = false, ...context }: SinkContext,
  format: PartFormat,
  aborted: ReadonlySet<string>,
): Promise<SinkWriter> {
  const state = await restoredState(path, restored as readonly PartTransaction[] | undefined);
  // What checkpoints leave is read again when it is joined.
  const creator = await fileCreator(path, context, { readable: checkpoints });
  const joined: PartPlace = { path, part: "whole", create: async () => (await fileSystemOf(path)).write(path) };
  const place = (part: PartPlace["part"]): PartPlace => ({ path, part, create: () => creator.create(path) });
  let open: PartOutput | undefined;
  /** Takes the place of the first part where that was given up: what begins a file was in it. */
  let head: PartOutput | undefined;
  let isPublished = state.ended;

  const start = (schema: Schema): PartOutput => {
    if (state.kept.length > 0) return format.begin(rowSchema(state.fields), place("continued"));
    state.fields = schema.fields;
    return format.begin(schema, place("whole"));
  };
  return {
    write: (given) => {
      if (state.ended) throw afterEnd(path);
      const batch = format.shape?.(given) ?? given;
      open ??= start(batch.schema);
      const more = open.misses(batch.schema);
      if (more.length > 0) throw otherColumns(path, more, rowSchema(state.fields), batch.schema);
      return open.write(batch);
    },
    finish: () => {
      if (state.ended) return;
      state.ended = true;
      const isHeadLost = state.kept.slice(0, 1).some((temporary) => aborted.has(temporary));
      state.kept = state.kept.filter((temporary) => !aborted.has(temporary));
      if (isHeadLost) head = format.begin(rowSchema(state.fields), place("whole"));
      else if (state.kept.length === 0) open ??= start(planned ?? format.schema ?? rowSchema([]));
    },
    prepare: async (): Promise<PartTransaction | undefined> => {
      if (isPublished) return undefined;
      const first = head === undefined ? [] : [await head.finish()];
      const last = open === undefined ? [] : [await open.finish()];
      const fresh = [...first, ...last];
      state.kept = [...first, ...state.kept, ...last];
      const rest = state.ended
        ? await wholeFile(state, fresh, format, joined)
        : { files: [], spent: [], fresh, ...state };
      // Only now, so that what cannot be prepared is removed when the writer is closed.
      head = undefined;
      open = undefined;
      isPublished = state.ended;
      return state.ended || state.kept.length > 0 ? { runId, ...rest } : undefined;
    },
    close: async () => {
      await head?.abort();
      await open?.abort();
      await creator.close();
    },
  };
}

/** The last transaction: all there is as one file. */
async function wholeFile(
  { kept, fields }: FileState,
  fresh: readonly string[],
  format: PartFormat,
  place: PartPlace,
): Promise<Omit<PartTransaction, "runId">> {
  const { path } = place;
  const last = { fields, kept: [], ended: true };
  if (kept.length === 1) return { ...last, files: [{ temporary: kept[0]!, path }], spent: [], fresh };
  const temporary = await format.join(kept, rowSchema(fields), place);
  return { ...last, files: [{ temporary, path }], spent: kept, fresh: [...fresh, temporary] };
}

/** Each transaction has all that those before it had. */
async function restoredState(path: string, restored: readonly PartTransaction[] = []): Promise<FileState> {
  const { kept, fields, ended }: FileState = restored.at(-1) ?? { kept: [], fields: [], ended: false };
  for (const temporary of kept) {
    if ((await (await fileSystemOf(temporary)).stat(temporary)) === undefined) throw lost(path, temporary);
  }
  return { kept, fields, ended };
}

function lost(path: string, temporary: string): Error {
  return new Error(
    `Cannot go on with ${JSON.stringify(path)} as what earlier checkpoints wrote must be there: got no ` +
      `${JSON.stringify(temporary)}; restore from a later checkpoint, or run the job anew`,
  );
}

function afterEnd(path: string): TypeError {
  return new TypeError(
    `Cannot write more to ${JSON.stringify(path)} as a single file is whole once its input has ended: got rows after it; ` +
      `run the job anew, or give a folder, which gets files at each checkpoint: ${JSON.stringify(`${path.replace(/\.[^./]+$/, "")}/`)}`,
  );
}

function otherColumns(path: string, misfits: readonly string[], first: Schema, next: Schema): TypeError {
  const more = misfits.filter((name) => !first.index.has(name));
  if (more.length === 0) return otherTypes(path, misfits, first, next);
  return new TypeError(
    `Cannot write to ${JSON.stringify(path)} as all rows of a file must have the columns of its first batch: ` +
      `got ${more
        .slice(0, 5)
        .map((name) => JSON.stringify(name))
        .join(", ")} as well; ` +
      "map the rows to the same columns before, or give a folder, where such rows get a file of their own",
  );
}

function otherTypes(path: string, names: readonly string[], first: Schema, next: Schema): TypeError {
  const typeIn = ({ fields, index }: Schema, name: string): string => typeText(fields[index.get(name)!]!.type);
  const got = names
    .slice(0, 5)
    .map((name) => `${JSON.stringify(name)} of type ${typeIn(next, name)} after ${typeIn(first, name)}`);
  return new TypeError(
    `Cannot write to ${JSON.stringify(path)} as a column of a file must keep the type of its first batch: got ${got.join(", ")}; ` +
      "give it a type that holds all its values with schema({...}), or give a folder, where such rows get a file of their own",
  );
}
