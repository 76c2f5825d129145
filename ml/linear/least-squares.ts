import { addGradient, linearValues } from "../kernels/linear.ts";
import { dot } from "../kernels/vector.ts";
import type { Pass, Rows, Training } from "../learner/learner.ts";
import { CoMoments } from "../matrix/co-moments.ts";
import { type Matrix, withDiagonal } from "../matrix/matrix.ts";
import { type NormalEquations, normalEquations } from "../matrix/normal-equations.ts";
import { blockRows } from "../stages/row-blocks.ts";
import type { LinearCoefficients } from "./learned.ts";

/** What stands between rows and coefficients. */
export interface LeastSquares {
  /** α ≥ 0 of α·‖w‖². */
  readonly alpha: number;
  readonly intercept: boolean;
}

/** Means, XᵀX and Xᵀy of the rows, centred where there is an intercept. */
export interface Products {
  readonly weight: number;
  readonly means: Float64Array; // [columns]; zeros without an intercept
  readonly labelMean: number;
  readonly gram: Matrix; // [columns × columns]
  readonly right: Float64Array; // [columns]
  /** Σ w · (y − labelMean)². */
  readonly labelSquares: number;
}

/** One pass that gives all that least squares must know of the rows. */
export function* products(columns: number, intercept: boolean): Training<Products> {
  const moments = new CoMoments(columns, "features and label");
  yield (rows) => moments.add(rows);
  return productsOf(moments, intercept);
}

/** … of what was summed up of features and labels. */
export function productsOf(moments: CoMoments, intercept: boolean): Products {
  const { size } = moments;
  const columns = size - 1;
  const { data } = intercept ? moments.centred() : moments.uncentred();
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) gram.set(data.subarray(i * size, i * size + columns), i * columns);
  return {
    weight: moments.weight,
    means: intercept ? moments.means.slice(0, columns) : new Float64Array(columns),
    labelMean: intercept ? moments.means[columns]! : 0,
    gram: { data: gram, rows: columns, columns },
    right: data.slice(columns * size, columns * size + columns),
    labelSquares: data[size * size - 1]!,
  };
}

/**
 * The shortest w that minimizes Σ weight·(y − x·w − b)² + α·‖w‖²: normal equations in one pass, and where columns are nearly
 * collinear more passes that refine the solution by the residuals of the rows themselves.
 *
 * @see Björck, “Numerical Methods for Least Squares Problems”, SIAM 1996, §2.9.2 (iterative refinement of the normal equations).
 */
export function* leastSquares(columns: number, { alpha, intercept }: LeastSquares): Training<LinearCoefficients> {
  const known = yield* products(columns, intercept);
  const equations = normalEquations(withDiagonal(known.gram, alpha));
  const coefficients = equations.solve(known.right);
  yield* refine(coefficients, known, equations, alpha);
  return { coefficients, intercept: interceptOf(known, coefficients) };
}

/** From a pivot of p on, a solution is good to about ε ÷ p. */
const goodPivot = 1e-5;
const mostRefinements = 6;

function* refine(
  coefficients: Float64Array,
  known: Products,
  equations: NormalEquations,
  alpha: number,
): Training<void> {
  if (equations.smallestPivot >= goodPivot) return;
  let last = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mostRefinements; round++) {
    const gradient = coefficients.map((value) => -alpha * value);
    yield residualPass(coefficients, known, gradient);
    const change = equations.solve(gradient);
    const size = relativeSize(change, coefficients);
    // It gains digits or it has all that there are.
    if (!(size < last / 2)) return;
    for (let i = 0; i < coefficients.length; i++) coefficients[i]! += change[i]!;
    if (size < 1e-13) return;
    last = size;
  }
}

function residualPass(coefficients: Float64Array, known: Products, gradient: Float64Array): Pass {
  const residuals = new Float64Array(blockRows);
  const intercept = interceptOf(known, coefficients);
  return ({ features: { data, rows }, labels, weights }: Rows) => {
    linearValues(data, coefficients, intercept, rows, residuals);
    for (let r = 0; r < rows; r++) residuals[r] = (labels![r]! - residuals[r]!) * (weights?.[r] ?? 1);
    addGradient(data, residuals, known.means, rows, gradient);
  };
}

/** The intercept with which the mean of the predictions is that of the labels. */
export function interceptOf({ means, labelMean }: Products, coefficients: Float64Array): number {
  return labelMean - dot(means, coefficients);
}

function relativeSize(change: Float64Array, of: Float64Array): number {
  return Math.sqrt(dot(change, change) / (dot(of, of) || 1));
}
