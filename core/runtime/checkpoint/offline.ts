import { type FileSystem, fileSystemOf, type Publishing } from "../../io/file-system.ts";
import type { PlanNode } from "../../plan/node.ts";
import { type Fit, fitCheckpoint } from "./fit-checkpoint.ts";
import { schemasTable } from "./fit-text.ts";
import type { StoredState } from "./manifest.ts";
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

/** What a checkpoint or savepoint holds: plain data. */
export interface SavepointContents {
  /** Where its manifest is. */
  readonly path: string;
  /** The job that wrote it; null where it had no name. */
  readonly job: string | null;
  /** Written as the run went on, asked for, or of a run whose sources have ended. */
  readonly kind: "checkpoint" | "savepoint" | "end";
  /** When, ms since the epoch. */
  readonly takenMs: number;
  /** The savepoint that its run began from, if any. */
  readonly origin: string | null;
  readonly states: readonly StoredStateView[];
  readonly sources: readonly StoredSourceView[];
}

export interface StoredStateView {
  readonly step: string;
  readonly state: string;
  /** Whether it belongs to keys, or to a subtask as a whole. */
  readonly scope: "keyed" | "operator";
  readonly subtasks: number;
  /** As stored. */
  readonly bytes: number;
  /** Names of what is kept of a key, where that is known. */
  readonly fields: readonly string[] | null;
}

export interface StoredSourceView {
  readonly step: string;
  readonly splits: number;
  /** Splits that were being read, and those that were read whole. */
  readonly begun: number;
  readonly ended: number;
}

export function contentsOf({ path, manifest }: LoadedCheckpoint): SavepointContents {
  const { job, kind, takenMs, origin, stages, sources } = manifest;
  const states = stages.flatMap(({ id: step, subtasks }) => {
    const byName = new Map<string, StoredState[]>();
    for (const state of subtasks.flatMap((subtask) => subtask.states)) {
      byName.set(state.name, [...(byName.get(state.name) ?? []), state]);
    }
    return Array.from(byName, ([state, parts]): StoredStateView => {
      const { scope, schema } = parts[0]!;
      return {
        step,
        state,
        scope: scope === "operator" || scope === "list" ? "operator" : "keyed",
        subtasks: parts.length,
        bytes: parts.flatMap(({ pieces }) => pieces).reduce((sum, { place }) => sum + place.length, 0),
        fields: schema?.fields?.map(({ name }) => name) ?? null,
      };
    });
  });
  const stood = sources.map(({ id: step, splits }): StoredSourceView => {
    const ended = splits.filter(({ at }) => at === "end").length;
    return { step, splits: splits.length, begun: splits.filter(({ at }) => typeof at === "object").length, ended };
  });
  return { path, job, kind, takenMs, origin, states, sources: stood };
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
