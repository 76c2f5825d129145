import { defaultMaxParallelism, subtaskOf } from "../../../data/key-group.ts";
import type { Operator } from "../../../operators/operator.ts";
import { hostedContext } from "../../../runtime/context.ts";
import { restoreSnapshot, type SubtaskSnapshot, takeSnapshot } from "../../../runtime/snapshot.ts";
import { watermarkTracker } from "../../../runtime/watermark-tracker.ts";
import type { KeySpace } from "../../../state/key-space.ts";
import type { Recoverable, StateDeclaration, StateDisk } from "../../../state/state.ts";
import { type VirtualClock, virtualClock } from "../../virtual-clock.ts";

/** One state in the memory of a subtask. */
export interface StateOfSubtask<Handle> {
  readonly state: Handle & Recoverable;
  readonly keys: KeySpace;
  snapshot(): SubtaskSnapshot;
}

/** One state in so many subtasks, as the runtime opens it; from a snapshot, if there is one. */
export interface StateOfSubtasks<Handle> {
  readonly subtasks: readonly StateOfSubtask<Handle>[];
  /** The subtask that a key belongs to. */
  of(key: unknown): StateOfSubtask<Handle>;
  /** The same in as many fresh subtasks as said. */
  restored(parallelism: number): StateOfSubtasks<Handle>;
}

/** Where a state is opened, and what it is restored from. */
export interface OpenedHow {
  readonly disk: () => StateDisk;
  /** What snapshots are: copies of all, or the files that it is in. */
  readonly snapshots: "all" | "files";
}

const hows = new WeakMap<StateDeclaration, OpenedHow>();

/** The same state, for suites that open it in memory by themselves: it is opened as said. */
export function openedAs<Handle>(declaration: StateDeclaration<Handle>, how: OpenedHow): StateDeclaration<Handle> {
  const own = { ...declaration };
  hows.set(own, how);
  return own;
}

export function openState<Handle>(
  declaration: StateDeclaration<Handle>,
  parallelism: number,
  snapshots?: readonly SubtaskSnapshot[],
  clock: VirtualClock = virtualClock(),
): StateOfSubtasks<Handle> {
  const how = hows.get(declaration);
  const operator: Operator = {
    name: "state under test",
    state: [declaration],
    open: () => ({ batch: () => undefined }),
  };
  const subtasks = Array.from({ length: parallelism }, (_, subtask): StateOfSubtask<Handle> => {
    const tracker = watermarkTracker(1);
    const { keys, handles } = statesOf(operator, parallelism, clock, how?.disk());
    if (snapshots !== undefined) restoreSnapshot(operator, handles, tracker, snapshots, { subtask, parallelism });
    const state = handles.get(declaration.name) as Handle & Recoverable;
    return { state, keys, snapshot: () => takeSnapshot(operator, handles, tracker, undefined, how?.snapshots) };
  });
  return {
    subtasks,
    of: (key) => {
      const { keys } = subtasks[0]!;
      return subtasks[subtaskOf(keys.groupOf(keys.numberOf(key)), parallelism, defaultMaxParallelism)]!;
    },
    restored: (next) =>
      openState(
        declaration,
        next,
        subtasks.map((each) => each.snapshot()),
        clock,
      ),
  };
}

function statesOf(
  operator: Operator,
  parallelism: number,
  clock: VirtualClock,
  disk: StateDisk | undefined,
): { keys: KeySpace; handles: ReadonlyMap<string, Recoverable> } {
  return hostedContext({
    operator,
    step: operator.name,
    parallelism,
    clock,
    disk,
    count: () => undefined,
    onBadRecord: (_, error) => {
      throw error;
    },
  });
}
