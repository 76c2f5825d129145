import { type Batch, fileSystemOf, type SinkContext } from "../../core/io/mod.ts";
import { type GroupState, type PartGroup, type PartMaking, partGroup } from "./part-group.ts";
import type { FinishedPart, PartTransaction } from "./part-transaction.ts";
import type { WriteSettings } from "./write-options.ts";

/** What a folder is written with. */
export interface FolderWriting extends PartMaking {
  readonly settings: WriteSettings;
  /** A new file in a folder below the place of the sink, `""` for itself. */
  pathIn(folder: string): string;
}

/** The files that one writer is writing, one for each folder. */
export interface PartGroups {
  /** Takes a batch without partition columns; the promise is settled when there is room for more. */
  put(folder: string, batch: Batch): Promise<void>;
  /** All that was put is durable then. Files that are whole are ready to be shown, of others what is there is kept. */
  prepare(ended: boolean): Promise<PreparedParts>;
  close(): Promise<void>;
}

interface PreparedParts {
  readonly files: readonly FinishedPart[];
  readonly spent: readonly string[];
  readonly fresh: readonly string[];
  readonly kept: readonly GroupState[];
}

/** Files of folders that are being written at a time by one writer; those that got no row for longest rest. */
const mostOpen = 64;

export async function partGroups(
  restored: readonly PartTransaction[] | undefined,
  { subtask, parallelism }: SinkContext,
  writing: FolderWriting,
): Promise<PartGroups> {
  const { settings } = writing;
  const groups = new Map<string, PartGroup>();
  let whole: PartGroup[] = [];
  const open = (state: GroupState): PartGroup => partGroup(writing.pathIn(state.folder), state, writing);
  for (const state of await restoredGroups(restored, subtask, parallelism)) {
    const before = groups.get(state.folder);
    // Two of a folder come from two subtasks: the older one has had its time.
    if (before !== undefined) whole.push(before);
    groups.set(state.folder, open(state));
  }
  const end = (group: PartGroup): Promise<void> => {
    groups.delete(group.folder);
    whole.push(group);
    const resting = group.rest();
    // The file goes on being ended while the next one begins; who prepares hears of it.
    resting.catch(() => undefined);
    return resting;
  };
  return {
    put: (folder, batch) => {
      const nowMs = settings.clock.nowMs();
      const before = groups.get(folder);
      const isOver = before?.misses(batch.schema) || (settings.roll && before && isDue(before, nowMs, settings));
      if (before !== undefined && isOver) void end(before);
      const begun = { folder, fields: batch.schema.fields, kept: [], sizeBytes: 0, sinceMs: nowMs, lastMs: nowMs };
      const group = groups.get(folder) ?? open(begun);
      // The last in the order of the map is the one that got rows last.
      groups.delete(folder);
      groups.set(folder, group);
      const written = group.write(batch, nowMs);
      // What comes next waits until the disk has it: files that are being ended do not pile up.
      if (group.sizeBytes >= settings.sizeBytes) return end(group);
      return groups.size > mostOpen ? written.then(() => restLast(groups)) : written;
    },
    prepare: async (ended) => {
      const nowMs = settings.clock.nowMs();
      for (const group of [...groups.values()]) if (ended || isDue(group, nowMs, settings)) await end(group);
      for (const group of groups.values()) await group.rest();
      const made = [];
      for (const group of whole) made.push(await group.whole());
      const fresh = [...whole, ...groups.values()].flatMap((group) => group.fresh());
      whole = [];
      return {
        files: made.flatMap((each) => (each === undefined ? [] : [each.file])),
        spent: made.flatMap((each) => each?.spent ?? []),
        fresh,
        kept: Array.from(groups.values(), (group) => group.state()),
      };
    },
    close: async () => {
      for (const group of [...whole, ...groups.values()]) await group.abort();
    },
  };
}

/** Without a roll every file is whole at each checkpoint. */
function isDue({ sizeBytes, sinceMs, lastMs }: PartGroup, nowMs: number, settings: WriteSettings): boolean {
  const { everyMs = 0, idleAfterMs = 0 } = settings.roll ?? {};
  return sizeBytes >= settings.sizeBytes || nowMs - sinceMs >= everyMs || nowMs - lastMs >= idleAfterMs;
}

/** Lets the file rest that got no row for longest. */
async function restLast(groups: ReadonlyMap<string, PartGroup>): Promise<void> {
  let more = groups.size - mostOpen;
  for (const group of groups.values()) if (more-- > 0) await group.rest();
}

/** What of earlier writers' files this one goes on with. */
async function restoredGroups(
  restored: readonly PartTransaction[] = [],
  subtask: number,
  parallelism: number,
): Promise<readonly GroupState[]> {
  const all = restored.flatMap(({ groups = [] }) => groups);
  const own = all.filter((_, at) => at % parallelism === subtask);
  for (const temporary of own.flatMap(({ kept }) => kept)) {
    if ((await (await fileSystemOf(temporary)).stat(temporary)) === undefined) throw lost(temporary);
  }
  return own;
}

function lost(temporary: string): Error {
  return new Error(
    `Cannot go on with a file as what earlier checkpoints wrote of it must be there: got no ${JSON.stringify(temporary)}; ` +
      "restore from a later checkpoint, or run the job anew",
  );
}
