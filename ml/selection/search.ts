import { checkOptions, type Dataset, type KnownOptions } from "../../core/mod.ts";
import { TrainingThreads } from "../learner/training-threads.ts";
import { mustBeThreads, resumes, sharesWork } from "../stages/estimator.ts";
import { mustBeCheckpoint } from "../stages/fit-checkpoint.ts";
import { elsewhereKey, type InnerFitOptions } from "../stages/fit-input.ts";
import { placeOf } from "../stages/model-files.ts";
import type { With } from "../stages/row-types.ts";
import type { Estimator, Transformer } from "../stages/stage.ts";
import { scoringOptions } from "./cross-validate.ts";
import { shuffled } from "./k-fold.ts";
import { KeptScores, type ScoredFits } from "./kept-scores.ts";
import { countOf, fittedScore, type Score, type ScoringOptions, type Splits, splitsFor, spreadOf } from "./scored.ts";

/** How candidates are compared. */
export interface SearchOptions extends ScoringOptions {
  /**
   * Successive halving: all candidates begin with few rows, and in each round the better ones go on with so many times more rows and so many
   * times fewer candidates; the last round has all rows. From 2. Default: all candidates are compared on all rows.
   */
  readonly halving?: number;
  /**
   * Threads that train the learners of so many candidates at a time, 1 to 256; scores are found where the search was called. What is found is the
   * same by any number of them. Stages that are not of this package train where the search was called. Default 1.
   */
  readonly threads?: number;
}

/** A candidate, and how good it was. */
export interface Candidate<Options> {
  readonly options: Options;
  /** One for each split. */
  readonly scores: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  /** How many rows were split; fewer than all where halving left it out. */
  readonly rows: number;
}

/** The best of some candidates, and a model of it. */
export interface Found<Options, Fitted> {
  readonly best: Candidate<Options>;
  /** What the best candidate learned from all rows. */
  readonly model: Fitted;
  /** All of them in their order, each by the last round that it came to. */
  readonly candidates: readonly Candidate<Options>[];
}

const known: KnownOptions<SearchOptions> = { ...scoringOptions, halving: true, threads: true };

/**
 * The best of some options by cross-validation, of a stage or of a whole pipeline, and a model with these that learned from all rows. Of equally
 * good candidates the first counts.
 *
 * @param make The estimator with a candidate's options.
 * @param candidates Options to compare: of `grid`, `randomCandidates`, or any list.
 * @param score Of rows with what a model added, a number, the larger the better.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateRegression, grid, pipeline, ridge, search, standardScaler } from "millrace/ml";
 * const rows = from(Array.from({ length: 30 }, (_, x) => ({ features: [x], label: 3 * x + 1 })));
 * const { best } = await search(
 *   (options) => pipeline([standardScaler(), ridge(options)]),
 *   grid({ alpha: [0, 1, 100] }),
 *   rows,
 *   async (answers) => (await evaluateRegression(answers)).r2,
 * );
 * console.log(best.options); // { alpha: 0 }
 * ```
 * @see Jamieson, Talwalkar, “Non-stochastic Best Arm Identification and Hyperparameter Optimization”, AISTATS 2016 (successive halving); as
 *   scikit-learn's `HalvingGridSearchCV` with `min_resources="exhaust"`.
 */
export async function search<Options, In, Out, Row extends In, Fitted extends Transformer<never, Out>>(
  make: (options: Options) => Estimator<In, Out, Fitted>,
  candidates: readonly Options[],
  dataset: Dataset<Row>,
  score: Score<With<Row, Out>>,
  options: SearchOptions = {},
): Promise<Found<Options, Fitted>> {
  checkOptions(options, known, "search");
  mustBeCheckpoint("search", options.checkpoint);
  mustBeComparable(candidates, options);
  const { signal, threads = 1 } = options;
  // Options that a stage refuses are told before anything is read.
  const estimators = candidates.map(make);
  const rows = await countOf("search", dataset, signal);
  const pool = threads === 1 ? undefined : new TrainingThreads(threads);
  try {
    return await searched(estimators, candidates, dataset, rows, score, options, pool);
  } finally {
    await pool?.end();
  }
}

async function searched<Options, In, Out, Row extends In, Fitted extends Transformer<never, Out>>(
  estimators: readonly Estimator<In, Out, Fitted>[],
  candidates: readonly Options[],
  dataset: Dataset<Row>,
  rows: number,
  score: Score<With<Row, Out>>,
  options: SearchOptions,
  pool: TrainingThreads | undefined,
): Promise<Found<Options, Fitted>> {
  const { signal, halving, threads = 1 } = options;
  const found: Candidate<Options>[] = [];
  let alive = candidates.map((_, at) => at);
  const rounds = roundsOf(candidates.length, rows, halving);
  const scoring = new Progress(rounds, rows, options);
  const kept = await KeptScores.of(scoring.fitsOf(estimators), dataset, options);
  let before = 0;
  for (const round of rounds) {
    const splits = scoring.splitsOf(round);
    const fits = alive.flatMap((at, place) => splits.map((of, split) => ({ at, place, of, split })));
    const scores = alive.map(() => Array<number>(splits.length).fill(0));
    await allOf(fits, threads, async ({ at, place, of: { train, test }, split }) => {
      const find = () => fittedScore(estimators[at]!, dataset, train, [test], score, signal, pool);
      const [own] = await kept.scoresOf(before + place * splits.length + split, find);
      scores[place]![split] = own!;
      scoring.tell(own!);
    });
    before += fits.length;
    for (const [place, at] of alive.entries()) {
      const own = scores[place]!;
      found[at] = { options: candidates[at]!, scores: own, ...spreadOf(own), rows: round.rows };
    }
    // NaN is worse than any score.
    const rank = (at: number): number => (Number.isNaN(found[at]!.mean) ? Number.NEGATIVE_INFINITY : found[at]!.mean);
    alive = alive.toSorted((a, b) => rank(b) - rank(a) || a - b).slice(0, round.survivors);
  }
  const [winner] = alive;
  const best = estimators[winner!]!;
  const { checkpoint } = options;
  const fit: InnerFitOptions = {
    ...(signal === undefined ? {} : { signal }),
    ...(checkpoint !== undefined && resumes(best)
      ? { checkpoint: { ...checkpoint, dir: placeOf(checkpoint.dir, "best") } }
      : {}),
    ...(sharesWork(best) ? { threads, [elsewhereKey]: pool } : {}),
  };
  const model = await best.fit(dataset, fit);
  return { best: found[winner!]!, model, candidates: found };
}

/** Does all, so many at a time, begun in their order; stops beginning at the first that fails. */
async function allOf<Item>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < items.length) {
      try {
        await work(items[next++]!);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, turn));
}

function mustBeComparable(candidates: readonly unknown[], { halving, splits, threads = 1 }: SearchOptions): void {
  mustBeThreads("search", threads);
  if (!Array.isArray(candidates) || candidates.length === 0) {
    throw new TypeError(
      "Cannot search as there must be candidates: got none; give for instance grid({ alpha: [0.1, 1] })",
    );
  }
  if (halving === undefined) return;
  if (!Number.isSafeInteger(halving) || halving < 2) {
    throw new RangeError(`Cannot search as halving must be a whole number ≥ 2: got ${halving}; give for instance 3`);
  }
  if (splits === undefined || typeof splits === "function") return;
  throw new TypeError(
    "Cannot search by halving as splits must be made for as many rows as a round has: got a list; give for instance (rows) => kFold(rows, 5)",
  );
}

interface Round {
  readonly rows: number;
  readonly candidates: number;
  /** Candidates that go on; 1 of the last round. */
  readonly survivors: number;
}

function roundsOf(candidates: number, rows: number, halving: number | undefined): Round[] {
  if (halving === undefined) return [{ rows, candidates, survivors: 1 }];
  const rounds: Round[] = [];
  const count = 1 + Math.floor(Math.log(candidates) / Math.log(halving) + 1e-9);
  let alive = candidates;
  for (let round = 0; round < count; round++) {
    const survivors = round === count - 1 ? 1 : Math.ceil(alive / halving);
    rounds.push({ rows: Math.floor(rows / halving ** (count - 1 - round)), candidates: alive, survivors });
    alive = survivors;
  }
  return rounds;
}

/** Splits of each round, and how far the search is. */
class Progress {
  readonly #total: number;
  readonly #rows: number;
  readonly #options: SearchOptions;
  readonly #splits: Splits | undefined;
  readonly #rounds: readonly Round[];
  #fits = 0;

  constructor(rounds: readonly Round[], rows: number, options: SearchOptions) {
    this.#rounds = rounds;
    this.#rows = rows;
    this.#options = options;
    this.#splits = options.splits;
    this.#total = rounds.reduce((sum, round) => sum + round.candidates * this.splitsOf(round).length, 0);
  }

  /** Of the first rows of an order that is drawn once, so that rows of a round are among those of the next. */
  splitsOf({ rows }: Round): ReturnType<typeof splitsFor> {
    const splits = splitsFor("search", this.#splits, rows);
    if (rows === this.#rows) return splits;
    const drawn = shuffled(this.#rows, 0).subarray(0, rows).toSorted();
    const named = (places: Int32Array): Int32Array => places.map((place) => drawn[place]!);
    return splits.map(({ train, test }) => ({ train: named(train), test: named(test) }));
  }

  fitsOf(estimators: ScoredFits["estimators"]): ScoredFits {
    return {
      what: "search",
      estimators,
      splits: this.#rounds.flatMap((round) => this.splitsOf(round)),
      fits: this.#total,
      width: 1,
    };
  }

  tell(score: number): void {
    this.#options.onProgress?.({ fits: ++this.#fits, of: this.#total, score });
  }
}
