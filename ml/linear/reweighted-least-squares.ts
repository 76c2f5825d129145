import { addGradient, linearValues } from "../kernels/linear.ts";
import { dot } from "../kernels/vector.ts";
import type { Pass, Rows, Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import { CoMoments } from "../matrix/co-moments.ts";
import { withDiagonal } from "../matrix/matrix.ts";
import { normalEquations } from "../matrix/normal-equations.ts";
import { blockRows } from "../stages/row-blocks.ts";
import type { Deviance } from "./families.ts";
import type { Descended, LinearCoefficients } from "./learned.ts";
import { productsOf } from "./least-squares.ts";

/** Minimizes Σ weight·half deviance ÷ Σ weight + ½·alpha·‖coefficients‖². */
export interface GeneralizedTraining {
  readonly name: string;
  readonly deviance: Deviance;
  readonly alpha: number;
  readonly intercept: boolean;
  /** The largest derivative that is left, as a step of the score per deviation of a feature. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * Newton's method as least squares that are weighed anew: a pass over the rows gives the deviance at a point, and the next point. Where that is
 * worse the step is halved.
 *
 * @see McCullagh, Nelder, “Generalized Linear Models”, 2nd ed. 1989, §2.5.
 */
export function* reweightedLeastSquares(columns: number, how: GeneralizedTraining): Training<Descended> {
  const rows = new RowsOfFamily(columns, how);
  yield (block) => rows.add(block);
  const earlier = yield* earlierState<KeptSteps>();
  let point: LinearCoefficients = earlier ?? { coefficients: new Float64Array(columns), intercept: rows.start() };
  let here = earlier === undefined ? yield* costAt(point, how, rows) : costOf(earlier);
  let iterations = earlier?.iterations ?? 0;
  while (here.optimality > how.tolerance && iterations < how.maxIterations) {
    const next = yield* betterPoint(point, here, how, rows);
    // No step gains anything: what is left is rounding.
    if (next === undefined) break;
    point = next.point;
    here = next.there;
    iterations++;
    yield* milestone(() => keptOf(point, here, iterations));
  }
  const { coefficients, intercept } = point;
  return { coefficients, intercept, iterations, optimality: here.optimality };
}

/** What the first pass tells of the rows. */
class RowsOfFamily {
  readonly #how: GeneralizedTraining;
  readonly #moments: CoMoments;
  #rows = 0;

  constructor(columns: number, how: GeneralizedTraining) {
    this.#how = how;
    this.#moments = new CoMoments(columns, "features and label");
  }

  get weight(): number {
    return this.#moments.weight;
  }

  add(block: Rows): void {
    const { name, deviance } = this.#how;
    const labels = block.labels!;
    const bad = labels.findIndex((label) => !deviance.takes(label));
    if (bad >= 0) {
      throw new RangeError(
        `Cannot train ${name} as labels of its family must be ${deviance.labels}: got ${labels[bad]} in row ${this.#rows + bad}; ` +
          "take another family, or leave such rows out",
      );
    }
    this.#rows += labels.length;
    this.#moments.add(block);
  }

  /** The score of the mean label, the intercept to begin with. */
  start(): number {
    const { name, intercept, deviance } = this.#how;
    if (!intercept) return 0;
    const start = deviance.link(this.#moments.means.at(-1)!);
    if (Number.isFinite(start)) return start;
    throw new RangeError(
      `Cannot train ${name} as labels must differ from the least or the most that its family allows: got none that does; give other rows`,
    );
  }

  /** From what features are taken so that they do not pull at the intercept. */
  get means(): Float64Array {
    const { means } = this.#moments;
    const own = means.subarray(0, means.length - 1);
    return this.#how.intercept ? own : new Float64Array(own.length);
  }

  /** Deviations of the features from that; infinite for a constant one, whose derivative does not count. */
  deviations(): Float64Array {
    const { data, columns } = this.#how.intercept ? this.#moments.centred() : this.#moments.uncentred();
    return this.means.map(
      (_, column) => Math.sqrt(data[column * columns + column]! / this.weight) || Number.POSITIVE_INFINITY,
    );
  }
}

/** The cost at a point, and where Newton's step from there leads. */
interface Cost {
  readonly value: number;
  readonly optimality: number;
  readonly next: LinearCoefficients;
  /** The slope of the cost along that step. */
  readonly slope: number;
}

/** Where steps can go on. */
interface KeptSteps extends Record<string, number | Float64Array>, LinearCoefficients {
  readonly value: number;
  readonly optimality: number;
  readonly nextCoefficients: Float64Array;
  readonly nextIntercept: number;
  readonly slope: number;
  readonly iterations: number;
}

function keptOf({ coefficients, intercept }: LinearCoefficients, here: Cost, iterations: number): KeptSteps {
  const { value, optimality, next, slope } = here;
  const [nextCoefficients, nextIntercept] = [next.coefficients, next.intercept];
  return { coefficients, intercept, value, optimality, nextCoefficients, nextIntercept, slope, iterations };
}

function costOf({ value, optimality, nextCoefficients, nextIntercept, slope }: KeptSteps): Cost {
  return { value, optimality, next: { coefficients: nextCoefficients, intercept: nextIntercept }, slope };
}

function* costAt(point: LinearCoefficients, how: GeneralizedTraining, rows: RowsOfFamily): Training<Cost> {
  const { weight, means } = rows;
  const { alpha, intercept } = how;
  const { coefficients } = point;
  const size = coefficients.length;
  const moments = new CoMoments(size, "features and label");
  const gradient = coefficients.map((value) => weight * alpha * value);
  const sums = { loss: 0, derivatives: 0 };
  yield costPass(point, how, means, moments, gradient, sums);
  const known = productsOf(moments, intercept);
  const next = normalEquations(withDiagonal(known.gram, weight * alpha)).solve(known.right);
  const nextIntercept = known.labelMean - dot(known.means, next);
  const step = next.map((value, column) => value - coefficients[column]!);
  // The gradient is of features less their means, so that intercepts are those at the means.
  const level = intercept ? nextIntercept - point.intercept + dot(means, step) : 0;
  const deviations = rows.deviations();
  const largest = gradient.reduce((most, value, column) => Math.max(most, Math.abs(value) / deviations[column]!), 0);
  return {
    value: sums.loss / weight + (alpha / 2) * dot(coefficients, coefficients),
    optimality: Math.max(largest, intercept ? Math.abs(sums.derivatives) : 0) / moments.weight,
    next: { coefficients: next, intercept: intercept ? nextIntercept : 0 },
    slope: (dot(gradient, step) + sums.derivatives * level) / weight,
  };
}

/** A block's deviance, derivatives, and labels of the least squares that approximate it: score − derivative ÷ curvature. */
function costPass(
  { coefficients, intercept }: LinearCoefficients,
  { deviance }: GeneralizedTraining,
  means: Float64Array,
  moments: CoMoments,
  gradient: Float64Array,
  sums: { loss: number; derivatives: number },
): Pass {
  const scores = new Float64Array(blockRows);
  const derivatives = new Float64Array(blockRows);
  const curvatures = new Float64Array(blockRows);
  return ({ features, labels, weights }) => {
    const { data, rows } = features;
    linearValues(data, coefficients, intercept, rows, scores);
    derivatives.set(scores);
    sums.loss += deviance.add(derivatives, labels!, weights, curvatures, rows);
    addGradient(data, derivatives, means, rows, gradient);
    for (let row = 0; row < rows; row++) {
      sums.derivatives += derivatives[row]!;
      if (curvatures[row]! > 0) scores[row]! -= derivatives[row]! / curvatures[row]!;
    }
    moments.add({ features, labels: scores.subarray(0, rows), weights: curvatures.subarray(0, rows) });
  };
}

const sufficient = 1e-4;
const mostHalvings = 40;

function* betterPoint(
  point: LinearCoefficients,
  here: Cost,
  how: GeneralizedTraining,
  rows: RowsOfFamily,
): Training<{ readonly point: LinearCoefficients; readonly there: Cost } | undefined> {
  const rounding = 1e-13 * Math.abs(here.value);
  for (let length = 1; length > 2 ** -mostHalvings; length /= 2) {
    const next = between(point, here.next, length);
    const there = yield* costAt(next, how, rows);
    const falls = there.value <= here.value + sufficient * length * here.slope;
    const flattens = there.value <= here.value + rounding && there.optimality < here.optimality;
    if (falls || flattens) return { point: next, there };
  }
  return undefined;
}

function between(from: LinearCoefficients, to: LinearCoefficients, share: number): LinearCoefficients {
  const part = (a: number, b: number): number => (share === 1 ? b : a + share * (b - a));
  return {
    coefficients: from.coefficients.map((value, at) => part(value, to.coefficients[at]!)),
    intercept: part(from.intercept, to.intercept),
  };
}
