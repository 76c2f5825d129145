import { defaultMaxParallelism, subtaskOf } from "../data/key-group.ts";
import { nearestNames } from "../data/schema.ts";
import type { FileSystem } from "../io/file-system.ts";
import type { OperatorNode } from "../plan/node.ts";
import { keySpace } from "../state/key-space.ts";
import type { StateDeclaration } from "../state/state.ts";
import type { Manifest, StoredSubtask } from "./checkpoint/manifest.ts";
import { loadCheckpoint } from "./checkpoint/store.ts";
import { detachedContext } from "./context.ts";
import type { KeyAsked, OpenSubtask } from "./open-subtask.ts";
import { restoreSnapshot } from "./snapshot.ts";
import type { Stage } from "./stage.ts";

/** State that a run is asked for. */
export interface StateAsked {
  /** Of a process function, or that of the step that has but one. */
  readonly name: string;
  /** Where several steps have such state. */
  readonly step?: string | undefined;
  readonly key: KeyAsked;
}

/** A state that can be asked for, and the stage that has it. */
export interface AskedState {
  readonly stage: Stage;
  readonly declaration: StateDeclaration;
}

/** The one state that is meant. Throws, with those that there are, where it is none or several. */
export function stateAsked(stages: readonly Stage[], { name, step }: Omit<StateAsked, "key">): AskedState {
  const all = stages.flatMap(askable);
  const inStep = step === undefined ? all : all.filter(({ stage }) => isStep(stage, step));
  if (step !== undefined && inStep.length === 0) throw noStep(step, all);
  const byName = inStep.filter(({ declaration }) => declaration.name === name && isNamed(declaration));
  const found = byName.length > 0 ? byName : inStep.filter((one) => isStep(one.stage, name) && isOnly(one, inStep));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw several(name, found);
  throw unknown(name, inStep);
}

/** What a key has now, of the subtasks of one thread; undefined where none of them has its key. */
export function askedNow(
  subtasks: readonly { readonly stage: Stage; readonly subtask: number; readonly open: Pick<OpenSubtask, "ask"> }[],
  { stage, state, key }: PlacedAsk,
): { readonly value: unknown } | undefined {
  const owner = subtasks.find((one) => one.stage.id === stage && one.subtask === ownerOf(key, one.stage.parallelism));
  return owner && { value: owner.open.ask(state, key) };
}

/** A question to whichever thread has the key: plain data. */
export interface PlacedAsk {
  readonly stage: string;
  readonly state: string;
  readonly key: KeyAsked;
}

/** What a key had when a checkpoint was taken. Reads what of that state its key group has; of tables, what its subtask has. */
export async function askedOfCheckpoint(
  files: FileSystem,
  path: string,
  { stage, declaration }: AskedState,
  key: KeyAsked,
): Promise<unknown> {
  const { asked, name } = declaration;
  const narrow = (manifest: Manifest): Manifest => ({
    ...manifest,
    stages: manifest.stages.flatMap((one) =>
      one.id === stage.id ? [{ ...one, subtasks: one.subtasks.map(onlyOf(name, key, one.subtasks.length)) }] : [],
    ),
  });
  const { stages, manifest } = await loadCheckpoint(files, path, { narrow });
  const operator = { ...(stage.node as OperatorNode).operator, state: [declaration] };
  const { context, tracker } = detachedContext(operator, manifest.takenMs);
  const handle = context.handles.get(name)!;
  try {
    const snapshots = stages.get(stage.id) ?? [];
    if (snapshots.length > 0) {
      restoreSnapshot(operator, context.handles, tracker, snapshots, { subtask: 0, parallelism: 1 });
    }
    const at = { eventMs: tracker.current, processingMs: manifest.takenMs };
    return asked!.give(handle, context.keys.numberOf(key.value), at);
  } finally {
    handle.close?.();
  }
}

/** Of a subtask: one state, if the key is its own, and of that where it is in pieces by key group the one. */
function onlyOf(name: string, key: KeyAsked, subtasks: number) {
  const group = groupOf(key);
  const owner = subtaskOf(group, subtasks, defaultMaxParallelism);
  return (stored: StoredSubtask, subtask: number): StoredSubtask => ({
    ...stored,
    states: stored.states.flatMap((state) => {
      if (subtask !== owner || state.name !== name) return [];
      return state.scope === "keyed" ? [{ ...state, pieces: state.pieces.filter(({ id }) => id === group) }] : [state];
    }),
  });
}

function ownerOf(key: KeyAsked, parallelism: number): number {
  return subtaskOf(groupOf(key), parallelism, defaultMaxParallelism);
}

function groupOf({ value }: KeyAsked): number {
  const keys = keySpace(defaultMaxParallelism);
  return keys.groupOf(keys.numberOf(value));
}

function askable(stage: Stage): AskedState[] {
  const { node } = stage;
  if (node.kind !== "operator") return [];
  return (node.operator.state ?? []).flatMap((declaration) =>
    declaration.asked === undefined ? [] : [{ stage, declaration }],
  );
}

function isStep({ id, node }: Stage, name: string): boolean {
  return id === name || node.name === name || node.name.split(" → ").includes(name);
}

function isNamed({ asked }: StateDeclaration): boolean {
  return asked?.by === "name";
}

function isOnly({ stage }: AskedState, all: readonly AskedState[]): boolean {
  return all.filter((one) => one.stage === stage).length === 1;
}

function nameOf({ stage, declaration }: AskedState): string {
  return isNamed(declaration) ? declaration.name : stage.node.name;
}

function noStep(step: string, all: readonly AskedState[]): RangeError {
  return new RangeError(
    `Cannot ask for state of ${JSON.stringify(step)} as ${stateful(
      "steps",
      all.map(({ stage }) => stage.node.name),
      step,
    )}`,
  );
}

function unknown(name: string, all: readonly AskedState[]): RangeError {
  return new RangeError(`Cannot ask for state ${JSON.stringify(name)} as ${stateful("states", all.map(nameOf), name)}`);
}

function stateful(what: string, all: readonly string[], asked: string): string {
  const names = [...new Set(all)];
  if (names.length === 0) {
    return "some step of the run must have state of keys that can be asked for: got none; process functions, windows by key, running aggregates and joins of streams do";
  }
  const near = nearestNames(asked, names);
  const remedy = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "ask for one of these";
  return `one of the ${what} that can be asked must have that name: got ${names.map((name) => JSON.stringify(name)).join(", ")}; ${remedy}`;
}

function several(name: string, found: readonly AskedState[]): RangeError {
  const steps = found.map(({ stage }) => JSON.stringify(stage.node.name)).join(", ");
  return new RangeError(
    `Cannot ask for state ${JSON.stringify(name)} as one step alone must be meant: got ${steps}; name it as well, like { step: ${JSON.stringify(found[0]!.stage.node.name)} }`,
  );
}
