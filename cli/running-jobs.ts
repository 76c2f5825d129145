import {
  absolutePath,
  deleteFile,
  joinPath,
  listFolder,
  openFile,
  privateFolder,
  processNumber,
  readFileRange,
  statFile,
} from "../core/platform/mod.ts";

/** A job that runs in a process of this machine and can be asked: a file in a folder of the user's own says where. */
export interface RunningJob {
  readonly process: number;
  readonly job: string;
  /** The module, absolute. */
  readonly path: string;
  readonly port: number;
  /** Who shows it may ask: it can only be read by this user. */
  readonly token: string;
}

const folderName = "millrace-jobs";

/** Says where this process can be asked. Gives what takes it back. */
export async function announceJob(job: Omit<RunningJob, "process">): Promise<() => Promise<void>> {
  const process = processNumber();
  const path = joinPath(await privateFolder(folderName), `${process}.json`);
  // Left by a process of the same number that is gone.
  await deleteFile(path);
  const file = await openFile(path, "create");
  try {
    await file.write(new TextEncoder().encode(JSON.stringify({ ...job, process, path: absolutePath(job.path) })));
  } finally {
    await file.close();
  }
  return () => deleteFile(path);
}

/** All jobs that say that they run; those that were killed may be among them. */
export async function runningJobs(): Promise<RunningJob[]> {
  const folder = await privateFolder(folderName);
  const entries = (await listFolder(folder)).filter(({ name }) => /^\d+\.json$/.test(name));
  const jobs = await Promise.all(entries.map(({ name }) => jobIn(joinPath(folder, name))));
  return jobs.flatMap((job) => job ?? []);
}

/** Removes what a job that is gone has left. */
export async function forgetJob({ process }: RunningJob): Promise<void> {
  await deleteFile(joinPath(await privateFolder(folderName), `${process}.json`));
}

/** Undefined where the file is gone by now, or not written yet. */
async function jobIn(path: string): Promise<RunningJob | undefined> {
  const status = await statFile(path);
  if (status === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(await readFileRange(path, 0, status.sizeBytes))) as RunningJob;
  } catch {
    return undefined;
  }
}
