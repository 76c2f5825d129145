import { type Batch, type Field, fileSystemOf, rowSchema, type Schema } from "../../../core/io/mod.ts";
import type { GatheredFile, GatheringCreator } from "./gathered-files.ts";
import type { PartFormat, PartOutput, PartPlace } from "./part-format.ts";
import type { FinishedPart } from "./part-transaction.ts";

/** A file that grows over checkpoints: what there is of it, kept in them. */
export interface GroupState {
  /** Where it lies below the place of the sink: `""` or `origin=JFK`. */
  readonly folder: string;
  /** The columns of its first batch. */
  readonly fields: readonly Field[];
  /** Temporary files, in order. */
  readonly kept: readonly string[];
  readonly sizeBytes: number;
  /** Processing time of its first row and of its last. */
  readonly sinceMs: number;
  readonly lastMs: number;
}

/** A file that is being written, or goes on where an earlier run ended it. */
export interface PartGroup {
  readonly folder: string;
  readonly sizeBytes: number;
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Whether its file is held open. */
  isOpen(): boolean;
  /** Memory of its rows that are no bytes of a file yet. */
  heldBytes(): number;
  /** Whether rows of this schema cannot stand in it. */
  misses(schema: Schema): boolean;
  write(batch: Batch, nowMs: number): Promise<void>;
  /** Ends what is being written, as a temporary file; more may follow. */
  rest(): Promise<void>;
  state(): GroupState;
  /** All of it as one file, and what that was made of; undefined where all was given up. */
  whole(): Promise<{ readonly file: FinishedPart; readonly spent: readonly string[] } | undefined>;
  /** Temporary files that came to be since this was asked last. */
  fresh(): readonly string[];
  /** Removes what was not prepared. */
  abort(): Promise<void>;
}

/** What the files of one writer are made by. */
export interface PartMaking {
  readonly creator: GatheringCreator;
  readonly format: PartFormat;
  /** Temporary files that were given up. */
  readonly aborted: ReadonlySet<string>;
}

/** @param path The name that the file gets. */
export function partGroup(path: string, state: GroupState, making: PartMaking): PartGroup {
  const { folder, fields, sinceMs } = state;
  let { sizeBytes: sizeBefore, lastMs } = state;
  let kept = [...state.kept];
  let output: PartOutput | undefined;
  const files = filesOf(path, making);
  const fresh: string[] = [];

  const place = (part: PartPlace["part"]): PartPlace => ({ path, part, create: files.create });
  const goOn = (): PartOutput => making.format.begin(rowSchema(fields), place("continued"));
  let resting: Promise<void> | undefined;
  const rest = (): Promise<void> => (resting ??= restNow().finally(() => (resting = undefined)));
  const restNow = async (): Promise<void> => {
    const ending = output;
    if (ending === undefined) return;
    const temporary = await ending.finish();
    sizeBefore += ending.sizeBytes;
    kept.push(temporary);
    fresh.push(temporary);
    // Only now, so that what cannot be ended is removed.
    output = undefined;
  };
  const whole: PartGroup["whole"] = async () => {
    await rest();
    const joined = await asOne(kept, fields, place("whole"), making);
    if (joined === undefined) return undefined;
    kept = [joined.temporary];
    fresh.push(...joined.made);
    return { file: { temporary: joined.temporary, path }, spent: joined.spent };
  };
  return {
    folder,
    sinceMs,
    get sizeBytes() {
      return sizeBefore + (output?.sizeBytes ?? 0);
    },
    get lastMs() {
      return lastMs;
    },
    isOpen: () => output !== undefined && files.isOpen(),
    heldBytes: () => output?.heldBytes ?? 0,
    misses: (schema) =>
      // What an earlier part took is told by its columns alone.
      output === undefined ? kept.length > 0 && hasOthers(schema, fields) : output.misses(schema).length > 0,
    write: (batch, nowMs) => {
      lastMs = nowMs;
      output ??= kept.length === 0 ? making.format.begin(batch.schema, place("whole")) : goOn();
      return output.write(batch);
    },
    rest,
    state: () => ({ folder, fields, kept: [...kept], sizeBytes: sizeBefore, sinceMs, lastMs }),
    whole,
    fresh: () => fresh.splice(0),
    abort: async () => {
      await resting?.catch(() => undefined);
      await output?.abort();
      for (const temporary of fresh) await (await fileSystemOf(temporary)).delete(temporary);
    },
  };
}

/** The files of one name, one after another. */
function filesOf(path: string, { creator }: PartMaking): { create(): Promise<GatheredFile>; isOpen(): boolean } {
  let last: GatheredFile | undefined;
  return { create: async () => (last = await creator.create(path)), isOpen: () => last?.isOpen === true };
}

/** Parts as one file, with those that were made for it; undefined where all were given up. */
async function asOne(
  kept: readonly string[],
  fields: readonly Field[],
  place: PartPlace,
  { format, aborted }: PartMaking,
): Promise<
  { readonly temporary: string; readonly spent: readonly string[]; readonly made: readonly string[] } | undefined
> {
  const left = kept.filter((temporary) => !aborted.has(temporary));
  if (left.length === 0) return undefined;
  // What begins a file was in a part that was given up.
  const heads = aborted.has(kept[0]!) ? [await format.begin(rowSchema(fields), place).finish()] : [];
  const parts = [...heads, ...left];
  if (parts.length === 1) return { temporary: parts[0]!, spent: [], made: [] };
  const temporary = await format.join(parts, rowSchema(fields), place);
  return { temporary, spent: parts, made: [...heads, temporary] };
}

function hasOthers(schema: Schema, fields: readonly Field[]): boolean {
  const names = new Set(fields.map(({ name }) => name));
  return schema.fields.some(({ name }) => !names.has(name));
}
