import type { KnownOptions } from "../data/options.ts";
import type { WebAbortSignal, WebUrl } from "../data/web-types.ts";
import type { Clock } from "../platform/mod.ts";
import type { Duration } from "../time/duration.ts";
import type { CheckpointOptions } from "./checkpoint/options.ts";
import type { Metrics } from "./metrics.ts";
import type { RunTracing } from "./observe/tracing.ts";
import type { RestartOptions } from "./restart.ts";

/** How a plan runs. */
export interface RunOptions {
  /**
   * Subtasks of each step. Default 1. Results are the same at any number, but for the last digits of what rounds on the way
   * (`variance`, `stddev`, `covariance`, `correlation`) and within the stated error of approximate quantiles.
   */
  readonly parallelism?: number;
  /**
   * The module that exports the job by default (in it `import.meta.url`): each of the subtasks then has a worker thread of its
   * own, which imports it and builds the same plan. Only from a parallelism of 2 on; without it all run in this thread.
   */
  readonly module?: string | WebUrl;
  /** What the build function of a job reads by `parameter(name)`. Default: nothing. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Rows of a batch at most. Default 8192. */
  readonly batchRows?: number;
  /** Stops the run: what was not committed is dropped. */
  readonly signal?: WebAbortSignal;
  /** Called about ten times a second, and once at the end. */
  readonly onProgress?: (progress: Progress) => void;
  /** Processing time; default the system's clock. */
  readonly clock?: Clock;
  /**
   * What sorts, groups and joins of bounded data hold in memory at most, all together, bytes; the rest goes to temporary
   * files (in `TMPDIR`). Rows on their way and the program itself, some 20 MB, come on top. Default: half of what the process
   * may hold (`--max-old-space-size`).
   */
  readonly memoryBytes?: number;
  /** Where the state of keys is kept. Default: in memory. */
  readonly state?: StateOnDisk;
  /**
   * How long one call of a sink (open, write, prepare, commit), and one by which a source gets ready to be read, may take
   * before the run fails. Default "10m". Waiting for the next record has no limit: a stream may be idle; nor have functions of
   * yours that rows are given to.
   */
  readonly ioTimeout?: Duration;
  /**
   * Writes down what the run remembers as it goes, and goes on from there after a failure, or when it is run again. Default: not
   * at all.
   */
  readonly checkpoint?: CheckpointOptions;
  /** What becomes of a run that fails. Default: with checkpoints `{ strategy: "exponential" }`, else `{ strategy: "none" }`. */
  readonly restart?: RestartOptions;
  /**
   * Called when all is committed, and before the checkpoints are removed that lead there: whoever begins a run again by himself
   * notes here that there is no need to. What it rejects with, the run rejects with.
   */
  readonly onDone?: (result: RunResult) => Promise<void> | void;
  /** Told of what went wrong but did not end the run: a restart, a damaged checkpoint. Default: `console.warn`. */
  readonly onWarning?: (text: string) => void;
  /**
   * Told of what takes a while: what `openTelemetry(api)` gives, for instance. What it throws is a warning, and ends the tracing, not
   * the run. Default: nobody.
   */
  readonly tracing?: RunTracing;
  /** How long a source or a sink may take to close: a stop waits no longer. Default "30s". */
  readonly closeTimeout?: Duration;
}

/**
 * State that is larger than memory: that of process functions, and of aggregates and distinct rows of streams, is in files
 * then. Other state stays in memory (`core/state/README.md` says which).
 */
export interface StateOnDisk {
  /** A folder of a local disk. What is in it goes with the run. */
  readonly disk: string;
  /**
   * What such state holds in memory at most, all together, bytes; 11 to 16 for each key are there in any case. Default
   * 512 MiB.
   */
  readonly memoryBytes?: number;
}

export const stateOnDisk: KnownOptions<StateOnDisk> = { disk: true, memoryBytes: true };

export const runOptions: KnownOptions<RunOptions> = {
  parallelism: true,
  module: true,
  parameters: true,
  batchRows: true,
  signal: true,
  onProgress: true,
  onDone: true,
  clock: true,
  memoryBytes: true,
  state: true,
  ioTimeout: true,
  closeTimeout: true,
  checkpoint: true,
  restart: true,
  onWarning: true,
  tracing: true,
};

/** How far a run is. Totals are there where the sources know them. */
export interface Progress {
  readonly rows: number;
  readonly bytes: number;
  readonly totalRows?: number;
  readonly totalBytes?: number;
  readonly elapsedMs: number;
  readonly done: boolean;
}

/** What a run did. */
export interface RunResult {
  readonly elapsedMs: number;
  /** Rows that sources gave. */
  readonly rowsRead: number;
  readonly metrics: Metrics;
  /** The savepoint that it was stopped with, if it was. */
  readonly savepoint?: string;
}

export const defaultBatchRows = 8192;
