import { type FileSystem, fileSystemOf, type Publishing } from "../../io/file-system.ts";
import type { PlanNode } from "../../plan/node.ts";
import { type Fit, fitCheckpoint } from "./fit-checkpoint.ts";
import { schemasTable } from "./fit-text.ts";
import { type UpgradeOptions, upgradeOf } from "./options.ts";
import { type LoadedCheckpoint, savepointAt } from "./store.ts";

export interface CheckOptions {
  /** Subtasks of the run that would go on. Default 1. */
  readonly parallelism?: number;
  /** As of `checkpoint` of a run. */
  readonly upgrade?: UpgradeOptions;
  /** What stands in for the file system of the savepoint. */
  readonly files?: FileSystem & Publishing;
}

/** What would become of a savepoint in a job: plain data. */
export interface SavepointCheck {
  readonly savepoint: string;
  /** The job that wrote it; null where it had no name. */
  readonly job: string | null;
  /** When, ms since the epoch. */
  readonly takenMs: number;
  readonly restorable: boolean;
  /** Why what fits by its schema cannot be changed all the same: two keys that would become one, a number that is not whole. */
  readonly problem: string | null;
  readonly entries: readonly SavepointEntry[];
}

/** A state of a step, the positions of a source, or what a sink has prepared. */
export interface SavepointEntry {
  readonly step: string;
  /** What the step was called, where that is something else. */
  readonly was: string | null;
  readonly what: "state" | "position" | "prepared";
  /** The state's name. */
  readonly state: string | null;
  /** `"unmatched"`: no step takes it, which is refused too unless it may be dropped; `"new"`: the savepoint has nothing for it. */
  readonly outcome: Fit["outcome"];
  /** What of it is not as it was, in words. */
  readonly changes: readonly string[];
  /** Why it is refused. */
  readonly problem: string | null;
  /** Of state that is changed or refused: what it was made of and what it is to be, side by side. */
  readonly schemas: string | null;
}

export async function openSavepoint(path: string, files?: FileSystem): Promise<LoadedCheckpoint> {
  if (typeof path === "string" && path !== "") return savepointAt(files ?? (await fileSystemOf(path)), path);
  throw new TypeError(
    `Cannot read a savepoint as its path must be a text: got ${typeof path}; give the path that millrace savepoint has printed`,
  );
}

export function checkLoaded(
  loaded: LoadedCheckpoint,
  plan: readonly PlanNode[],
  parallelism: number,
  upgrade: UpgradeOptions | undefined,
  ofJob: UpgradeOptions | undefined,
): SavepointCheck {
  const { fits, restored } = fitCheckpoint(loaded, plan, parallelism, upgradeOf(upgrade, ofJob));
  const refused = fits.some(({ outcome }) => outcome === "refused" || outcome === "unmatched");
  const problem = refused ? null : problemOf(restored);
  const { job, takenMs } = loaded.manifest;
  const entries = fits.map(entryOf);
  return { savepoint: loaded.path, job, takenMs, restorable: !refused && problem === null, problem, entries };
}

function entryOf({ step, was, what, outcome, changes, fit, names }: Fit): SavepointEntry {
  const state = typeof what === "string" ? null : what.state;
  const shows = fit !== undefined && (outcome === "refused" || outcome === "migrated");
  const none =
    outcome === "unmatched" ? `the job has nothing of that name (there are ${names.join(", ") || "none"})` : null;
  return {
    step,
    was: was ?? null,
    what: typeof what === "string" ? what : "state",
    state,
    outcome,
    changes,
    problem: outcome === "refused" ? fit!.problem! : none,
    schemas: shows ? schemasTable(step, state!, fit) : null,
  };
}

/** Changes all of it, as a restore would: what it throws a user can do something about. */
function problemOf(restored: () => unknown): string | null {
  try {
    restored();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
