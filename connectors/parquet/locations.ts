import type { FileInfo, FileSystem } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";

/** The files that a location names. */
export async function filesAt(
  location: string,
): Promise<{ readonly files: FileSystem; readonly found: readonly FileInfo[] }> {
  const files = await fileSystemOf(location);
  const info = await files.stat(location);
  return { files, found: info === undefined ? [] : [info] };
}
