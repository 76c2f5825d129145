import { countText } from "../../core/display/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import type { FitCheckpointOptions } from "../stages/fit-checkpoint.ts";
import { type Elsewhere, elsewhereKey, type InnerFitOptions } from "../stages/fit-input.ts";
import { mappingOperator } from "../stages/mapping.ts";
import type { With } from "../stages/row-types.ts";
import type { Estimator, FitOptions, Transformer } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { kFold } from "./k-fold.ts";
import type { Split } from "./split.ts";

/** How good answers are, the more the better: rows with the columns that a model added. */
export type Score<Answered> = (answers: Dataset<Answered>) => number | Promise<number>;

/** Splits of rows, or what makes them for so many. */
export type Splits = readonly Split[] | ((rows: number) => readonly Split[]);

/** How scores are found. */
export interface ScoringOptions {
  /** Default: five folds, dealt out by `kFold` with seed 0. */
  readonly splits?: Splits;
  /** Stops it, which then rejects with the signal's reason. */
  readonly signal?: NonNullable<FitOptions["signal"]>;
  /**
   * Keeps scores as they are found: where it is begun again with the same rows, estimators and splits, fits that were scored are not made again. The
   * rows are read once more for that. A fit that went on begins again; that of the best of a search goes on. Whether `score` is the same cannot be known: name another folder for another.
   */
  readonly checkpoint?: FitCheckpointOptions;
  /** Called after each fit that was scored. */
  readonly onProgress?: (progress: { readonly fits: number; readonly of: number; readonly score: number }) => void;
}

/** Splits of so many rows: some, none of them empty, each of rows that there are. */
export function splitsFor(what: string, given: Splits | undefined, rows: number): readonly Split[] {
  const splits = given ?? ((count: number) => kFold(count, 5, { seed: 0 }));
  const made = typeof splits === "function" ? splits(rows) : splits;
  const isWhole = ({ train, test }: Split): boolean =>
    [train, test].every((part) => part.length > 0 && part.every((row) => row >= 0 && row < rows));
  if (made.length > 0 && made.every(isWhole)) return made;
  throw new RangeError(
    `Cannot ${what} as there must be splits of its ${countText(rows, "row")}, each with rows to learn from and to look at: got ${countText(made.length, "split")}; ` +
      `use for instance kFold(${rows}, 5)`,
  );
}

/** The number of the rows of a bounded dataset. */
export async function countOf(what: string, dataset: Dataset<unknown>, signal: FitOptions["signal"]): Promise<number> {
  mustBeRows(dataset, what);
  if (dataset.boundedness !== "bounded") {
    throw new TypeError(`Cannot ${what} as its rows must end: got an unbounded dataset; put limit(n) before it`);
  }
  let rows = 0;
  const counted = dataset.pipe(
    mappingOperator("count rows", {
      reads: [],
      adds: [],
      open: () => (batch) => {
        rows += batch.rowCount;
        return [];
      },
    }),
  );
  await counted.forEach(() => undefined, signal === undefined ? {} : { signal });
  return rows;
}

/** The rows of these numbers, in their order. They are read again each time. */
export function numbered<Row>(dataset: Dataset<Row>, rows: Int32Array): Dataset<Row> {
  const last = rows.reduce((most, row) => Math.max(most, row), -1);
  const isWanted = new Uint8Array(last + 1);
  for (const row of rows) isWanted[row] = 1;
  return dataset.pipe(
    mappingOperator("rows of a split", {
      reads: [],
      adds: [],
      open: () => (batch) => {
        for (let row = 0; row < batch.rowCount; row++) if (isWanted[batch.firstRow + row] !== 1) batch.drop(row);
        return [];
      },
    }),
  ) as Dataset<Row>;
}

/** The score of a model that learned from some rows, in others. */
export async function fittedScore<In, Out, Row extends In>(
  estimator: Estimator<In, Out, Transformer<never, Out>>,
  dataset: Dataset<Row>,
  train: Int32Array,
  tests: readonly Int32Array[],
  score: Score<With<Row, Out>>,
  signal: FitOptions["signal"],
  elsewhere?: Elsewhere,
): Promise<number[]> {
  signal?.throwIfAborted();
  const options: InnerFitOptions = { ...(signal === undefined ? {} : { signal }), [elsewhereKey]: elsewhere };
  const model = await estimator.fit(numbered(dataset, train), options);
  const scores: number[] = [];
  for (const test of tests) {
    scores.push(await score(model.transform(numbered(dataset, test) as Dataset<never>) as Dataset<With<Row, Out>>));
  }
  return scores;
}

/** The mean of scores, and their deviation (of all, not of a sample). */
export function spreadOf(scores: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { mean, deviation: Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) };
}
