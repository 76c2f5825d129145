import {
  deleteEmptyFolder,
  deleteFile,
  fileIdentity,
  folderOf,
  joinPath,
  linkFile,
  listFolder,
  localPath,
  makeFolder,
  nameOf,
  type OpenFile,
  openFile,
  openRanges,
  readFileRange,
  renameFile,
  statFile,
  syncFolder,
  uniqueName,
} from "../platform/mod.ts";
import { removeAbandoned, writerMark } from "./abandoned-files.ts";
import {
  FileExists,
  type FileInfo,
  type FileSystem,
  type FileWriter,
  type Publishing,
  type WriteOptions,
} from "./file-system.ts";

/**
 * The files of this machine; paths may be `file:` URLs. What is being written has a hidden temporary name in the folder of
 * its final one, so that publishing is a rename within one disk: `.name.<random>.p<process>-<machine>.tmp`, and once it is
 * whole `.name.<random>.f<identity>.tmp`, unless it is published at once.
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
  write: (location, options) => writeHidden(localPath(location), options),
  delete: (location) => deleteFile(localPath(location)),
  deleteEmpty: (location) => deleteEmptyFolder(localPath(location)),
  publish: (temporary, location, options) =>
    publish(localPath(temporary), localPath(location), options?.ifAbsent === true ? nameIfAbsent : renameFile),
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

async function writeHidden(path: string, { publishes }: WriteOptions = {}): Promise<FileWriter> {
  const special = (await statFile(path))?.special;
  if (special !== undefined) throw noFile(path, special);
  const folder = folderOf(path);
  const begin = joinPath(folder, `.${nameOf(path)}.${uniqueName()}`);
  let temporary = `${begin}.p${writerMark()}.tmp`;
  await makeFolder(folder);
  await removeAbandoned(folder);
  let file: OpenFile | undefined = await openFile(temporary, "create");
  const opened = async (): Promise<OpenFile> => (file ??= await openFile(temporary, "append"));
  const close = async (): Promise<void> => {
    const closing = file;
    file = undefined;
    await closing?.close();
  };
  const finish = async (): Promise<string> => {
    // What was written before it was closed is synced, too: that is of the file, not of who has it open.
    await (await opened()).sync();
    await close();
    if (publishes === undefined) temporary = await nameWhole(temporary, begin, path);
    return temporary;
  };
  let finishing: Promise<string> | undefined;
  return {
    local: temporary,
    write: async (bytes) => (await opened()).write(bytes),
    release: close,
    finish: () => (finishing ??= finish()),
    abort: async () => {
      await close();
      await deleteFile(temporary);
    },
  };
}

/** What is published gets the name: of a pipe or a device there would be none any more, for nobody. */
function noFile(path: string, special: string): Error {
  return new Error(
    `Cannot write ${JSON.stringify(path)} as it must be a file, or the name of none yet: got a ${special}; give the path of a file`,
  );
}

/** The name of a whole file says which file it is: by that one that has got its final name is known again. */
async function nameWhole(temporary: string, begin: string, path: string): Promise<string> {
  const identity = await fileIdentity(temporary);
  if (identity === undefined) throw vanished(temporary, path, "it is written");
  const whole = `${begin}.f${identity}.tmp`;
  await renameFile(temporary, whole);
  await syncFolder(folderOf(path));
  return whole;
}

async function publish(
  temporary: string,
  path: string,
  giveName: (temporary: string, path: string) => Promise<void>,
): Promise<void> {
  if ((await statFile(temporary)) === undefined) {
    if (await isPublished(temporary, path)) return;
    throw vanished(temporary, path, "it has its name");
  }
  await giveName(temporary, path);
  await syncFolder(folderOf(path));
}

/** A file that an earlier run has left under the name is another one. */
async function isPublished(temporary: string, path: string): Promise<boolean> {
  const identity = await fileIdentity(path);
  return identity !== undefined && temporary.endsWith(`.f${identity}.tmp`);
}

/** Both names are of one file until the temporary one goes: a crash between leaves what can be done again. */
async function nameIfAbsent(temporary: string, path: string): Promise<void> {
  const isNew = await linkFile(temporary, path);
  if (!isNew && !(await isPublished(temporary, path))) throw new FileExists(path);
  await deleteFile(temporary);
}

function vanished(temporary: string, path: string, until: string): Error {
  return new Error(
    `Cannot publish ${JSON.stringify(path)} as its temporary file must stay until ${until}: got no ` +
      `${JSON.stringify(nameOf(temporary))}; see what removes such files, and run the job again`,
  );
}
