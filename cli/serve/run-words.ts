import { joinPath } from "../../core/platform/mod.ts";
import type { Submission } from "./submission.ts";

/** Where what is kept of a run lies. */
export interface RunFolder {
  readonly path: string;
  readonly history: string;
  readonly checkpoints: string;
  readonly savepoints: string;
  /** What the processes of the run print. */
  readonly log: string;
}

export function runFolder(path: string): RunFolder {
  const within = (name: string): string => joinPath(path, name);
  return {
    path,
    history: within("history.jsonl"),
    checkpoints: within("checkpoints"),
    savepoints: within("savepoints"),
    log: within("output.log"),
  };
}

/** The words that start a process for an attempt: everybody on the machine can read them, so that parameters are not in them. */
export function startWords(module: string, folder: RunFolder, attempt: number): string[] {
  return ["run", module, `--served=${attemptOf(folder, attempt)}`];
}

/** The file that the process of an attempt takes for itself. */
export function attemptOf({ path }: RunFolder, attempt: number): string {
  return joinPath(path, `attempt-${attempt}`);
}

/** What that process reads in their place, of its history: the words of `millrace run`. */
export function runWords(module: string, folder: RunFolder, from: string | null, submission: Submission): string[] {
  const { parameters, parallelism, oneThread, memory, stateOn, stateMemory, checkpoint, restart, dropUnmatched } =
    submission;
  const option = (name: string, value: string | null): string[] => (value === null ? [] : [`--${name}=${value}`]);
  return [
    module,
    `--parallelism=${parallelism}`,
    ...Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`),
    ...(oneThread ? ["--one-thread"] : []),
    ...option("memory", memory),
    ...(stateOn === "disk" ? [`--state=disk:${joinPath(folder.path, "state")}`] : []),
    ...option("state-memory", stateMemory),
    ...option("checkpoint", checkpoint === null ? null : `${checkpoint}:${folder.checkpoints}`),
    ...option("from", from),
    ...(dropUnmatched && checkpoint !== null ? ["--drop-unmatched"] : []),
    ...option("restart", restart),
  ];
}
