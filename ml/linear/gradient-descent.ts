import { Classes } from "../learner/classes.ts";
import type { Pass, Rows, Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import type { ClassifierCoefficients, DescendedCoefficients } from "./learned.ts";

/** How coefficients go down the gradient of a mean loss. */
export interface GradientDescent {
  /** α > 0: a step is this times the gradient. */
  readonly learningRate: number;
  /** Rows of a step. */
  readonly batchRows: number;
  /** Steps at most. */
  readonly maxIterations: number;
  /** It ends with the step whose mean loss is less. */
  readonly tolerance: number;
  readonly regularization: number;
  /** The share of ‖w‖₁ in the penalty; the rest is ½·‖w‖². */
  readonly l1Ratio: number;
}

/** The loss of a score and what is wanted of it, and its derivative by the score. */
export interface ScoredLoss {
  loss(score: number, wanted: number): number;
  slope(score: number, wanted: number): number;
}

/** ½·(score − wanted)². */
export const squaredError: ScoredLoss = {
  loss: (score, wanted) => (score - wanted) ** 2 / 2,
  slope: (score, wanted) => score - wanted,
};

/** log(1 + exp(−wanted·score)), wanted −1 or 1. */
export const logLoss: ScoredLoss = {
  loss: (score, wanted) => Math.log1p(Math.exp(-wanted * score)),
  slope: (score, wanted) => -wanted / (1 + Math.exp(wanted * score)),
};

/** max(0, 1 − wanted·score), wanted −1 or 1. */
export const hinge: ScoredLoss = {
  loss: (score, wanted) => Math.max(0, 1 - wanted * score),
  slope: (score, wanted) => (wanted * score < 1 ? -wanted : 0),
};

/**
 * A step against the penalty `regularization·(l1Ratio·‖w‖₁ + (1 − l1Ratio)·½·‖w‖²)`, in place.
 *
 * @see org.apache.flink.ml.common.optimizer.RegularizationUtils.
 */
export function regularize(
  w: Float64Array,
  { learningRate, regularization, l1Ratio }: Pick<GradientDescent, "learningRate" | "regularization" | "l1Ratio">,
): void {
  for (let i = 0; i < w.length; i++) {
    w[i]! -= learningRate * regularization * (l1Ratio * Math.sign(w[i]!) + (1 - l1Ratio) * w[i]!);
  }
}

/** Trains a linear function of numbers. */
export function* descendNumbers(columns: number, how: GradientDescent): Training<DescendedCoefficients> {
  const { w, iterations, loss } = yield* descend(columns, squaredError, how, (label) => label);
  return { coefficients: w, intercept: 0, iterations, loss };
}

/** Trains one that tells the larger of two labels from the smaller. */
export function* descendClasses(
  name: string,
  columns: number,
  loss: ScoredLoss,
  how: GradientDescent,
): Training<ClassifierCoefficients> {
  const labels = new Classes(name);
  yield (rows) => labels.add(rows.labels!);
  const classes = labels.finish();
  if (classes.length > 2) {
    throw new RangeError(
      `Cannot train ${name} as it tells two classes apart: got ${classes.length}; take logisticRegression or linearSvc for more`,
    );
  }
  const found = yield* descend(columns, loss, how, (label) => (label === classes[1] ? 1 : -1));
  return {
    classes,
    coefficients: found.w,
    intercepts: new Float64Array(1),
    iterations: found.iterations,
    optimality: found.slope,
  };
}

/** Where steps can go on: at the end of a pass. */
interface KeptDescent extends Record<string, number | Float64Array> {
  readonly w: Float64Array;
  readonly iterations: number;
  readonly loss: number;
  readonly slope: number;
}

interface Found {
  readonly w: Float64Array;
  readonly iterations: number;
  /** The mean loss of the last step's rows, before it. */
  readonly loss: number;
  /** The largest part of its mean gradient. */
  readonly slope: number;
}

/**
 * Steps over batches of rows, from the first row on again behind the last: `w ← w − α·Σ weight·gradient / Σ weight`, then the step against
 * the penalty. The last batch of a pass has what rows are left.
 */
function* descend(
  columns: number,
  loss: ScoredLoss,
  how: GradientDescent,
  wanted: (label: number) => number,
): Training<Found> {
  const steps = new Steps(columns, how);
  const pass: Pass = (rows) => {
    const { features, labels } = rows;
    for (let row = 0; row < features.rows && !steps.isOver; row++) steps.add(rows, row, loss, wanted(labels![row]!));
  };
  steps.goOn(yield* earlierState<KeptDescent>());
  while (!steps.isOver) {
    yield pass;
    steps.step();
    yield* milestone(() => steps.kept());
  }
  return steps.found();
}

class Steps {
  readonly #how: GradientDescent;
  readonly #w: Float64Array;
  readonly #gradient: Float64Array;
  #rows = 0;
  #weight = 0;
  #loss = 0;
  #iterations = 0;
  #last = { loss: 0, slope: 0 };
  isOver = false;

  constructor(columns: number, how: GradientDescent) {
    this.#how = how;
    this.#w = new Float64Array(columns);
    this.#gradient = new Float64Array(columns);
  }

  add({ features: { data, columns }, weights }: Rows, row: number, loss: ScoredLoss, wanted: number): void {
    const base = row * columns;
    let score = 0;
    for (let c = 0; c < columns; c++) score += data[base + c]! * this.#w[c]!;
    const weight = weights?.[row] ?? 1;
    this.#loss += weight * loss.loss(score, wanted);
    const slope = weight * loss.slope(score, wanted);
    for (let c = 0; c < columns; c++) this.#gradient[c]! += slope * data[base + c]!;
    this.#weight += weight;
    if (++this.#rows === this.#how.batchRows) this.step();
  }

  /** Makes a step of the rows at hand, if there are some. */
  step(): void {
    if (this.isOver || this.#rows === 0) return;
    const { learningRate, maxIterations, tolerance } = this.#how;
    const weight = this.#weight || 1;
    let slope = 0;
    for (let c = 0; c < this.#w.length; c++) {
      const mean = this.#gradient[c]! / weight;
      slope = Math.max(slope, Math.abs(mean));
      this.#w[c]! -= learningRate * mean;
    }
    regularize(this.#w, this.#how);
    this.#last = { loss: this.#loss / weight, slope };
    this.isOver = ++this.#iterations >= maxIterations || this.#last.loss < tolerance;
    this.#gradient.fill(0);
    this.#rows = 0;
    this.#weight = 0;
    this.#loss = 0;
  }

  kept(): KeptDescent {
    return { w: this.#w.slice(), iterations: this.#iterations, ...this.#last };
  }

  /** From where an earlier one was. */
  goOn(kept: KeptDescent | undefined): void {
    if (kept === undefined) return;
    this.#w.set(kept.w);
    this.#iterations = kept.iterations;
    this.#last = { loss: kept.loss, slope: kept.slope };
    this.isOver = this.#iterations >= this.#how.maxIterations || this.#last.loss < this.#how.tolerance;
  }

  found(): Found {
    return { w: this.#w, iterations: this.#iterations, ...this.#last };
  }
}
