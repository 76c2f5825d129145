import type { Dataset, DataType, RunOptions, StepOptions } from "../../core/mod.ts";
import type { FitCheckpointOptions } from "./fit-checkpoint.ts";
import type { Learned } from "./learned.ts";
import type { With } from "./row-types.ts";

/** What all stages have: what they are, and what they were asked to do. */
export interface Stage<In, Out> {
  /** What it is, as its factory is called: `"standardScaler"`. */
  readonly kind: string;
  /** Every option by name, those that were left out with their default. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The columns it reads of a row and those it adds, for inference only; never there. */
  readonly rows?: { readonly reads: (row: In) => void; readonly adds: Out };
}

/** Adds columns to rows, bounded or unbounded. */
export interface Transformer<In, Out> extends Stage<In, Out> {
  /** The same rows with the columns that it adds; a column of the same name is replaced. */
  transform<Row extends In>(dataset: Dataset<Row>, options?: StepOptions): Dataset<With<Row, Out>>;
  /**
   * Writes it into a folder of any file system, which `loadModel` reads. What was saved there before stays whole until all of
   * this is written.
   */
  save(folder: string): Promise<void>;
}

/** A transformer that has learned from data. */
export interface Model<In, Out, Known = Learned> extends Transformer<In, Out> {
  /** What it has learned, by name. */
  readonly learned: Known;
  /** The columns that it learned from, with their types. */
  readonly schema: Readonly<Record<string, DataType>>;
}

/** Learns a model from bounded data. */
export interface Estimator<In, Out, Fitted extends Transformer<never, Out> = Transformer<In, Out>>
  extends Stage<In, Out> {
  /**
   * The model that the rows give. They are read once or several times, as `fit` of each estimator says.
   *
   * @throws Where rows cannot be learned from: none at all, values of another kind, unbounded data.
   */
  fit<Row extends In>(dataset: Dataset<Row>, options?: FitOptions): Promise<Fitted>;
  /** A model that such an estimator has saved: its kind and the columns that it reads and adds must be those of this one. */
  load(folder: string): Promise<Fitted>;
}

/** How a model is fitted. */
export interface FitOptions {
  /** Stops the fit, which then rejects with the signal's reason. */
  readonly signal?: NonNullable<RunOptions["signal"]>;
  /** Called at the end of each pass over the rows, and where an estimator tells how far it is. */
  readonly onProgress?: (progress: FitProgress) => void;
  /**
   * Columns that are read more than once are kept in memory up to so many bytes; what is larger is read again in each pass.
   * Default 1 GiB.
   */
  readonly memoryBytes?: number;
  /**
   * Threads among which forests and boosting share their work out, 1 to 256; all rows are then in memory. A model is the same by any number
   * of them. Default 1. Of a pipeline those stages do that can.
   */
  readonly threads?: number;
  /**
   * Keeps, as it goes, how far the fit is: one that is begun again with the same rows and options goes on from there, by any number of threads, and
   * gives the same model. Those that take many steps can: boosting, forests (of trees that isolate, too), k-means and its bisections, mixtures, logistic, generalized and
   * sparse regression (lasso), linear SVC, SGD, one-vs-rest, ALS, LDA, word2Vec, networks; of a pipeline those stages do that can. Others learn at
   * once, by one pass or two, and refuse it.
   */
  readonly checkpoint?: FitCheckpointOptions;
  /** How rows are read: parallelism, size of batches. At a parallelism of 1, the default, they come in the order of the source. */
  readonly run?: Omit<RunOptions, "signal" | "onProgress" | "checkpoint" | "memoryBytes">;
}

/** How far a fit is. */
export interface FitProgress {
  /** The estimator at work. */
  readonly stage: string;
  /** Passes over the rows that it has made. */
  readonly passes: number;
  /** Rows of a pass. */
  readonly rows: number;
  /** What it minimises, where it tells. */
  readonly loss?: number;
}
