import type { ReadOnly } from "../state/user/broadcast.ts";
import type { StateHandles, StateSpec } from "../state/user/user-state.ts";

/** What is known of the subtask that a function runs in. */
export interface SubtaskContext {
  /** The step's name in the plan. */
  readonly step: string;
  /** From 0. */
  readonly subtask: number;
  readonly parallelism: number;
  /** Processing time: the only one to ask, so that a test can hold it. */
  readonly clock: { nowMs(): number };
  /** A number in [0, 1), from a seed that is the same in every run. */
  random(): number;
  /** Adds to a counter of the step that the run's metrics show. Names of what is counted of every step (`numRecordsIn`) are refused. */
  count(metric: string, by?: number): void;
}

/** What every function of a process step is given beside its row. */
export interface ProcessContext<Opened = unknown> extends SubtaskContext {
  /** Event time of what is at hand, ms since the epoch, which the rows given for it have too; undefined where it has none. */
  readonly time: number | undefined;
  /** The current watermark; −∞ before the first, +∞ when the input has ended. */
  readonly watermark: number;
  /** What `open` returned in this subtask. */
  readonly opened: Opened;
  /** Gives a row to a side output that the step declares, with the event time of what is at hand. */
  sideOutput(name: string, row: unknown): void;
}

/** … where rows belong to keys. */
export interface KeyedContext<Key, Spec extends StateSpec, Opened = unknown> extends ProcessContext<Opened> {
  readonly key: Key;
  /** The state of the key, by name. */
  readonly state: StateHandles<Spec>;
  /**
   * `onTimer` is called for this key once event time has reached `timeMs`; for one that it has reached already, when it
   * advances next. At most one for each time: set twice, it goes off once.
   */
  setEventTimer(timeMs: number): void;
  /** No error where there is none. */
  deleteEventTimer(timeMs: number): void;
  /** The same by the clock. */
  setProcessingTimer(timeMs: number): void;
  deleteProcessingTimer(timeMs: number): void;
}

/** … where a timer goes off. Rows given by a timer of processing time have no event time. */
export interface TimerContext<Key, Spec extends StateSpec, Opened = unknown> extends KeyedContext<Key, Spec, Opened> {
  /** By which time it was set. */
  readonly timer: "event" | "processing";
}

/** Broadcast state, by name, where it may be read only. */
export type ReadOnlyHandles<Spec extends StateSpec> = {
  readonly [Name in keyof StateHandles<Spec>]: ReadOnly<StateHandles<Spec>[Name]>;
};

/** What a function is given that meets broadcast state. */
export interface BroadcastReader<Shared extends StateSpec> {
  readonly broadcastState: ReadOnlyHandles<Shared>;
}

/** What the function of a broadcast row is given. */
export interface BroadcastContext<Shared extends StateSpec, Opened = unknown> extends ProcessContext<Opened> {
  /** The same in every subtask, as long as the function does the same in every subtask. */
  readonly broadcastState: StateHandles<Shared>;
}

/** … where the other rows belong to keys. */
export interface KeyedBroadcastContext<Key, Spec extends StateSpec, Shared extends StateSpec, Opened = unknown>
  extends BroadcastContext<Shared, Opened> {
  /**
   * Calls a function with each key of this subtask that has state of that name, and with the handles of all its state.
   */
  applyToKeyedState(name: keyof Spec & string, call: (key: Key, state: StateHandles<Spec>) => void): void;
}
