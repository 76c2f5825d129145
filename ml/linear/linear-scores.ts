import { addGradient, linearValues } from "../kernels/linear.ts";

/**
 * Coefficients and intercepts of one or several linear functions in one array, as a search moves them: `[vectors × columns]`, then
 * `[vectors]` intercepts. Features are taken from their means, so that coefficients and intercepts do not pull at one another.
 */
export interface Layout {
  readonly vectors: number;
  readonly columns: number;
  readonly intercept: boolean;
  readonly means: Float64Array; // [columns]
}

/** How many numbers it holds. */
export function pointSize({ vectors, columns, intercept }: Layout): number {
  return vectors * (columns + (intercept ? 1 : 0));
}

export function coefficientsOf(point: Float64Array, { columns }: Layout, vector: number): Float64Array {
  return point.subarray(vector * columns, (vector + 1) * columns);
}

/** The intercept as it is for features that are not centred. */
export function interceptOf(point: Float64Array, layout: Layout, vector: number): number {
  if (!layout.intercept) return 0;
  const coefficients = coefficientsOf(point, layout, vector);
  let intercept = point[layout.vectors * layout.columns + vector]!;
  for (let c = 0; c < layout.columns; c++) intercept -= coefficients[c]! * layout.means[c]!;
  return intercept;
}

/** Scores of a block of rows, function after function, `stride` apart. */
export function scoresOf(
  point: Float64Array,
  layout: Layout,
  features: Float64Array,
  rows: number,
  scores: Float64Array,
  stride: number,
): void {
  for (let vector = 0; vector < layout.vectors; vector++) {
    const into = scores.subarray(vector * stride, vector * stride + rows);
    linearValues(features, coefficientsOf(point, layout, vector), interceptOf(point, layout, vector), rows, into);
  }
}

/** Adds what rows add to the gradient, given the derivatives of the loss by their scores. */
export function addScoreGradient(
  derivatives: Float64Array,
  layout: Layout,
  features: Float64Array,
  rows: number,
  gradient: Float64Array,
  stride: number,
): void {
  for (let vector = 0; vector < layout.vectors; vector++) {
    const own = derivatives.subarray(vector * stride, vector * stride + rows);
    addGradient(features, own, layout.means, rows, coefficientsOf(gradient, layout, vector));
    if (!layout.intercept) continue;
    let total = 0;
    for (let r = 0; r < rows; r++) total += own[r]!;
    gradient[layout.vectors * layout.columns + vector]! += total;
  }
}
