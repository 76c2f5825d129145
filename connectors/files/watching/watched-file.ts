import {
  type Batch,
  type FileInfo,
  fileSystemOf,
  type ReadContext,
  type Source,
  type SplitPosition,
  type SplitReader,
} from "../../../core/io/mod.ts";
import { isAs, otherFile, type SeenFile, seenAs } from "./seen-files.ts";

/** How far a file has been read. */
export interface BegunFile {
  readonly was: SeenFile;
  readonly split: string;
  readonly at: SplitPosition;
}

/** The file that is read. */
export interface OpenFile {
  readonly file: FileInfo;
  /** The next batch; undefined at its end. */
  read(): Promise<Batch | undefined>;
  /** Where reading goes on; undefined where nothing was read. */
  begun(): BegunFile | undefined;
  bytesRead(): number;
  close(): Promise<void>;
}

/** Opens a file for all its splits, one after another. */
export async function watchedFile(
  file: FileInfo,
  source: Source<unknown>,
  context: ReadContext,
  begun: BegunFile | undefined,
): Promise<OpenFile> {
  const splits = await source.splits(context.request);
  let at = begun === undefined ? 0 : splits.findIndex(({ id }) => id === begun.split);
  if (at < 0) throw otherFile(file, begun!.was);
  let from = begun?.at;
  let reader: SplitReader | undefined;
  let bytesBefore = 0;
  const close = async (): Promise<void> => {
    const closing = reader;
    reader = undefined;
    await closing?.close();
  };
  return {
    file,
    read: async () => {
      for (; at < splits.length; at++) {
        reader ??= await source.open(splits[at]!, from, context);
        from = undefined;
        const batch = await reader.read();
        if (batch !== undefined) return batch;
        bytesBefore += reader.bytesRead?.() ?? 0;
        await close();
      }
      return undefined;
    },
    begun: () => {
      const split = splits[at];
      const position = reader?.position() ?? from;
      if (split === undefined || position === undefined) return undefined;
      return { was: seenAs(file), split: split.id, at: position };
    },
    bytesRead: () => bytesBefore + (reader?.bytesRead?.() ?? 0),
    close,
  };
}

/** The file as it is now, where it is as it was: undefined where it is gone or another one. */
export async function unchanged(was: SeenFile): Promise<FileInfo | undefined> {
  const file = await infoOf(was[0]);
  return file !== undefined && isAs(file, was) ? file : undefined;
}

export async function infoOf(path: string): Promise<FileInfo | undefined> {
  return (await fileSystemOf(path)).stat(path);
}
