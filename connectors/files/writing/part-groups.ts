import { type Batch, fileSystemOf, type SinkContext } from "../../../core/io/mod.ts";
import { cleanUp, mapInTurns, turns } from "./at-once.ts";
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
  /** Settled once little enough is open and in memory for the next batch. */
  room(): Promise<void>;
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

/** Files that are held open at a time by one writer where they cannot be closed before their end; those that got no row for longest rest. */
const mostOpen = 64;

/** Rows of all files that formats keep before they make bytes of them; of more those files rest that keep most. */
const mostHeldBytes: number = 128 * 2 ** 20;

/** Files that are joined at a time: rows of each are in memory. */
const mostJoined = 4;

export async function partGroups(
  restored: readonly PartTransaction[] | undefined,
  { subtask, parallelism }: SinkContext,
  making: FolderWriting,
): Promise<PartGroups> {
  const { settings } = making;
  const groups = new Map<string, PartGroup>();
  let whole: PartGroup[] = [];
  const open = (state: GroupState): PartGroup => partGroup(making.pathIn(state.folder), state, making);
  for (const state of await restoredGroups(restored, subtask, parallelism)) {
    const before = groups.get(state.folder);
    // Two of a folder come from two subtasks: the older one has had its time.
    if (before !== undefined) whole.push(before);
    groups.set(state.folder, open(state));
  }
  const turn = turns();
  const rest = (group: PartGroup): Promise<void> => turn(() => group.rest());
  /** Those that are being written; the last is the one that got rows last. */
  const written = new Set<PartGroup>();
  const end = (group: PartGroup): Promise<void> => {
    groups.delete(group.folder);
    written.delete(group);
    whole.push(group);
    const resting = rest(group);
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
      groups.set(folder, group);
      written.delete(group);
      written.add(group);
      const writing = group.write(batch, nowMs);
      // What comes next waits until the disk has it: files that are being ended do not pile up.
      return group.sizeBytes >= settings.sizeBytes ? end(group) : writing;
    },
    room: () => makeRoom(written, rest),
    prepare: async (ended) => {
      const nowMs = settings.clock.nowMs();
      for (const group of [...groups.values()]) if (ended || isDue(group, nowMs, settings)) void end(group);
      await mapInTurns([...whole, ...groups.values()], (group) => group.rest(), turn);
      written.clear();
      const prepared = await preparedParts(whole, [...groups.values()]);
      whole = [];
      return prepared;
    },
    close: async () => {
      await cleanUp([...whole, ...groups.values()], (group) => group.abort());
    },
  };
}

async function makeRoom(written: Set<PartGroup>, rest: (group: PartGroup) => Promise<void>): Promise<void> {
  const resting = [...tooManyOpen(written), ...tooLarge(written)];
  for (const group of resting) written.delete(group);
  await Promise.all(resting.map(rest));
}

/** Those that got no row for longest. */
function tooManyOpen(written: ReadonlySet<PartGroup>): readonly PartGroup[] {
  const open = [...written].filter((group) => group.isOpen());
  return open.slice(0, Math.max(0, open.length - mostOpen));
}

/** Those that keep most, until half is left: few have to rest then, each with much. A file alone has its own measure. */
function tooLarge(written: ReadonlySet<PartGroup>): readonly PartGroup[] {
  let heldBytes = 0;
  for (const group of written) heldBytes += group.heldBytes();
  if (heldBytes <= mostHeldBytes) return [];
  const resting: PartGroup[] = [];
  for (const group of [...written].sort((a, b) => b.heldBytes() - a.heldBytes())) {
    if (heldBytes <= mostHeldBytes / 2) break;
    heldBytes -= group.heldBytes();
    resting.push(group);
  }
  return resting;
}

/** Of files that rest: those that are whole, each as one, and those that go on. */
async function preparedParts(whole: readonly PartGroup[], kept: readonly PartGroup[]): Promise<PreparedParts> {
  const made = await mapInTurns(whole, (group) => group.whole(), turns(mostJoined));
  return {
    files: made.flatMap((each) => (each === undefined ? [] : [each.file])),
    spent: made.flatMap((each) => each?.spent ?? []),
    fresh: [...whole, ...kept].flatMap((group) => group.fresh()),
    kept: kept.map((group) => group.state()),
  };
}

/** Without a roll every file is whole at each checkpoint. */
function isDue({ sizeBytes, sinceMs, lastMs }: PartGroup, nowMs: number, settings: WriteSettings): boolean {
  const { everyMs = 0, idleAfterMs = 0 } = settings.roll ?? {};
  return sizeBytes >= settings.sizeBytes || nowMs - sinceMs >= everyMs || nowMs - lastMs >= idleAfterMs;
}

/** What of earlier writers' files this one goes on with. */
async function restoredGroups(
  restored: readonly PartTransaction[] = [],
  subtask: number,
  parallelism: number,
): Promise<readonly GroupState[]> {
  const all = restored.flatMap(({ groups = [] }) => groups);
  const own = all.filter((_, at) => at % parallelism === subtask);
  await mapInTurns(
    own.flatMap(({ kept }) => kept),
    async (temporary) => {
      if ((await (await fileSystemOf(temporary)).stat(temporary)) === undefined) throw lost(temporary);
    },
  );
  return own;
}

function lost(temporary: string): Error {
  return new Error(
    `Cannot go on with a file as what earlier checkpoints wrote of it must be there: got no ${JSON.stringify(temporary)}; ` +
      "restore from a later checkpoint, or run the job anew",
  );
}
