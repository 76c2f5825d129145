import { addScaled, dot } from "../kernels/vector.ts";
import { Classes } from "../learner/classes.ts";
import { type Evaluated, type Minimum, minimize, type SmoothObjective, type StopOptions } from "../learner/lbfgs.ts";
import type { Pass, Training } from "../learner/learner.ts";
import { CoMoments } from "../matrix/co-moments.ts";
import { type Matrix, withDiagonal, zeros } from "../matrix/matrix.ts";
import { normalEquations } from "../matrix/normal-equations.ts";
import { blockRows } from "../stages/row-blocks.ts";
import type { ClassifierCoefficients } from "./learned.ts";
import { addScoreGradient, coefficientsOf, interceptOf, type Layout, pointSize, scoresOf } from "./linear-scores.ts";

/** A classifier that minimizes Σ weight·loss(scores, class) + ½·penalty·‖coefficients‖². */
export interface SmoothClassifier extends StopOptions {
  readonly name: string;
  readonly loss: ScoreLoss;
  /** λ ≥ 0 of ½·penalty·‖coefficients‖². */
  readonly penalty: number;
  /** "penalised": as if it were the coefficient of a column of ones. */
  readonly intercept: "none" | "free" | "penalised";
}

/** A smooth convex loss of scores, one or several to a row. */
export interface ScoreLoss {
  /** "differences": the loss stays the same where all scores of a row grow alike. */
  readonly scores: "differences" | "each";
  /** Scores of a row, of so many classes. */
  vectors(classes: number): number;
  /** An upper bound of its second derivatives by the scores. */
  curvature(classes: number): number;
  /** The loss of a block of rows; each score becomes the derivative by it. */
  add(scores: Float64Array, block: LossBlock): number;
  /** Each score becomes the second derivative by it. */
  curve(scores: Float64Array, block: LossBlock): void;
}

export interface LossBlock {
  readonly targets: Uint32Array; // [rows]: number of the class
  readonly weights: Float64Array | undefined; // [rows]
  readonly rows: number;
  readonly classes: number;
  /** Scores of one function lie so far from those of the next. */
  readonly stride: number;
}

/**
 * Trains it by L-BFGS that begins with a bound of the second derivatives, (curvature·XᵀX + penalty)⁻¹: units of the columns and
 * their correlations do not matter, and few passes are needed.
 *
 * @see Böhning, “Multinomial Logistic Regression Algorithm”, Ann. Inst. Stat. Math. 44, 1992 (the bound).
 */
export function* smoothClassifier(columns: number, how: SmoothClassifier): Training<ClassifierCoefficients> {
  const moments = new CoMoments(columns, "features");
  const classes = new Classes(how.name);
  yield (rows) => {
    moments.add(rows);
    classes.add(rows.labels!);
  };
  const values = classes.finish();
  const centred = how.intercept === "free";
  const layout: Layout = {
    vectors: how.loss.vectors(values.length),
    columns,
    intercept: how.intercept !== "none",
    means: centred ? moments.means : new Float64Array(columns),
  };
  const objective = objectiveOf(how, layout, classes, values.length, moments);
  const minimum = yield* minimize(objective, new Float64Array(pointSize(layout)), how);
  return { classes: values, ...coefficientsAt(minimum, layout) };
}

function coefficientsAt(
  { point, iterations, optimality }: Minimum,
  layout: Layout,
): Omit<ClassifierCoefficients, "classes"> {
  return {
    coefficients: point.slice(0, layout.vectors * layout.columns),
    intercepts: Float64Array.from({ length: layout.vectors }, (_, vector) => interceptOf(point, layout, vector)),
    iterations,
    optimality,
  };
}

function objectiveOf(
  how: SmoothClassifier,
  layout: Layout,
  classes: Classes,
  count: number,
  moments: CoMoments,
): SmoothObjective {
  const curvature = how.loss.curvature(count);
  const curved = curvature * moments.weight;
  const bound = augmented(moments, curvature, layout);
  const deviations = Float64Array.from({ length: bound.rows }, (_, i) => deviationOf(bound, i, curved));
  let solvers = Array.from({ length: layout.vectors }, () => solverOf(bound, how, layout));
  return {
    at: (point) => evaluate(point, how, layout, classes, count),
    precondition: (gradient) => {
      const solved = perVector(gradient, layout, (own, vector) => solvers[vector]!(own));
      return how.loss.scores === "differences" ? withoutMean(solved, layout) : solved;
    },
    *refine(point) {
      const curved = yield* curvedMoments(point, how, layout, classes, count);
      solvers = curved.map((at) => solverOf(sumOf(augmented(at, 1, layout), bound, leastShare), how, layout));
    },
    optimality: (gradient) =>
      largestOf(perVector(gradient, layout, (own) => own.map((g, i) => g / (moments.weight * deviations[i]!)))),
  };
}

/** A share of the bound that second derivatives have at least, so that they may vanish at a point. */
const leastShare = 1e-8;

/**
 * Takes the mean over all scores away from coefficients and intercepts: where only differences of scores count it does not change the
 * loss, and it would vanish slowly, as the preconditioner takes it for steep.
 */
function withoutMean(point: Float64Array, { vectors, columns }: Layout): Float64Array {
  if (vectors === 1) return point;
  const mean = new Float64Array(columns + 1);
  const place = (at: number): number => (at < vectors * columns ? at % columns : columns);
  point.forEach((value, at) => {
    mean[place(at)]! += value / vectors;
  });
  return point.map((value, at) => value - mean[place(at)]!);
}

type Solve = (own: Float64Array) => Float64Array;

function solverOf(gram: Matrix, { penalty, intercept }: SmoothClassifier, { columns }: Layout): Solve {
  return normalEquations(withDiagonal(gram, penalty, intercept === "penalised" ? columns + 1 : columns)).solve;
}

/** curvature·XᵀX of features less the layout's means, with a column of ones after them where there is an intercept. */
function augmented(moments: CoMoments, curvature: number, { columns, intercept, means }: Layout): Matrix {
  const size = columns + (intercept ? 1 : 0);
  const gram = zeros(size, size);
  const scatter = moments.centred().data;
  const apart = (i: number): number => (i === columns ? 1 : moments.means[i]! - means[i]!);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const inner = i < columns && j < columns ? scatter[i * columns + j]! : 0;
      gram.data[i * size + j] = curvature * (inner + moments.weight * apart(i) * apart(j));
    }
  }
  return gram;
}

function sumOf(a: Matrix, b: Matrix, share: number): Matrix {
  return { ...a, data: a.data.map((value, i) => value + share * b.data[i]!) };
}

/** Infinite for a constant column: no derivative by it counts. */
function deviationOf({ data, columns }: Matrix, i: number, weight: number): number {
  return Math.sqrt(data[i * columns + i]! / weight) || Number.POSITIVE_INFINITY;
}

/** For each score the features weighed by the second derivatives by it. */
function* curvedMoments(
  point: Float64Array,
  how: SmoothClassifier,
  layout: Layout,
  classes: Classes,
  count: number,
): Training<CoMoments[]> {
  const moments = Array.from({ length: layout.vectors }, () => new CoMoments(layout.columns, "features"));
  const scores = new Float64Array(layout.vectors * blockRows);
  const targets = new Uint32Array(blockRows);
  yield ({ features, labels, weights }) => {
    scoresOf(point, layout, features.data, features.rows, scores, blockRows);
    classes.indices(labels!, targets);
    how.loss.curve(scores, { targets, weights, rows: features.rows, classes: count, stride: blockRows });
    moments.forEach((one, vector) => {
      one.add({ features, weights: scores.subarray(vector * blockRows, vector * blockRows + features.rows) });
    });
  };
  return moments;
}

/** Does the same to the coefficients and the intercept of each score. */
function perVector(
  point: Float64Array,
  layout: Layout,
  change: (own: Float64Array, vector: number) => Float64Array,
): Float64Array {
  const { vectors, columns, intercept } = layout;
  const changed = point.slice();
  for (let vector = 0; vector < vectors; vector++) {
    const own = new Float64Array(columns + (intercept ? 1 : 0));
    own.set(coefficientsOf(point, layout, vector));
    if (intercept) own[columns] = point[vectors * columns + vector]!;
    const next = change(own, vector);
    coefficientsOf(changed, layout, vector).set(next.subarray(0, columns));
    if (intercept) changed[vectors * columns + vector] = next[columns]!;
  }
  return changed;
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function* evaluate(
  point: Float64Array,
  how: SmoothClassifier,
  layout: Layout,
  classes: Classes,
  count: number,
): Training<Evaluated> {
  const penalised = point.slice(0, how.intercept === "penalised" ? point.length : layout.vectors * layout.columns);
  const gradient = new Float64Array(point.length);
  addScaled(gradient.subarray(0, penalised.length), penalised, how.penalty);
  const sum = { loss: (how.penalty / 2) * dot(penalised, penalised) };
  yield lossPass(point, how.loss, layout, classes, count, gradient, sum);
  return { value: sum.loss, gradient };
}

function lossPass(
  point: Float64Array,
  loss: ScoreLoss,
  layout: Layout,
  classes: Classes,
  count: number,
  gradient: Float64Array,
  sum: { loss: number },
): Pass {
  const scores = new Float64Array(layout.vectors * blockRows);
  const targets = new Uint32Array(blockRows);
  return ({ features: { data, rows }, labels, weights }) => {
    scoresOf(point, layout, data, rows, scores, blockRows);
    classes.indices(labels!, targets);
    sum.loss += loss.add(scores, { targets, weights, rows, classes: count, stride: blockRows });
    addScoreGradient(scores, layout, data, rows, gradient, blockRows);
  };
}
