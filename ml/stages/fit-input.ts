import {
  type Batch,
  type Column,
  columnNamed,
  type Dataset,
  type DataType,
  keep,
  makeBatch,
  type Operator,
  rowSchema,
  type Sink,
} from "../../core/mod.ts";
import type { SharedRows } from "../learner/shared-rows.ts";
import { longestTurnMs } from "../learner/turns.ts";
import { FitCheckpoint, intervalOf } from "./fit-checkpoint.ts";
import type { Learned } from "./learned.ts";
import { RowBlocks } from "./row-blocks.ts";
import { RowsHash } from "./rows-hash.ts";
import type { FitOptions } from "./stage.ts";
import { BatchColumns, type StageBatch } from "./stage-batch.ts";

/** The rows that an estimator learns from. */
export interface FitInput {
  /**
   * Every row once, in order, in batches of 1024 rows, the last one smaller. The first pass reads the dataset; later ones read what was kept of it, or the
   * dataset again where that was too large.
   */
  pass(see: (batch: StageBatch) => void): Promise<void>;
  /** Tells how far it is. */
  report(progress: { readonly loss?: number }): void;
  /** What `keep` has kept of a fit of the same rows that was broken off; undefined where nothing was. Asked behind the first pass. */
  kept(): Promise<Learned | undefined>;
  /** How often, at most, it is wanted that the fit keeps how far it is, in ms; undefined where it is not. */
  readonly keepsEveryMs: number | undefined;
  /** Keeps that, where it is wanted and it is time. */
  keep(state: () => Learned | Promise<Learned>): Promise<void>;
  /** Stops the fit: checked at each pass, and by estimators that work long between two. */
  readonly signal: FitOptions["signal"];
  /** Threads that may share the work. */
  readonly threads: number;
  /** Threads that are there: learners that share no work are trained in one of them. */
  readonly elsewhere: Elsewhere | undefined;
  /** Rows of a pass; 0 before the first. */
  readonly rows: number;
}

/** What trains a learner in other threads. */
export interface Elsewhere {
  one(task: LearnerTask, tell: () => void, keeping?: Keeping): Promise<unknown>;
  all(task: LearnerTask, memory: SharedArrayBuffer, tell: () => void, keeping?: Keeping): Promise<readonly unknown[]>;
}

/** From what threads go on, and how they keep how far they are; `part` is the number of one, 0 of one alone. */
export interface Keeping {
  readonly intervalMs: number;
  readonly kept: Learned | undefined;
  /** By it threads that go step by step agree on a step of which all tell. */
  readonly memory: SharedArrayBuffer | undefined;
  keep(part: number, state: Learned): Promise<void>;
}

/** What threads learn. */
export interface LearnerTask {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly rows: SharedRows;
}

/** Under it options of a fit say where learners are trained; it is no option of users. */
export const elsewhereKey: unique symbol = Symbol("elsewhere");

export interface InnerFitOptions extends FitOptions {
  readonly [elsewhereKey]?: Elsewhere | undefined;
}

const defaultMemoryBytes = 2 ** 30;

/** … with the types of the columns, as those of the first rows are. */
export interface TypedFitInput extends FitInput {
  readonly schema: Readonly<Record<string, DataType>>;
}

/** How an estimator fits. */
interface FitHow {
  readonly passes: "one" | "several";
  /** Options of the estimator: what is kept of a fit is none of one with others. */
  readonly parameters?: object;
  /** The version of what is kept. */
  readonly resumes?: number | undefined;
}

/** The rows of a bounded dataset for an estimator; `columns` are those that it reads. */
export function fitInput(
  stage: string,
  dataset: Dataset<unknown>,
  columns: readonly string[],
  options: FitOptions & FitHow,
): TypedFitInput {
  if (dataset.boundedness !== "bounded") {
    throw new TypeError(
      `Cannot fit ${stage} as the rows that it learns from must end: got an unbounded dataset; put limit(n) before it, ` +
        "or take an estimator that learns on, as onlineStandardScaler or onlineLogisticRegression",
    );
  }
  return new PassesOverDataset(stage, dataset, columns, options);
}

class PassesOverDataset implements TypedFitInput {
  readonly #stage: string;
  readonly #read: Dataset<unknown>;
  readonly #options: FitOptions & FitHow;
  readonly #columns: readonly string[];
  readonly #hash: RowsHash | undefined;
  #checkpoint: FitCheckpoint | undefined;
  /** What was read so far; undefined where it is not kept. */
  #kept: Batch[] | undefined;
  #keptBytes = 0;
  #isRead = false;
  #passes = 0;
  rows = 0;
  schema: Readonly<Record<string, DataType>> = {};

  constructor(stage: string, dataset: Dataset<unknown>, columns: readonly string[], options: FitOptions & FitHow) {
    this.#stage = stage;
    this.#columns = columns;
    this.#hash = options.checkpoint && new RowsHash();
    this.#read = dataset.pipe(columnsOnly(`fit ${stage}`, columns));
    this.#options = options;
    this.#kept = options.passes === "one" ? undefined : [];
  }

  get threads(): number {
    return this.#options.threads ?? 1;
  }

  get elsewhere(): Elsewhere | undefined {
    return (this.#options as InnerFitOptions)[elsewhereKey];
  }

  get signal(): FitOptions["signal"] {
    return this.#options.signal;
  }

  async pass(see: (batch: StageBatch) => void): Promise<void> {
    this.signal?.throwIfAborted();
    const batches = new BatchColumns(`the fit of ${this.#stage}`, (_, error) => {
      throw error;
    });
    const show = (batch: Batch): void => see(batches.next(batch));
    if (this.#isRead && this.#kept !== undefined) await this.#showKept(this.#kept, show);
    else await this.#readAll(show);
    this.#passes++;
    this.report({});
  }

  report(progress: { readonly loss?: number }): void {
    this.#options.onProgress?.({ stage: this.#stage, passes: this.#passes, rows: this.rows, ...progress });
  }

  get keepsEveryMs(): number | undefined {
    const { checkpoint } = this.#options;
    return checkpoint && intervalOf(checkpoint);
  }

  async kept(): Promise<Learned | undefined> {
    return this.#checkpoints()?.load();
  }

  async keep(state: () => Learned | Promise<Learned>): Promise<void> {
    await this.#checkpoints()?.keep(state);
    this.signal?.throwIfAborted();
  }

  #checkpoints(): FitCheckpoint | undefined {
    const { checkpoint, parameters = {}, resumes: version = 1 } = this.#options;
    if (checkpoint === undefined) return undefined;
    const [stage, columns, rows, hash] = [this.#stage, this.#columns, this.rows, this.#hash!.text()];
    this.#checkpoint ??= new FitCheckpoint(checkpoint, { stage, version, parameters, columns, rows, hash });
    return this.#checkpoint;
  }

  async #readAll(show: (batch: Batch) => void): Promise<void> {
    let rows = 0;
    const blocks = new RowBlocks((batch) => {
      if (rows === 0) this.schema = Object.fromEntries(batch.schema.fields.map(({ name, type }) => [name, type]));
      rows += batch.rowCount;
      if (!this.#isRead) {
        this.#keep(batch);
        this.#hash?.add(batch);
      }
      show(batch);
    });
    const sink = batchSink(`fit ${this.#stage}`, (batch) => blocks.add(batch));
    await this.#read.sinkTo(sink).run({ ...this.#options.run, ...signalOf(this.signal) });
    blocks.end();
    this.rows = rows;
    this.#isRead = true;
    if (rows > 0) return;
    throw new RangeError(
      `Cannot fit ${this.#stage} as it must be given rows to learn from: got none; look at the source and the filters before it`,
    );
  }

  async #showKept(kept: readonly Batch[], show: (batch: Batch) => void): Promise<void> {
    let last = performance.now();
    for (const batch of kept) {
      if (performance.now() - last > longestTurnMs) {
        await otherWork();
        last = performance.now();
      }
      this.signal?.throwIfAborted();
      show(batch);
    }
  }

  #keep(batch: Batch): void {
    if (this.#kept === undefined) return;
    this.#keptBytes += batch.columns.reduce((sum, column) => sum + bytesOf(column, batch.rowCount), 0);
    if (this.#keptBytes > (this.#options.memoryBytes ?? defaultMemoryBytes)) this.#kept = undefined;
    else this.#kept.push(keep(batch));
  }
}

function signalOf(signal: FitOptions["signal"]): Pick<FitOptions, "signal"> {
  return signal === undefined ? {} : { signal };
}

/** Timers, signals and whoever else waits get their turn. */
function otherWork(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** About what it takes in memory. */
function bytesOf(column: Column, rowCount: number): number {
  switch (column.layout) {
    case "vector":
      return 8 * column.type.size * rowCount;
    case "values":
      return column.values.reduce((sum: number, value) => sum + bytesOfValue(value), 0);
    default:
      return 8 * rowCount;
  }
}

function bytesOfValue(value: unknown): number {
  if (typeof value === "string") return 16 + 2 * value.length;
  if (typeof value !== "object" || value === null) return 8;
  if ("length" in value) return 32 + 16 * (value.length as number);
  return 200 + ("indices" in value ? 16 * ((value.indices as ArrayLike<number>).length ?? 0) : 0);
}

/** Nothing but the columns that are read, so that sources need not make the others. */
function columnsOnly(name: string, columns: readonly string[]): Operator {
  return {
    name,
    named: columns,
    reads: () => [new Set(columns)],
    open: (context) => ({
      batch: (batch) => {
        const read = columns.map((column) => columnNamed(batch, column, context.step));
        const schema = rowSchema(columns.map((column, at) => ({ name: column, type: read[at]!.type })));
        context.emit(makeBatch(schema, batch.rowCount, read, { reused: batch.reused }));
      },
    }),
  };
}

/** Shows batches without a selection; they are only read, and not kept after the call. */
export function batchSink(name: string, see: (batch: Batch) => void): Sink<unknown> {
  return {
    name,
    guarantee: "at-least-once",
    thread: "main",
    timeout: "none",
    takes: "compact",
    open: async () => ({ write: see, prepare: async () => undefined, close: async () => undefined }),
    commit: async () => undefined,
  };
}
