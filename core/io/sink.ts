import type { Batch } from "../data/batch.ts";
import type { Schema } from "../data/schema.ts";
import type { WebAbortSignal } from "../data/web-types.ts";

/** What a sink promises of each record once the job has ended or a checkpoint is complete. `"none"`: some may be lost, or come twice. */
export type Guarantee = "exactly-once" | "at-least-once" | "none";

/**
 * Where data leaves, with a two-phase commit. Each subtask opens a writer. At a checkpoint and at the end the runtime
 * calls `prepare` of every writer (all that was written is then durable but not visible), stores what it gave, and then
 * calls `commit` with it; after a crash `commit` is called again with the same transactions: it must be idempotent.
 *
 * A checkpoint is not the end: that is said by `finish`, before the last `prepare`. A sink that can only show all or
 * nothing (a single file) keeps what checkpoints prepared and commits it with the last; one whose input had no row still
 * shows so (an empty file in the place of that of an earlier run).
 */
export interface Sink<Row> {
  /** For plans and errors, e.g. `parquet(out/)`. Holds no secret. */
  readonly name: string;
  readonly guarantee: Guarantee;
  /** The row type, for inference only; never read. */
  readonly given?: (row: Row) => void;
  /**
   * What only one sink of a run may write to, spelled so that the same thing always has the same text (the absolute path of
   * a file). Two sinks with one place are refused at plan time. Undefined where several may.
   */
  readonly place?: string;
  /** Says that its calls are functions of the user's, which may take as long as they like: they have no timeout. */
  readonly timeout?: "none";
  /** Whether it takes changelogs (`Batch.kinds`); others are refused them at plan time. */
  readonly changes?: "accepts";
  /**
   * The batches it is given: its own, to keep as long as it likes (the default); `"compact"`, without a selection but
   * only valid during the call; or `"views"`, with a selection and only valid during the call. The latter save copies.
   */
  readonly takes?: "compact" | "views";
  /**
   * Says that its writers are all in the thread that started the run, where what it writes to is (an array, a function of the
   * user's). Others are each in the thread of their subtask.
   */
  readonly thread?: "main";
  /**
   * Rejects where it cannot be reached as it is told to be: no such host, topic, bucket, login. Asked once, before a run begins, in the thread that
   * started it; nothing may come of it. One that is read from and written to is told which. Default: who opens it finds out.
   */
  reach?(use: "read" | "write"): Promise<void>;
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
  readonly signal: WebAbortSignal;
  /** Whether the run takes checkpoints: then what is shown before it is committed is shown again after a restart. */
  readonly checkpoints?: boolean;
  /** The columns of the rows to come, where the plan knows them: for a sink that is given no row. */
  readonly schema?: Schema | undefined;
  /** To be told of bytes as they leave, for the metrics (`numBytesOut`); a sink that does not know them leaves it. */
  readonly wrote?: (sizeBytes: number) => void;
  /**
   * After a restore: what all writers of this sink had prepared at the checkpoint that the run goes on from. It has been
   * committed again before. What a sink keeps for the end is in it.
   */
  readonly restored?: readonly Transaction[];
}

/** What `prepare` leaves to be committed: plain data, kept in checkpoints. */
export type Transaction = unknown;

export interface SinkWriter {
  /** Takes a batch, in the form that `takes` says. A promise holds the sources back, and the next
   * call, until it is settled. */
  write(batch: Batch): void | Promise<void>;
  /** The watermark passed; sinks that roll by time may use it. */
  watermark?(timeMs: number): void;
  /** The input has ended: called once, behind the last `write` and before the last `prepare`; never after a failure or a stop. */
  finish?(): void | Promise<void>;
  /** Makes all that was written durable, not yet visible. Undefined when there is nothing to commit. */
  prepare(): Promise<Transaction | undefined>;
  /** Called once at the end, after a failure too: gives back what is held and removes what was not prepared. */
  close(): Promise<void>;
}
