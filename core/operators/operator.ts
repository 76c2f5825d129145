import type { Batch } from "../data/batch.ts";
import type { Schema } from "../data/schema.ts";
import type { Condition } from "../expression/conditions.ts";
import type { KeySpace } from "../state/key-space.ts";
import type { StateDeclaration } from "../state/state.ts";
import type { KeptKeys } from "./kept-keys.ts";
import type { KeyMeeting } from "./key-meeting.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { SoughtColumns } from "./sought-columns.ts";

/** Names of columns, or all there are. */
export type Columns = ReadonlySet<string> | "all";

/**
 * What one subtask does, as a value. It declares its state and gets everything else from its context: no clock, no
 * randomness, no file, no global; so that any host that offers the contract can run, stop, snapshot and restore it.
 *
 * The host restores the state of each subtask, calls `open` once, and then, never two at a time:
 * `batch` and `watermark` in the order they arrive; `endInput(n)` when input n has ended; and when all have,
 * `watermark(+∞)`, `end`, `close`. After a failure only `close`. Between any two calls it may take a snapshot. What was
 * asked of `wakeAt` is not in it: `open` asks anew, by its state.
 *
 * No call ever waits. An operator at an edge that is asynchronous keeps what it was given as state, starts what it waits
 * for, says so by `waits`, and goes on in `resume`, which it asks for by `context.wake` when a promise has settled.
 */
export interface Operator {
  /** What it is, for plans and errors: `filter`, `window(tumbling 10 s)`. */
  readonly name: string;
  /** Number of inputs; default 1. */
  readonly inputs?: number;
  /** The input that it would have whole before the other one, where the host can choose. */
  readonly readsFirst?: number;
  /** Names of its side outputs. */
  readonly sides?: readonly string[];
  readonly state?: readonly StateDeclaration[];
  /** Whether batches with a selection may be given to it; otherwise they are compacted first. */
  readonly selection?: "accepts";
  /** Whether it wants batches without rows too, by which an exchange tells each subtask what columns there are. */
  readonly emptyBatches?: "accepts";
  /** What it does with changelogs: refuses them (the default), gives one if it got one, or takes and gives them. */
  readonly changes?: "keeps" | "accepts";
  /** Why it refuses changelogs, and what to do instead, for the plan that gives it one. Default: it cannot take back what it did. */
  readonly refusesChanges?: { readonly as: string; readonly remedy: string };
  /** Whether what it gives is a changelog even where its input is none. */
  readonly gives?: "changes";
  /** Whether it sends watermarks itself; otherwise each one that reaches it is passed on after its `watermark` call. */
  readonly watermarks?: "own";
  /** How the host is to treat the watermarks that it makes of the times of its rows. */
  readonly eventTime?: EventTimeHandling;
  /**
   * The columns it reads of each input when `wanted` are read of what it gives. Default: all.
   *
   * @param inputs The schemas of its inputs, as far as they are known, where it may read less of them for what is wanted today:
   *   what it keeps of an input that never ends may be restored when more is wanted.
   */
  readonly reads?: (wanted: Columns, inputs: readonly (Schema | undefined)[]) => readonly Columns[];
  /** The same work where only some of the columns it gives are read: it need not make the others. */
  readonly narrowed?: (wanted: ReadonlySet<string>) => Operator;
  /** The same work where the columns of its inputs are known, as far as they are, before any row: those of one that has no rows. */
  readonly knowing?: (inputs: readonly (Schema | undefined)[]) => Operator;
  /** What every row that it does not leave out fulfils, for sources to skip what does not. */
  readonly conditions?: readonly Condition[];
  /** One operator that does what this and then the next one does, if there is one. */
  readonly fuse?: (next: Operator) => Operator | undefined;
  /** How the work can be split around an exchange by key. */
  readonly combine?: Combination;
  /** The same work where the input that it reads first is copied to every subtask, instead of both exchanged by key. */
  readonly copied?: Operator;
  /**
   * What it does for a subtask of itself in another thread of the run, which asks by `context.crew`: called once for each such
   * subtask, it gives what hears its messages. It computes in memory that is shared with it, and nothing else.
   */
  readonly assist?: (keys: KeySpace) => (message: unknown) => void;
  /** Columns by which the rows it gives ascend, the most important first. */
  readonly ascends?: readonly string[];
  /** The same work where rows come in the order of these columns, if that makes it another; undefined where it does not. */
  readonly inOrder?: (ascending: readonly string[]) => Operator | undefined;
  /** The same work where the other input is the one that is read first, and kept: which is better where that is the smaller one. */
  readonly turned?: Operator;
  /** How many rows it gives at most when it gets so many. Default: nobody knows. */
  readonly rowsAtMost?: (input: number) => number;
  /** Whether it ends by itself, whatever its input: what it gives is bounded. */
  readonly ends?: true;
  /** Whether what it gives is not over when its input is: what it gives is unbounded. */
  readonly endless?: true;
  /** In an iteration: whether it lives through all rounds. Otherwise each round has it anew, and its input ends with the round. */
  readonly rounds?: "all";
  /** Whether the rows it gives have the columns of those it gets. */
  readonly keepsSchema?: true;
  /** Whether they have the same properties, though maybe as columns of other types. */
  readonly keepsProperties?: true;
  /** The same for a step of another name, where it says it itself. */
  readonly renamed?: (name: string) => Operator;
  /** Whether rows of its inputs are matched by equal keys: a plan is refused in which those can never be equal. */
  readonly matches?: true;
  /** Columns that it reads by their names, beside those of its key: a plan that cannot have them is refused. */
  readonly named?: readonly string[];
  /** The columns of the rows it gives, where they are known before any row and are not those of its input. */
  readonly schema?: (input: Schema | undefined) => Schema | undefined;
  /** How its lambdas are called, as text; the schema of its input where it is known. */
  readonly code?: (schema: Schema | undefined) => string;
  /** More for plans: key, window, aggregates. */
  readonly details?: Readonly<Record<string, string>>;
  open(context: OperatorContext): OperatorTask;
}

/** An operator as two: the first shrinks its input before the exchange, the second finishes behind it. */
export interface Combination {
  readonly before: Operator;
  readonly after: Operator;
  /** The key of what `before` gives. */
  readonly key: KeySpec;
}

/**
 * Watermarks are made for each split of the sources right before an operator: no exchange between, and no operator that
 * keeps rows. The least of theirs is sent on.
 */
export interface EventTimeHandling {
  /** A split that had no rows for so long is not waited for, ms of processing time; what sinks held it back for is not counted. */
  readonly idleAfterMs?: number;
  /** How far a watermark trails the newest time, where it always does so: for those who ask why it is where it is. */
  readonly outOfOrderMs?: number;
  /** Splits that are further than the last of the group by more than the drift are not read on. */
  readonly align?: { readonly group: string; readonly maxDriftMs: number };
}

/** An operator at work in one subtask. */
export interface OperatorTask {
  batch(batch: Batch, input: number): void;
  /** Event time has reached this (of all inputs together). Never goes back. */
  watermark?(timeMs: number): void;
  /** Processing time has reached what `context.wakeAt` asked for, or more; or has been set back: what is waited for is asked for anew. */
  processingTime?(timeMs: number): void;
  /** What `context.wake` asked for: something outside that it waits for has come. */
  resume?(): void;
  /** How it stands where it waits for something outside; undefined where it does not. Asked between any two calls. */
  waits?(): Waiting | undefined;
  /** What it was given and has not come out yet, of a key (its number) or of all: for those who ask why nothing does. */
  holds?(key: number | undefined): Held;
  /** What comes and goes in it, by name, for the run's metrics: looked up when somebody asks. Subtasks are added up. */
  gauges?(): Readonly<Record<string, number>>;
  /** In an iteration, where it lives through all rounds: it has been given all of this one, counted from 0. */
  endRound?(round: number): void;
  /**
   * A checkpoint comes: what it holds back only to save work it sends on, so that what remembers it need not be the same
   * plan. Called right before the snapshot of a checkpoint, not before every one. And when all its inputs have fallen idle:
   * those who go on without it would find what it holds late.
   */
  prepare?(): void;
  endInput?(input: number): void;
  /** A split has been read whole: nothing of it comes any more. */
  endSplit?(split: string): void;
  end?(): void;
  close?(): void;
}

/**
 * `"pending"`: what it was given has not all come out yet, and its `end` waits for that. `"full"`: besides, it wants no
 * more for now, and its inputs are held back; a batch that is under way may still come.
 */
export type Waiting = "pending" | "full";

/** What an operator holds, and what for. */
export interface Held {
  readonly count: number;
  /** What is counted: `sessions`. */
  readonly of: string;
  /** When some of it comes out, if only time passes; undefined where time alone does not do it. */
  readonly next?: HeldUntil | undefined;
  /** What it waits for besides time: `37 more records`. */
  readonly waitsFor?: string | undefined;
  /** All of it has fired, and is kept for late records. */
  readonly hasFired?: boolean | undefined;
}

export interface HeldUntil {
  readonly time: "event" | "processing";
  readonly timeMs: number;
  /** What comes out then. */
  readonly window?: { readonly start: number; readonly end: number };
}

/** All that an operator may reach for. */
export interface OperatorContext {
  readonly subtask: number;
  readonly parallelism: number;
  /** The step's name in the plan: for errors. */
  readonly step: string;
  /** The keys of its keyed state, as numbers. */
  readonly keys: KeySpace;
  /** The handle of a state that the operator declares. */
  state<Handle>(declaration: StateDeclaration<Handle>): Handle;
  /** Sends a batch on: to every consumer of the main output, or of a side output. */
  emit(batch: Batch, side?: string): void;
  /** Whether somebody may want what a side output is given: where nobody does it need not be made. */
  sideIsRead(side: string): boolean;
  /**
   * Sends a watermark on; only for operators that say `watermarks: "own"`. Those with `eventTime` say up to which time a
   * split is complete, by default that of the batch at hand. Gives whether it counts: that of an idle split does not, and may
   * be said again once it has rows.
   */
  emitWatermark(timeMs: number, split?: string): boolean;
  /** The split that the batch at hand was read from, for operators with `eventTime`; empty where that is not known. */
  readonly split: string;
  /** The current watermark; −∞ before the first. */
  readonly watermark: number;
  /** Where there is no `elapsedMs`, by which durations go, `nowMs` is it. */
  readonly clock: { nowMs(): number; elapsedMs?(): number };
  /** The round of the iteration that it is in, counted from 0; undefined where there is none. */
  readonly round: number | undefined;
  /** What it should hold in memory at most where it can put the rest on disk, bytes. */
  readonly memoryBytes: number;
  /** Says that no more input is needed: sources that feed nothing else stop. */
  finish(): void;
  /** Asks for `processingTime` at a time; the earliest asked for counts. */
  wakeAt(timeMs: number): void;
  /** Asks for `resume` soon. May be called at any time, by a promise that has settled; until then further calls count as one. */
  wake(): void;
  /**
   * What the keys of its two inputs have been, where it matches them and the host sees all its subtasks from their first
   * row on.
   */
  readonly meeting?: KeyMeeting | undefined;
  /** Tells whoever runs it what may not be meant, once however many subtasks say so; where there is somebody to tell. */
  readonly warn?: ((text: string) => void) | undefined;
  /** The columns that it and its other subtasks name, where the host sees all of them from their first row on. */
  readonly sought?: SoughtColumns | undefined;
  /** Where its keyed state was restored: what keys it has. */
  readonly keptKeys?: KeptKeys | undefined;
  /** Where the operator says how it assists, and its run has other threads. */
  readonly crew?: Crew | undefined;
  /** A number in [0, 1), from a seed that is the same in every run. */
  random(): number;
  /** Adds to a counter that the run's metrics show, e.g. `numLateRecordsDropped`. */
  count(metric: string, by?: number): void;
  /** A record that cannot be processed: fails the job, or leaves the record out, as the step's `onError` says. */
  fail(failure: RecordFailure): void;
}

/** Other threads of a run, which assist a subtask when they have nothing else to do: whoever asks must not wait for one to begin. */
export interface Crew {
  /** How many they are. */
  readonly size: number;
  /** Whether one of them is gone, or the run has been stopped: what they have begun may never end. */
  readonly isOver: boolean;
  /** Tells all of them, in order. Plain data crosses by structured clone, shared memory as it is. */
  tell(message: unknown): void;
}

/** Why a record could not be processed. */
export interface RecordFailure {
  /** What was being done: `apply the lambda of filter #2`. */
  readonly doing: string;
  readonly error: unknown;
  /** Whether the error's own message says what failed and what to do. */
  readonly explained?: true;
  /** The step whose lambda it was, where several are one. */
  readonly within?: string;
  /** The result that it was being made for, where a step makes several. */
  readonly result?: string;
  readonly batch: Batch;
  readonly row: number;
  /** The row's number among all that the subtask was given, where it is not of the batch at hand. */
  readonly position?: number;
  /** Where it was, if it is no row that the subtask was given: `a timer of event time`. */
  readonly place?: string;
}
