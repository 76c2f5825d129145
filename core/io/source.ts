import type { Batch } from "../data/batch.ts";
import type { DataType } from "../data/data-type.ts";
import type { Schema } from "../data/schema.ts";
import type { WebAbortSignal } from "../data/web-types.ts";

/** Whether an input ends. Batch is a stream that ends. */
export type Boundedness = "bounded" | "unbounded";

/**
 * Where data enters. A source lists its work as splits and opens a reader for each; the runtime decides who reads what.
 *
 * Protocol: `describe` (before each run is planned) → `reach` (before it begins) → `splits` (once a run) → `open` for each split → `read` until it
 * gives undefined (bounded) or the run is stopped → `close`, also after a failure.
 */
export interface Source<Row> {
  /** For plans and errors, e.g. `parquet(flights-3m.parquet)`. Holds no secret. */
  readonly name: string;
  readonly boundedness: Boundedness;
  /** The row type, for inference only; never read. */
  readonly row?: Row;
  /** Why reading cannot go on at a position of an earlier reader, where it cannot: a run with checkpoints refuses it, and says so. */
  readonly unrepeatable?: string;
  /** Says that its readers share something (a clock that they started), so that one thread must have all of them. */
  readonly readers?: "together";
  /**
   * Says that it must be read in the thread that started the run, where what it reads from is (a database that is open in it): a run
   * that has such a source has no others.
   */
  readonly thread?: "main";
  /** What is known before reading; rejects with a clear error where the data is unreadable. */
  describe?(): Promise<SourceDescription>;
  /**
   * Rejects where it cannot be reached as it is told to be: no such host, topic, bucket, login. Asked once, before a run begins, in the thread that
   * started it; nothing may come of it. One that is read from and written to is told which. Default: who opens it finds out.
   */
  reach?(use: "read" | "write"): Promise<void>;
  /** @param stored Where a checkpoint has its splits, by their ids, where the run goes on from one. */
  splits(request: ScanRequest, stored?: ReadonlyMap<string, StoredPosition>): Promise<readonly Split[]>;
  /**
   * Of an unbounded source to which splits come while it is read: settles once there are some that are not among the known, by
   * their ids, or when the signal is aborted. Each is read from its beginning. Default: there are those that `splits` lists.
   */
  newSplits?(known: ReadonlySet<string>, signal: WebAbortSignal): Promise<readonly Split[]>;
  /**
   * @param position What `position()` of an earlier reader of this split gave: reading goes on behind it.
   */
  open(split: Split, position: SplitPosition | undefined, context: ReadContext): Promise<SplitReader>;
  /**
   * A checkpoint is stored and what it holds committed: from here the run would go on. For telling others how far it is, never
   * for going on from. Called in the thread that started the run, for one checkpoint after another, maybe not for each; what fails is a warning.
   */
  stored?(positions: ReadonlyMap<string, StoredPosition>): Promise<void>;
  /** Of a source whose rows say where in it they stood: what `follow` needs to go on behind rows that were stored elsewhere. */
  readonly recorded?: RecordedPlaces;
}

/** How reading goes on behind rows that were stored elsewhere and have kept where they stood. */
export interface RecordedPlaces {
  /** The columns that say it. */
  readonly columns: readonly string[];
  /** Takes note of all stored rows; gives for each split, by its id, where it is to be begun. */
  behind(splits: readonly Split[], stored: AsyncIterable<StoredRows>): Promise<ReadonlyMap<string, BehindStored>>;
}

/** Rows of the columns that say where they stood. */
export interface StoredRows {
  readonly batch: Batch;
  /** The id of the split that they are stored in. */
  readonly split: string;
}

export interface BehindStored {
  /** Behind the furthest stored row of the split; where it begins by itself if none is stored. */
  readonly position: SplitPosition;
  /** In which split that row is stored. */
  readonly last?: string;
}

/** Where a checkpoint has a split: not begun, read whole, or at a position. */
export type StoredPosition = "begin" | "end" | { readonly position: SplitPosition };

export interface SourceDescription {
  /** Undefined where rows are arbitrary values. */
  readonly schema?: Schema;
  readonly rows?: number;
  readonly sizeBytes?: number;
  /** Whether the types of its columns are those that were found in the data: with other data they may be others. */
  readonly inferred?: boolean;
  /** Where the rows are arbitrary values that are all there already: what properties they have. */
  readonly properties?: KnownProperties;
  /**
   * What the run that asked reads in the place of the source itself, also where it begins again: the same data as it was looked
   * at, whatever other runs of the dataset find. Default: the source.
   */
  readonly source?: Source<unknown>;
}

export interface KnownProperties {
  /** Whether any row has a property of that name. */
  has(name: string): boolean;
  /** The type of all values of that name, null ones aside; undefined where they differ, or are something else than plain. */
  typeOf(name: string): DataType | undefined;
  /** Names that some of them have, for messages. */
  examples(): readonly string[];
}

/** What the plan above a source needs of it; a source may deliver more than asked, never less. */
export interface ScanRequest {
  /** Columns that are read by anything; undefined means all. Order is the source's own. */
  readonly columns: readonly string[] | undefined;
  /** Conditions that every row needed fulfils: row groups and pages without such a row may be left out. The filter itself is still applied above. */
  readonly conditions: readonly Condition[];
}

/** A comparison of a column with a constant, as read from a filter lambda or written by SQL. */
export interface Condition {
  readonly column: string;
  readonly compare: "=" | "!=" | "<" | "<=" | ">" | ">=";
  readonly value: number | string | boolean | bigint;
}

/** A unit of source work: a file, a part of one, a partition of a topic. */
export interface Split {
  readonly id: string;
  /**
   * Splits of one sequence are parts of it in their order (the row groups of a file): read one after another they are as one
   * split, and event time goes on from each to the next. Default: each stands for itself.
   */
  readonly sequence?: string;
  /**
   * Of an unbounded source: this split ends. Those are read before the others, as those of a bounded source are. One that is
   * `"followed"` is gone on with by one of the others: until that is read its event time counts, as what comes then is behind it.
   */
  readonly ends?: true | "followed";
  /** For progress and balance, where known. */
  readonly rows?: number;
  readonly sizeBytes?: number;
}

/** Where a reader stands: plain data, kept in checkpoints. */
export type SplitPosition =
  | number
  | string
  | boolean
  | null
  | readonly SplitPosition[]
  | { readonly [name: string]: SplitPosition };

export interface ReadContext {
  readonly request: ScanRequest;
  /** Rows that a batch should hold at most. */
  readonly batchRows: number;
  /** Whether the run goes on from a checkpoint: a split that has no position there has come since. */
  readonly goesOn?: boolean;
  /** Whether the run takes checkpoints: `stored` is then told of them. */
  readonly checkpoints?: boolean;
  /** Aborted when the run stops: a pending `read` then rejects or ends soon. */
  readonly signal: WebAbortSignal;
  /** What to do with records that cannot be read. Call it for each; it throws when the job shall fail. */
  readonly onBadRecord: (error: BadRecord) => void;
}

/** A record that could not be read: what the dead-letter sink gets. */
export interface BadRecord {
  readonly source: string;
  /** E.g. `line 17` or `row 4,711`. */
  readonly position: string;
  readonly column?: string;
  /** The offending text, cut to a readable length. */
  readonly text: string;
  /** A whole sentence as style.md §3.5 asks for. */
  readonly message: string;
}

export interface SplitReader {
  /**
   * The next batch, or undefined at the end of a bounded split. Gives a plain value where it need not wait. An
   * unbounded one waits until there is something. Never called again before its promise is settled. One without columns
   * and rows goes nowhere: it only lets what was said by `onBadRecord` be written before the next is asked for.
   */
  read(): Batch | undefined | Promise<Batch | undefined>;
  /** Where reading goes on after the last batch given. */
  position(): SplitPosition;
  /** Bytes of the split consumed so far, for progress. */
  bytesRead?(): number;
  /**
   * What waits behind the last batch given, for a source that knows it: how far a reader of a topic is behind. Asked often, and
   * between two calls of `read`. Default: what the split said, less what was read of it.
   */
  pending?(): { readonly records?: number; readonly bytes?: number };
  close(): Promise<void>;
}

/** What to do with a record that cannot be read or processed. */
export type OnError<Sink = unknown> = "fail" | "skip" | DeadLetter<Sink>;

export interface DeadLetter<Sink = unknown> {
  readonly deadLetter: Sink;
}
