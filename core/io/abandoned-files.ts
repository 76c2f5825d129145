import { deleteFile, joinPath, listFolder, machineName, processNumber, processRuns } from "../platform/mod.ts";

/** Who writes a temporary file, as its name says it: the process, and the machine that it runs on. */
export function writerMark(): string {
  return `${processNumber()}-${machineName()}`;
}

/** Whether a name is that of a file that a process of this machine had half written when it was killed: nobody goes on with that. */
export function isAbandoned(name: string): boolean {
  const [, number, machine] = /^\..+\.[0-9a-f]{16}\.p(\d+)-([0-9a-f]{8})\.tmp$/.exec(name) ?? [];
  return machine === machineName() && !processRuns(Number(number));
}

const swept = new Set<string>();

/**
 * Removes what processes of this machine that were killed have left half written in a folder. Looks once at each folder, as there
 * may be many files in it. Whole files stay: a checkpoint may know them.
 */
export async function removeAbandoned(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  // A folder that may be written but not read is no reason not to write.
  for (const { name } of await listFolder(folder).catch(() => [])) {
    if (isAbandoned(name)) await deleteFile(joinPath(folder, name));
  }
}
