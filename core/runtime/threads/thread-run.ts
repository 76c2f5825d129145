import type { SinkWriter } from "../../io/sink.ts";
import type { Split } from "../../io/source.ts";
import type { Crew } from "../../operators/operator.ts";
import type { Alignment } from "../alignment.ts";
import type { UpgradeOptions } from "../checkpoint/options.ts";
import type { ToldColumns } from "../column-sightings.ts";
import type { SplitRound } from "../coming-splits.ts";
import type { DeadLetters } from "../dead-letters.ts";
import type { FoundTypes } from "../found-types.ts";
import type { ToldMeetings } from "../key-meetings.ts";
import type { Readings } from "../observe/readings.ts";
import type { RunOptions } from "../options.ts";
import type { Stage } from "../stage.ts";
import type { ThreadNumber } from "./placement.ts";
import type { RingBuffers } from "./ring.ts";
import type { ThreadChannels } from "./thread-channels.ts";

/** A run's part in one of its threads, as the rest of the runtime sees it. */
export interface ThreadRun {
  readonly runId: string;
  readonly channels: ThreadChannels;
  /** What subtasks of this kind may hold in memory, all of all threads together, bytes. */
  readonly memoryBytes: number;
  /** In a worker: where records go that could not be processed. */
  readonly letters?: DeadLetters;
  /** In the main thread: the writer of a sink's subtask in a worker. */
  readonly writerOf?: (stage: Stage, subtask: number) => SinkWriter;
  /** Ends what of the run is in other threads; with a reason where it failed. */
  close(reason: unknown): Promise<void>;
  /** In a worker: how far feeds are that others read. */
  readonly alignment?: Alignment;
  /** In a worker: what a subtask of its own says to the same stage in the others. */
  readonly crewOf?: (stage: string) => Crew;
  /** In a worker: how sources are read by all workers as by one. */
  readonly reading?: SharedReading;
}

export interface SharedReading {
  /** All splits of a source, listed once for all workers. */
  splitsOf(stage: Stage): Promise<readonly Split[]>;
  /** What comes to a source later, as all workers hear of it. */
  newSplitsOf(stage: Stage, round: number): Promise<SplitRound>;
  /** Settles when all workers have come so far; each says so once. */
  allHave(come: string): Promise<void>;
}

/** Joins the threads of a run, once its stages are known. */
export type JoinThreads = (stages: readonly Stage[]) => ThreadRun;

/** The method of a job by which a worker runs its part, as the symbol of this name. */
export const threadWork = "millrace.work";

/** What a worker is started with. */
export interface WorkerSetup {
  readonly own: ThreadNumber;
  readonly workers: number;
  readonly runId: string;
  /** The plan as text, which its own must be equal to. */
  readonly plan: string;
  readonly options: WorkerOptions;
  /** The manifest that the run goes on from, and how much of its state is read. */
  readonly restored?:
    | { readonly path: string; readonly upgrade: UpgradeOptions; readonly reads: "its own" | "all" }
    | undefined;
  readonly rings: readonly (readonly [number, RingBuffers])[];
  readonly bells: SharedArrayBuffer;
  readonly enough: SharedArrayBuffer;
  /** One int32, 1 when a worker is gone or the run is closed: who waits for another thread without turns looks at it. */
  readonly over: SharedArrayBuffer;
}

/** The options of a run that all its threads have. */
export type WorkerOptions = Pick<
  RunOptions,
  "parallelism" | "parameters" | "batchRows" | "state" | "checkpoint" | "ioTimeout" | "closeTimeout"
> & {
  readonly memoryBytes: number;
};

/** What a worker tells of its sources and steps, from time to time and at the end. */
export interface WorkerReport {
  readonly rows: number;
  readonly bytes: number;
  readonly readings: Readings;
  readonly keys: ToldMeetings;
  readonly columns: ToldColumns;
}

/** What the main thread answers of a source. */
export interface ListedSplits extends SplitRound {
  /** Where all workers write down how far they are in them. */
  readonly times: SharedArrayBuffer;
  /** By which the source is read. */
  readonly types?: FoundTypes | undefined;
}

/** A subtask of a sink in a worker. */
export interface SinkPlace {
  readonly stage: string;
  readonly subtask: number;
}
