import type { Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import type { Descended } from "./learned.ts";
import { interceptOf, type Products, products } from "./least-squares.ts";

/** The objective of elastic net, and when it is reached. */
export interface ElasticNetTraining {
  /** α ≥ 0: how much coefficients cost in all. */
  readonly alpha: number;
  /** Share of the cost that falls on absolute values, the rest on squares; 0 to 1. */
  readonly l1Ratio: number;
  readonly intercept: boolean;
  /** The largest violation of the optimality conditions that is left, relative to the largest Xᵀy. */
  readonly tolerance: number;
  /** Sweeps over all coefficients at most. */
  readonly maxIterations: number;
}

/**
 * Minimizes Σ weight·(y − x·w − b)² ÷ (2·Σ weight) + α·l1Ratio·‖w‖₁ + ½·α·(1 − l1Ratio)·‖w‖², coordinate by coordinate on XᵀX:
 * the rows are read once, whatever the number of sweeps.
 *
 * @see Friedman, Hastie, Tibshirani, “Regularization Paths for Generalized Linear Models via Coordinate Descent”, J. Stat. Softw.
 *   33, 2010, §2.2 (covariance updates).
 */
export function* coordinateDescent(columns: number, options: ElasticNetTraining): Training<Descended> {
  const known = yield* products(columns, options.intercept);
  const problem = problemOf(known, options);
  const { coefficients, ...found } = yield* sweeps(problem, options);
  return { coefficients, intercept: interceptOf(known, coefficients), ...found };
}

/** ½·wᵀGw − rᵀw + lasso·‖w‖₁ + ½·ridge·‖w‖². */
interface Problem {
  readonly size: number;
  readonly gram: Float64Array; // [size × size]
  readonly right: Float64Array; // [size]
  readonly lasso: number;
  readonly ridge: number;
}

function problemOf({ gram, right, weight }: Products, { alpha, l1Ratio }: ElasticNetTraining): Problem {
  const costs = weight * alpha;
  return { size: gram.rows, gram: gram.data, right, lasso: costs * l1Ratio, ridge: costs * (1 - l1Ratio) };
}

/** Where sweeps can go on. */
interface KeptSweeps extends Record<string, number | Float64Array> {
  readonly coefficients: Float64Array;
  readonly products: Float64Array; // G·w
  readonly iterations: number;
  readonly optimality: number;
}

function* sweeps(
  problem: Problem,
  { tolerance, maxIterations }: ElasticNetTraining,
): Training<Omit<Descended, "intercept">> {
  const earlier = yield* earlierState<KeptSweeps>();
  const coefficients = earlier?.coefficients ?? new Float64Array(problem.size);
  const products = earlier?.products ?? new Float64Array(problem.size);
  const largest = problem.right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let optimality = earlier?.optimality ?? violation(problem, coefficients, products, largest);
  let iterations = earlier?.iterations ?? 0;
  while (optimality > tolerance && iterations < maxIterations) {
    for (let i = 0; i < problem.size; i++) step(problem, coefficients, products, i);
    iterations++;
    optimality = violation(problem, coefficients, products, largest);
    yield undefined;
    yield* milestone(() => ({
      coefficients: coefficients.slice(),
      products: products.slice(),
      iterations,
      optimality,
    }));
  }
  return { coefficients, iterations, optimality };
}

/** The best value of one coefficient while the others stay. */
function step({ size, gram, right, lasso, ridge }: Problem, w: Float64Array, products: Float64Array, i: number): void {
  const curvature = gram[i * size + i]!;
  if (curvature === 0) return;
  const pull = right[i]! - products[i]! + curvature * w[i]!;
  const next = softened(pull, lasso) / (curvature + ridge);
  const change = next - w[i]!;
  if (change === 0) return;
  w[i] = next;
  for (let j = 0; j < size; j++) products[j]! += gram[i * size + j]! * change;
}

function softened(value: number, by: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - by);
}

/** How far the subgradient nearest to 0 is from 0, relative to the largest Xᵀy. */
function violation(
  { size, right, lasso, ridge }: Problem,
  w: Float64Array,
  products: Float64Array,
  largest: number,
): number {
  let most = 0;
  for (let i = 0; i < size; i++) {
    const gradient = products[i]! - right[i]! + ridge * w[i]!;
    const left = w[i] === 0 ? Math.max(0, Math.abs(gradient) - lasso) : Math.abs(gradient + Math.sign(w[i]!) * lasso);
    most = Math.max(most, left);
  }
  return largest === 0 ? 0 : most / largest;
}
