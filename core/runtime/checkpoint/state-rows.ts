import { defaultMaxParallelism, encodeKey, keyGroupOf } from "../../data/key-group.ts";
import { type FileSystem, fileSystemOf, type Publishing } from "../../io/file-system.ts";
import type { PlanNode } from "../../plan/node.ts";
import { systemClock, uniqueName } from "../../platform/mod.ts";
import { formatOf } from "../../state/schema/formats.ts";
import type { StoredEntry } from "../../state/schema/stored-entry.ts";
import type { StateDeclaration, StateSnapshot } from "../../state/state.ts";
import { type StoredState, type SubtaskSnapshot, schemaOf } from "../snapshot.ts";
import { allStagesOf, keyShapeOf, type Stage } from "../stage.ts";
import { isNothing } from "./fit-state.ts";
import { type CheckpointFiles, type LoadedCheckpoint, lastNumberIn } from "./store.ts";
import { writeWhole } from "./write-checkpoint.ts";

/** One thing that a step has in its state. */
export interface StateRow<Key = unknown, Value = unknown> {
  /** The name of the state. */
  readonly state: string;
  readonly key: Key;
  /** What tells several of a key apart: the start of a pane or a session, a window; null where there is one. */
  readonly pane: number | null;
  /** Of an entry of a map; else null. */
  readonly name: unknown;
  /** A value, an item, an entry's value, a row, a timer's time; of aggregates an object of their partial results. */
  readonly value: Value;
  /** When it was updated last, where it has a time to live, or a row's event time; else null. ms since the epoch. */
  readonly updated: number | null;
}

/** What a step of a savepoint has in its keyed state, in no order. Throws where there is no such step, or some of it cannot be read apart from its job. */
export function stateRowsOf({ path, stages }: LoadedCheckpoint, step: string, only: string | undefined): StateRow[] {
  const subtasks = stages.get(step);
  if (subtasks === undefined) throw noStep(path, step, [...stages.keys()]);
  const states = subtasks.flatMap((subtask) => [...subtask.states]);
  if (only !== undefined && !states.some(([name]) => name === only)) {
    throw noState(path, step, only, [...new Set(states.map(([name]) => name))]);
  }
  const shared = only === undefined ? undefined : broadcastRowsOf(only, states);
  if (shared !== undefined) return shared;
  return states.flatMap(([state, stored]) => {
    if ((only !== undefined && state !== only) || isNothing(stored.snapshot)) return [];
    const format = formatOf(stored.form, stored.schema);
    if (format !== undefined && stored.snapshot.scope !== "segments") {
      return Array.from(format.read(stored.snapshot), ({ key, pane, name, value, timeMs }): StateRow => {
        return { state, key, pane, name, value, updated: Number.isNaN(timeMs) ? null : timeMs };
      });
    }
    // What is not of keys is left out, unless somebody asks for it.
    if (only === undefined && isOfNoKey(stored.snapshot)) return [];
    throw unreadable(path, step, state, stored);
  });
}

/** Broadcast state, of which every subtask has a copy, is of no key: undefined where it is none. */
function broadcastRowsOf(only: string, states: readonly (readonly [string, StoredState])[]): StateRow[] | undefined {
  for (const [state, { form, schema, snapshot }] of states) {
    const [, inner] = /^broadcast (.+)$/.exec(form) ?? [];
    const format = state === only && inner !== undefined ? formatOf(inner, schema) : undefined;
    if (format === undefined || snapshot.scope !== "operator") continue;
    const copy = snapshot.parts.slice(0, 1);
    return Array.from(format.read({ scope: "keyed", groups: new Map(copy.entries()) }), ({ name, value }): StateRow => {
      return { state, key: null, pane: null, name, value, updated: null };
    });
  }
  return undefined;
}

function isOfNoKey({ scope }: StoredState["snapshot"]): boolean {
  return scope === "operator" || scope === "list";
}

export interface StateToWrite {
  readonly job: string | null;
  readonly plan: readonly PlanNode[];
  readonly steps: ReadonlyMap<string, readonly StateRow[]>;
  /** What it has besides those steps; nothing where there is none. */
  readonly base: LoadedCheckpoint | undefined;
  readonly dir: string;
  readonly files: (FileSystem & Publishing) | undefined;
}

/** Writes a savepoint in which the keyed state of some steps is what rows say. Gives its path. */
export async function writeStateRows({ job, plan, steps, base, dir, files: given }: StateToWrite): Promise<string> {
  const files: CheckpointFiles = given ?? (await fileSystemOf(dir));
  const known = new Map(allStagesOf(plan, 1).map((stage) => [stage.id, stage]));
  const stages = new Map(base?.stages);
  for (const [step, rows] of steps) {
    const stage = known.get(step);
    if (stage === undefined) throw noStep("of the job", step, [...known.keys()]);
    stages.set(step, withRows(stage, rows, stages.get(step)));
  }
  const lastId = await lastNumberIn(files, dir);
  const { runId = uniqueName(), sources = [], sinks = [], deadLetters = [] } = base?.manifest ?? {};
  const rest = { job, runId, takenMs: systemClock.nowMs(), kind: "savepoint" as const, origin: null };
  const written = await writeWhole({
    files,
    dir,
    kind: "savepoint",
    id: lastId + 1,
    stages,
    rest: { ...rest, sources, sinks, deadLetters },
  });
  return written.path;
}

/** The first subtask has all of it: a restore deals it out by key. */
function withRows(
  stage: Stage,
  rows: readonly StateRow[],
  before: readonly SubtaskSnapshot[] = [{ states: new Map(), watermarks: [Number.NEGATIVE_INFINITY] }],
): SubtaskSnapshot[] {
  const declared = stage.node.kind === "operator" ? (stage.node.operator.state ?? []) : [];
  const byState = Map.groupBy(rows, ({ state }) => state);
  const other = [...byState.keys()].find((name) => !declared.some((one) => one.name === name && one.scope === "keyed"));
  if (other !== undefined) throw noState("of the job", stage.id, other, keyedNames(declared));
  const written = declared.flatMap((declaration): [string, StoredState][] => {
    const given = byState.get(declaration.name) ?? [];
    const state = declaration.scope === "keyed" ? storedOf(stage, declaration, given) : undefined;
    return state === undefined ? [] : [[declaration.name, state]];
  });
  const names = new Set(written.map(([name]) => name));
  return before.map((subtask, at) => {
    const kept = [...subtask.states].filter(([name]) => !names.has(name));
    return { ...subtask, states: new Map(at === 0 ? [...kept, ...written] : kept) };
  });
}

function storedOf(stage: Stage, declaration: StateDeclaration, rows: readonly StateRow[]): StoredState | undefined {
  const { name, form } = declaration;
  const schema = schemaOf(declaration, keyShapeOf(stage));
  const format = formatOf(form, schema);
  if (format === undefined) {
    if (rows.length === 0) return undefined;
    throw new TypeError(
      `Cannot write the state ${JSON.stringify(name)} of ${stage.id} as its form must be known apart from its operator: got ${form}; leave its rows out`,
    );
  }
  const entries = rows.map((row) => entryOf(row, declaration, stage.id));
  const snapshot: StateSnapshot = format.write(entries, (key) => keyGroupOf(encodeKey(key), defaultMaxParallelism));
  return { form, schema, snapshot };
}

function entryOf(
  { key, pane, name, value, updated }: StateRow,
  declaration: StateDeclaration,
  step: string,
): StoredEntry {
  const where = `the state ${JSON.stringify(declaration.name)} of ${step}`;
  if (key === undefined || key === null) {
    throw new TypeError(
      `Cannot write ${where} as each row must have a key: got ${String(key)}; see what readState gives for its columns`,
    );
  }
  const { fields } = declaration;
  const missing = fields?.find((field) => !Object.hasOwn(Object(value), field.name));
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot write ${where} as each value must have the fields ${fields!.map((one) => one.name).join(", ")}: ` +
        `got one without ${JSON.stringify(missing.name)}, for the key ${JSON.stringify(key)}; give it, or null`,
    );
  }
  // Partial results are stored by place.
  const inOrder = fields?.map((field) => [field.name, (value as Record<string, unknown>)[field.name]] as const);
  const stored = inOrder === undefined ? value : Object.fromEntries(inOrder);
  return { key, pane: pane ?? null, name: name ?? null, value: stored, timeMs: updated ?? null };
}

function keyedNames(declared: readonly StateDeclaration[]): string[] {
  return declared.flatMap(({ name, scope }) => (scope === "keyed" ? [name] : []));
}

function noStep(where: string, step: string, names: readonly string[]): TypeError {
  return new TypeError(
    `Cannot find the step ${JSON.stringify(step)} ${where === "of the job" ? where : `in ${JSON.stringify(where)}`} as it must be one that is there: ` +
      `got none of that name; there are ${names.join(", ") || "none"}`,
  );
}

function noState(where: string, step: string, state: string, names: readonly string[]): TypeError {
  return new TypeError(
    `Cannot find the state ${JSON.stringify(state)} of ${step} ${where === "of the job" ? "in the job" : `in ${JSON.stringify(where)}`} as it must be one that is there: ` +
      `got none of that name; there are ${names.join(", ") || "none"}`,
  );
}

function unreadable(path: string, step: string, state: string, { form, snapshot }: StoredState): TypeError {
  const why =
    snapshot.scope === "segments"
      ? "the files of state on disk; take a savepoint, and read that"
      : `state of the form ${form}; name another state of the step`;
  return new TypeError(
    `Cannot read the state ${JSON.stringify(state)} of ${step} in ${JSON.stringify(path)} as it must be readable apart from its job: got ${why}`,
  );
}
