import {
  absolutePath,
  deleteFile,
  joinPath,
  listFolder,
  machineName,
  privateFolder,
  processNumber,
  processRuns,
  readText,
  writeOwnFile,
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
  const path = pathOf(await privateFolder(folderName), process);
  // Left by a process of the same number that is gone.
  await deleteFile(path);
  await writeOwnFile(path, JSON.stringify({ ...job, process, path: absolutePath(job.path) }));
  return () => deleteFile(path);
}

/** All jobs that run on this machine; what those have left that were killed is removed. */
export async function runningJobs(): Promise<RunningJob[]> {
  const folder = await privateFolder(folderName);
  const jobs: RunningJob[] = [];
  for (const { name } of await listFolder(folder)) {
    const [, number, machine] = /^(\d+)-([0-9a-f]{8})\.json$/.exec(name) ?? [];
    if (machine !== machineName()) continue;
    const path = joinPath(folder, name);
    if (!processRuns(Number(number))) {
      await deleteFile(path);
      continue;
    }
    const job = await jobIn(path);
    if (job !== undefined) jobs.push(job);
  }
  return jobs;
}

/** Containers may share the folder, but neither numbers of processes nor ports. */
function pathOf(folder: string, process: number): string {
  return joinPath(folder, `${process}-${machineName()}.json`);
}

/** Removes what a job that is gone has left: its number may be that of another process by now. */
export async function forgetJob({ process }: RunningJob): Promise<void> {
  await deleteFile(pathOf(await privateFolder(folderName), process));
}

/** Undefined where the file is gone by now, or not written yet. */
async function jobIn(path: string): Promise<RunningJob | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as RunningJob;
  } catch {
    return undefined;
  }
}
