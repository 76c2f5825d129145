import { FileExists, type FileInfo, type FileSystem, type Publishing } from "../../../core/io/mod.ts";
import { type Join, joinListPath, partPaths } from "./joined-files.ts";

/** What is in one folder, those below it left out. */
export interface JoinFolder {
  readonly folder: string;
  readonly store: FileSystem & Publishing;
  /** Files that readers of the format see. */
  readonly files: FileInfo[];
  /** All that is hidden. */
  readonly hidden: FileInfo[];
}

/** Takes away what a joined file was made of, and says so. Gives how many files that were. */
export async function removeParts(store: JoinFolder["store"], join: Join): Promise<number> {
  const paths = partPaths(join);
  for (let at = 0; at < paths.length; at += 8) {
    await Promise.all(paths.slice(at, at + 8).map((path) => store.delete(path)));
  }
  await endJoin(store, join);
  return paths.length;
}

export async function endJoin(store: JoinFolder["store"], { folder, number }: Join): Promise<void> {
  await writeSmall(store, joinListPath(folder, number, "done"), "", false);
}

/** @param isFirst Whether it is an error where there is one of that name. */
export async function writeSmall(
  store: JoinFolder["store"],
  path: string,
  text: string,
  isFirst: boolean,
): Promise<void> {
  const file = await store.write(path);
  let temporary: string;
  try {
    await file.write(new TextEncoder().encode(text));
    temporary = await file.finish();
  } catch (error) {
    await file.abort();
    throw error;
  }
  try {
    await store.publish(temporary, path, { ifAbsent: isFirst });
  } catch (error) {
    if (error instanceof FileExists) await store.delete(temporary);
    throw error;
  }
}
