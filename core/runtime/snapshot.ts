import { defaultMaxParallelism, groupsOf, subtaskOf } from "../data/key-group.ts";
import type { KeyShape } from "../data/key-shape.ts";
import type { Operator } from "../operators/operator.ts";
import type { StateSchema } from "../state/schema/state-schema.ts";
import {
  commonGroups,
  type Recoverable,
  type SegmentSnapshot,
  type StateDeclaration,
  type StateSegment,
  type StateSnapshot,
} from "../state/state.ts";
import type { Barrier } from "./checkpoint/barrier.ts";
import type { EventTimes, EventTimesSnapshot } from "./event-times.ts";
import type { WatermarkTracker } from "./watermark-tracker.ts";

/** What a subtask remembers at one moment, between two calls: its states by name, and how far event time was. */
export interface SubtaskSnapshot {
  readonly states: ReadonlyMap<string, StoredState>;
  /** The watermark of each channel. */
  readonly watermarks: readonly number[];
  /** How far event time was, where that was further than the least of them: some had been idle. */
  readonly reached?: number | undefined;
  /** Those of the splits, of an operator that makes them. */
  readonly times?: EventTimesSnapshot;
  /** Its inputs had ended, and it had given all that it will. */
  readonly ended?: true;
  /** In an iteration: the last round whose end it was told. */
  readonly roundEnded?: number;
}

export interface StoredState {
  /** The declaration's `form` when the bytes were written. */
  readonly form: string;
  /** What it was made of; none where it was written before anybody noted that. */
  readonly schema?: StateSchema | undefined;
  readonly snapshot: StateSnapshot | SegmentSnapshot;
}

/** What the subtasks of each operator remember, in their order, by the id of the stage. */
export type ExecutionSnapshot = ReadonlyMap<string, readonly SubtaskSnapshot[]>;

/** @param of See `Barrier`: `"all"` are copies that any backend reads. */
export function takeSnapshot(
  operator: Operator,
  handles: ReadonlyMap<string, Recoverable>,
  tracker: WatermarkTracker,
  times?: EventTimes,
  of: Barrier["of"] = "all",
  key: KeyShape | null = null,
): SubtaskSnapshot {
  const states = (operator.state ?? []).map((declared): [string, StoredState] => {
    const { name, form } = declared;
    const handle = handles.get(name)!;
    const segments = of === "all" ? undefined : handle.segments?.();
    return [
      name,
      {
        form,
        schema: schemaOf(declared, key),
        snapshot:
          segments === undefined ? handle.snapshot(of === "changes" ? of : "all") : { scope: "segments", segments },
      },
    ];
  });
  const snapshot = { states: new Map(states), watermarks: tracker.times, ...reachedBy(tracker) };
  return times === undefined ? snapshot : { ...snapshot, times: times.snapshot() };
}

function reachedBy({ current, times }: WatermarkTracker): Pick<SubtaskSnapshot, "reached"> {
  return Number.isFinite(current) && current > Math.min(...times) ? { reached: current } : {};
}

/** What a state is made of, as it is stored. */
export function schemaOf({ scope, fields, windows }: StateDeclaration, key: KeyShape | null): StateSchema {
  return {
    version: 1,
    key: scope === "keyed" ? key : null,
    fields: fields === undefined ? null : fields.map(({ name, type }) => ({ name, type })),
    ...(windows === undefined ? {} : { windows }),
  };
}

/** Where a subtask stands among those that the operator runs in from now on. */
export interface Place {
  readonly subtask: number;
  readonly parallelism: number;
}

/**
 * Gives the states of one subtask their parts of what all subtasks, of whatever parallelism, remembered: keyed state by
 * key group; operator state as it was in this subtask, or, at another parallelism, of all; lists dealt out anew then.
 */
export function restoreSnapshot(
  operator: Operator,
  handles: ReadonlyMap<string, Recoverable>,
  tracker: WatermarkTracker,
  snapshots: readonly SubtaskSnapshot[],
  place: Place,
): void {
  // First, as state may have expired by them.
  restoreWatermarks(tracker, snapshots, place);
  const same = snapshots.length === place.parallelism;
  // What has given all that it will has nothing to tell those who go on with its keys.
  const told = same ? snapshots : snapshots.filter(({ ended }) => ended !== true);
  for (const { name, form } of operator.state ?? []) {
    const stored = told.flatMap(({ states }) => states.get(name) ?? []);
    for (const { form: old } of stored) if (old !== form) throw otherForm(operator, name, old, form);
    const handle = handles.get(name)!;
    const segments = stored.flatMap(({ snapshot }) => (snapshot.scope === "segments" ? snapshot.segments : []));
    restoreSegments(operator, name, handle, segmentsFor(place, segments));
    const parts = stored.flatMap(({ snapshot }) => (snapshot.scope === "segments" ? [] : [snapshot]));
    handle.restore(partsFor(place, parts, same), same ? undefined : ownerOf(place));
  }
}

/** Whether a subtask goes on where one, or where all, had given all that they will. */
export function hadEnded(snapshots: readonly SubtaskSnapshot[], { subtask, parallelism }: Place): boolean {
  const own = snapshots.length === parallelism ? [snapshots[subtask]!] : snapshots;
  return own.every(({ ended }) => ended === true);
}

function ownerOf({ subtask, parallelism }: Place): (group: number) => boolean {
  return (group) => subtaskOf(group, parallelism, defaultMaxParallelism) === subtask;
}

function partsFor(
  { subtask, parallelism }: Place,
  snapshots: readonly StateSnapshot[],
  same: boolean,
): StateSnapshot[] {
  return snapshots.flatMap((snapshot, from): StateSnapshot[] => {
    // The handle itself leaves out what is of other key groups.
    if (snapshot.scope === "pieces") return !same || from === subtask ? [snapshot] : [];
    if (snapshot.scope === "operator") return !same || from === subtask ? [snapshot] : [];
    if (snapshot.scope === "list") {
      const parts = snapshot.parts.filter((_, at) => (same ? from : (from + at) % parallelism) === subtask);
      return [{ scope: "list", parts }];
    }
    const own = [...snapshot.groups].filter(
      ([group]) => subtaskOf(group, parallelism, defaultMaxParallelism) === subtask,
    );
    return own.length === 0 ? [] : [{ scope: "keyed", groups: new Map(own) }];
  });
}

function restoreSegments(
  operator: Operator,
  name: string,
  handle: Recoverable,
  segments: readonly StateSegment[],
): void {
  if (segments.length === 0) return;
  if (handle.restoreSegments === undefined) throw otherBackend(operator, name);
  handle.restoreSegments(segments);
}

/** Of each file, the key groups that both it and the subtask have. */
function segmentsFor({ subtask, parallelism }: Place, segments: readonly StateSegment[]): StateSegment[] {
  const mine = groupsOf(subtask, parallelism, defaultMaxParallelism);
  return segments.flatMap((segment) => {
    const groups = commonGroups(segment.groups, mine);
    return groups.from === groups.to ? [] : [Object.create(segment, { groups: { value: groups } }) as StateSegment];
  });
}

/** Channels go on where they were; in other subtasks where the last of them was. */
function restoreWatermarks(tracker: WatermarkTracker, stored: readonly SubtaskSnapshot[], place: Place): void {
  const own = stored.length === place.parallelism ? [stored[place.subtask]!] : stored;
  const channels = tracker.times.length;
  const same = own.every(({ watermarks }) => watermarks.length === channels);
  const all = stored.flatMap(({ watermarks }) => watermarks);
  for (let channel = 0; channel < channels; channel++) {
    tracker.advance(channel, Math.min(...(same ? own.map(({ watermarks }) => watermarks[channel]!) : all)));
  }
  const reached = Math.min(...own.map((one) => one.reached ?? Math.min(...one.watermarks)));
  if (Number.isFinite(reached)) tracker.restore(reached);
}

/** Splits go on where they were, in whichever subtask they are read; where several had a part of one, at the least. */
export function restoredTimes(
  snapshots: readonly SubtaskSnapshot[],
  { subtask, parallelism }: Place,
): EventTimesSnapshot | undefined {
  const same = snapshots.length === parallelism ? [snapshots[subtask]!] : snapshots;
  const stored = same.flatMap(({ times }) => times ?? []);
  if (stored.length === 0) return undefined;
  const splits = new Map<string, number>();
  for (const [split, timeMs] of stored.flatMap((times) => times.splits)) {
    splits.set(split, Math.min(timeMs, splits.get(split) ?? timeMs));
  }
  return { watermark: Math.min(...stored.map(({ watermark }) => watermark)), splits: [...splits] };
}

function otherBackend(operator: Operator, name: string): TypeError {
  return new TypeError(
    `Cannot restore the state "${name}" of ${operator.name} as it is stored in the files of state on disk, which state in memory does not read: ` +
      'restore with state: { on: "disk" }',
  );
}

function otherForm(operator: Operator, name: string, old: string, form: string): TypeError {
  return new TypeError(
    `Cannot restore the state "${name}" of ${operator.name} as its stored form must be the declared one: ` +
      `got ${old}, declared ${form}; restore with the job that wrote it, or start without the snapshot`,
  );
}
