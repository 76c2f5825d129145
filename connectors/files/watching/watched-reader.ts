import {
  type FileInfo,
  makeBatch,
  type ReadContext,
  rowSchema,
  type Source,
  type SplitPosition,
  type SplitReader,
} from "../../../core/io/mod.ts";
import { pause } from "../pause.ts";
import { isAs, otherFile, type SeenFile, type SeenFiles, seenAs } from "./seen-files.ts";
import type { WatchSettings } from "./watch-options.ts";
import { type BegunFile, infoOf, type OpenFile, unchanged, watchedFile } from "./watched-file.ts";

/** What the readers of one watched place share. */
export interface Watching {
  readonly settings: WatchSettings;
  readonly context: ReadContext;
  /** All files that are there now and are this reader's; those that were joined from what it has read count as read. */
  list(seen: SeenFiles): Promise<readonly FileInfo[]>;
  /** A source of one file. */
  source(file: FileInfo): Promise<Source<unknown>>;
}

/** Where a reader stands: what has been read, and how far the file is that is read. */
export interface WatchPosition {
  readonly seen: readonly SeenFile[];
  readonly file?: BegunFile;
  /** Joined files that one of several readers still has to read as a whole. */
  readonly whole?: readonly SeenFile[];
}

/** Where a reader begins. */
export interface WatchStart {
  readonly seen: SeenFiles;
  readonly file: BegunFile | undefined;
  readonly whole: readonly SeenFile[];
}

/** Reads the files of a place one after another, each once, and waits for those that come. */
export function watchedReader({ seen, file: begun, whole }: WatchStart, watching: Watching): SplitReader {
  const { settings, context } = watching;
  const closed = new AbortController();
  const waiting: FileInfo[] = [];
  let left = begun;
  let open: OpenFile | undefined;
  let bytesBefore = 0;

  /** Undefined where there was none: it is to be asked again. */
  const next = async (): Promise<OpenFile | undefined> => {
    if (left !== undefined) {
      const before = left;
      left = undefined;
      return goOn(before, seen, watching);
    }
    const file = waiting.shift();
    // What is gone before its turn, or is another file now, is met at the next look.
    if (file !== undefined) return (await unchanged(seenAs(file))) && openFile(file, watching);
    for (const each of seen.newOf(await watching.list(seen), settings.clock.nowMs())) waiting.push(each);
    if (waiting.length === 0) await pause(settings.clock, settings.everyMs, [context.signal, closed.signal]);
    return undefined;
  };
  return {
    read: async () => {
      for (;;) {
        context.signal.throwIfAborted();
        if (closed.signal.aborted) return undefined;
        open ??= await next();
        if (open === undefined) continue;
        const batch = await open.read();
        if (batch !== undefined) return batch;
        const { file } = open;
        bytesBefore += open.bytesRead();
        open = undefined;
        await endFile(file, seen, settings);
        // Goes nowhere, but says that the file is behind: it may be taken away from now on.
        return makeBatch(rowSchema([]), 0, []);
      }
    },
    position: () => {
      const file = open === undefined ? left : open.begun();
      const unread = whole.filter((one) => !seen.has(one));
      const position: WatchPosition = {
        seen: seen.all(),
        ...(file === undefined ? {} : { file }),
        ...(unread.length === 0 ? {} : { whole: unread }),
      };
      return position as unknown as SplitPosition;
    },
    bytesRead: () => bytesBefore + (open?.bytesRead() ?? 0),
    pending: () => ({ bytes: waiting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }),
    close: async () => {
      closed.abort();
      await open?.close();
    },
  };
}

async function openFile(file: FileInfo, { source, context }: Watching, begun?: BegunFile): Promise<OpenFile> {
  return watchedFile(file, await source(file), context, begun);
}

/** Undefined where what was begun is let be, or comes again as a new file. */
async function goOn(begun: BegunFile, seen: SeenFiles, watching: Watching): Promise<OpenFile | undefined> {
  const { changed } = watching.settings;
  const { was } = begun;
  const file = await infoOf(was[0]);
  if (file !== undefined && isAs(file, was)) return openFile(file, watching, begun);
  if (changed === "fail") throw otherFile(file, was);
  if (changed === "ignore" && file !== undefined) seen.read(file);
  return undefined;
}

/** One that went away meanwhile was read to its end all the same. */
async function endFile(file: FileInfo, seen: SeenFiles, { changed }: WatchSettings): Promise<void> {
  const now = await infoOf(file.path);
  const isOther = now !== undefined && !isAs(now, seenAs(file));
  if (isOther && changed === "fail") throw otherFile(now, seenAs(file));
  if (!isOther || changed === "ignore") seen.read(now ?? file);
}
