import {
  deleteFile,
  folderOf,
  joinPath,
  listFolder,
  localPath,
  makeFolder,
  nameOf,
  openFile,
  openRanges,
  readFileRange,
  renameFile,
  statFile,
  syncFolder,
  uniqueName,
} from "../platform/mod.ts";
import type { FileInfo, FileSystem, FileWriter, Publishing } from "./file-system.ts";

/**
 * The files of this machine; paths may be `file:` URLs. What is being written has a hidden temporary name
 * (`.name.<random>.tmp`) in the folder of its final one, so that publishing is a rename within one disk.
 */
export const localFiles: FileSystem & Publishing = {
  scheme: "file",
  stat: async (location) => infoOf(localPath(location)),
  list: (folder, options) => filesBelow(localPath(folder), options?.enter ?? (() => true)),
  read: (location, { start, end, into }) => readFileRange(localPath(location), start, end, into),
  open: async (location) => {
    const file = await openRanges(localPath(location));
    return { read: ({ start, end, into }) => file.read(start, end, into), close: () => file.close() };
  },
  write: (location) => writeHidden(localPath(location)),
  delete: (location) => deleteFile(localPath(location)),
  publish: (temporary, location) => publish(localPath(temporary), localPath(location)),
};

async function infoOf(path: string): Promise<FileInfo | undefined> {
  const status = await statFile(path);
  return status && { path, ...status };
}

/** Symbolic links to folders are not followed: they could lead round in a circle. */
async function* filesBelow(folder: string, enter: (folder: string) => boolean): AsyncGenerator<FileInfo> {
  const entries = await listFolder(folder);
  for (const entry of entries.sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1))) {
    const path = joinPath(folder, entry.name);
    if (entry.kind === "folder" && enter(path)) yield* filesBelow(path, enter);
    // A file that went away since the folder was listed is not there.
    const info = entry.kind === "file" ? await infoOf(path) : undefined;
    if (info !== undefined) yield info;
  }
}

/** Makes the order of names that of whole paths: `a.txt` before `a/b`. */
function sortName(entry: { readonly name: string; readonly kind: string }): string {
  return entry.kind === "folder" ? `${entry.name}/` : entry.name;
}

async function writeHidden(path: string): Promise<FileWriter> {
  const temporary = joinPath(folderOf(path), `.${nameOf(path)}.${uniqueName()}.tmp`);
  await makeFolder(folderOf(path));
  const file = await openFile(temporary, "create");
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= file.close());
  return {
    write: (bytes) => file.write(bytes),
    finish: async () => {
      await file.sync();
      await close();
      return temporary;
    },
    abort: async () => {
      await close();
      await deleteFile(temporary);
    },
  };
}

async function publish(temporary: string, path: string): Promise<void> {
  if ((await statFile(temporary)) === undefined) {
    if ((await statFile(path)) !== undefined) return;
    throw new Error(
      `Cannot publish ${JSON.stringify(path)} as its temporary file must be there or it published already: ` +
        `got neither it nor ${JSON.stringify(nameOf(temporary))}; run the job again from an earlier checkpoint`,
    );
  }
  await renameFile(temporary, path);
  await syncFolder(folderOf(path));
}
