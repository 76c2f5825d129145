import { lstat, mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import process from "node:process";
import { joinPath } from "./paths.ts";

/**
 * A folder of this user's own among the system's temporary ones, made where there is none yet. Others can neither read nor
 * write in it: one that they could, or that somebody else made under the name, is refused.
 */
export function privateFolder(name: string): Promise<string> {
  return ownFolder(joinPath(tmpdir(), `${name}-${process.getuid?.() ?? userInfo().username}`));
}

/** As `privateFolder`, at a path; the folder that it lies in must be there. */
export async function ownFolder(path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 }).catch((error: { code?: string }) => {
    if (error.code !== "EEXIST") throw error;
  });
  const { mode, uid, isDirectory } = await statusOf(path);
  // Where there are no such rights (Windows) the temporary folder is the user's own.
  const isPrivate = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
  if (isDirectory && isPrivate) return path;
  throw new Error(
    `Cannot use ${JSON.stringify(path)} as only this user may have a right to it: got ${isDirectory ? `mode ${(mode & 0o777).toString(8)} of user ${uid}` : "no folder"}; ` +
      "remove it",
  );
}

async function statusOf(path: string): Promise<{ mode: number; uid: number; isDirectory: boolean }> {
  const status = await lstat(path);
  return { mode: status.mode, uid: status.uid, isDirectory: status.isDirectory() };
}
