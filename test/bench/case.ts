/** A run whose preparation is not measured gives what its measured part took; any other is measured whole. */
export type Run = () => Part | Promise<Part>;

// biome-ignore lint/suspicious/noConfusingVoidType: a run that gives nothing is measured whole
type Part = Sample | void;

export interface Sample {
  /** Of all threads. */
  readonly cpuNs: number;
  readonly wallNs: number;
  /** Of the process measured, where that is not this one. */
  readonly rssBytes?: number;
}

/** What a case is measured against, on the same rows. */
export interface Rival {
  readonly name: string;
  readonly run: Run;
  /** Work of `run` that is not what is compared, measured alone and taken off. */
  readonly subtract?: Run;
}

/** One line of a suite's table. */
export interface BenchCase {
  readonly name: string;
  /** Rows (or events) that one `run` handles: figures are per row. */
  readonly rows: number;
  readonly run: Run;
  readonly rival?: Rival;
  /** Work of `run` that is not what is measured (a generator), measured alone and taken off. */
  readonly subtract?: Run;
  /** Runs once before the case; its cost is not measured. */
  readonly setup?: Run;
  /** What a reader must know of the figure. */
  readonly note?: string;
}

export interface BenchOptions {
  /** `--events N`: how many rows the suite should use; absent leaves the choice to the suite. */
  readonly events?: number;
}

/** What test/bench/<suite>.bench.ts exports as default: its cases, or a function that makes them. */
export type BenchSuite =
  | readonly BenchCase[]
  | ((options: BenchOptions) => readonly BenchCase[] | Promise<readonly BenchCase[]>);
