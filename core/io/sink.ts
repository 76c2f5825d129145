import type { Batch } from "../data/batch.ts";

/** What a sink promises of each record once the job has ended or a checkpoint is complete. */
export type Guarantee = "exactly-once" | "at-least-once";

/**
 * Where data leaves, with a two-phase commit. Each subtask opens a writer. At a checkpoint and at the end the runtime
 * calls `prepare` of every writer (all that was written is then durable but not visible), stores what it gave, and then
 * calls `commit` with it; after a crash `commit` is called again with the same transactions: it must be idempotent.
 */
export interface Sink<Row> {
  /** For plans and errors, e.g. `parquet(out/)`. Holds no secret. */
  readonly name: string;
  readonly guarantee: Guarantee;
  /** The row type, for inference only; never read. */
  readonly given?: (row: Row) => void;
  /** Whether it takes changelogs (`Batch.kinds`); others are refused them at plan time. */
  readonly changes?: "accepts";
  /**
   * The batches it is given: its own, to keep as long as it likes (the default); `"compact"`, without a selection but
   * only valid during the call; or `"views"`, with a selection and only valid during the call. The latter save copies.
   */
  readonly takes?: "compact" | "views";
  open(context: SinkContext): Promise<SinkWriter>;
  commit(transactions: readonly Transaction[]): Promise<void>;
  /**
   * Gives up what was prepared and will never be committed, since another part of the same checkpoint failed. Not called
   * after a crash: what a run has left behind is known by its `runId`.
   */
  abort?(transactions: readonly Transaction[]): Promise<void>;
}

export interface SinkContext {
  readonly subtask: number;
  readonly parallelism: number;
  /** Differs in each run, the same after a restore: for temporary names. */
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** What `prepare` leaves to be committed: plain data, kept in checkpoints. */
export type Transaction = unknown;

export interface SinkWriter {
  /** Takes a batch, in the form that `takes` says. A promise holds the sources back, and the next
   * call, until it is settled. */
  write(batch: Batch): void | Promise<void>;
  /** The watermark passed; sinks that roll by time may use it. */
  watermark?(timeMs: number): void;
  /** Makes all that was written durable, not yet visible. Undefined when there is nothing to commit. */
  prepare(): Promise<Transaction | undefined>;
  /** Called once at the end, after a failure too: gives back what is held and removes what was not prepared. */
  close(): Promise<void>;
}
