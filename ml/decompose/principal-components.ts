import { countText } from "../../core/display/mod.ts";
import type { Training } from "../learner/learner.ts";
import { CoMoments } from "../matrix/co-moments.ts";
import { eigenInTurns } from "../matrix/eigen.ts";
import { atScale, Extent } from "../matrix/extent.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import type { Components } from "./learned.ts";

/**
 * Principal components by the eigenvectors of the covariance matrix, in one pass and memory of columns².
 *
 * @see Jolliffe, “Principal Component Analysis”, 2nd ed. 2002, §3.1.
 */
export function* principalComponents(
  name: string,
  columns: number,
  count: number,
  isWhitened: boolean,
): Training<Components> {
  refuseTooMany(name, columns, count);
  const { moments, scale } = yield* momentsOf(columns);
  const scatter = moments.centred();
  const { values, vectors } = yield* eigenInTurns(scatter);
  const squares = values.map((value) => Math.max(0, value)).subarray(0, count);
  const total = trace(scatter);
  const freedom = Math.max(1, moments.weight - 1);
  const variances = squares.map((value) => value / freedom / scale / scale);
  if (isWhitened) mustBeNumbers(name, squares, variances, scale);
  return {
    components: vectors.data.slice(0, count * columns),
    mean: moments.means.map((mean) => mean / scale),
    explainedVariance: variances,
    explainedVarianceRatio: squares.map((value) => (total === 0 ? 0 : value / total)),
    singularValues: squares.map((value) => Math.sqrt(value) / scale),
  };
}

/**
 * The right singular vectors with the largest singular values, by the eigenvectors of XᵀX; rows are not centred.
 *
 * @see Golub, Van Loan, “Matrix Computations”, 4th ed. 2013, §2.4 and §8.6.
 */
export function* singularVectors(name: string, columns: number, count: number): Training<Components> {
  refuseTooMany(name, columns, count);
  const { moments, scale } = yield* momentsOf(columns);
  const { values, vectors } = yield* eigenInTurns(moments.uncentred());
  const components = vectors.data.slice(0, count * columns);
  const scatter = moments.centred();
  // As scikit-learn's: variances of the projections by the number of rows.
  const variances = Float64Array.from({ length: count }, (_, at) =>
    quadratic(scatter, components.subarray(at * columns, (at + 1) * columns)),
  );
  const total = trace(scatter);
  return {
    components,
    mean: new Float64Array(columns),
    explainedVariance: variances.map((value) => value / moments.weight / scale / scale),
    explainedVarianceRatio: variances.map((value) => (total === 0 ? 0 : value / total)),
    singularValues: values.subarray(0, count).map((value) => Math.sqrt(Math.max(0, value)) / scale),
  };
}

function mustBeNumbers(name: string, squares: Float64Array, variances: Float64Array, scale: number): void {
  const at = variances.findIndex(
    (variance, i) => variance === Number.POSITIVE_INFINITY || (variance === 0 && squares[i]! > 0),
  );
  if (at < 0) return;
  throw new RangeError(
    `Cannot train ${name} as variances by which projections are whitened must be numbers: got ${variances[at]} for component ${at}, of rows ` +
      `about ${(1 / scale).toExponential(1)} in size; put maxAbsScaler before it, or leave whiten out`,
  );
}

/** Below it digits of squares may be lost beside 0. */
const leastSquares = 2 ** -800;

/** Of the rows, or of the rows times a power of two where squares of them would be infinite or 0: which two passes more find out. */
function* momentsOf(columns: number): Training<{ readonly moments: CoMoments; readonly scale: number }> {
  const moments = new CoMoments(columns, "features");
  yield (rows) => moments.add(rows);
  const squares = trace(moments.uncentred());
  if (squares >= leastSquares && squares < Number.POSITIVE_INFINITY) return { moments, scale: 1 };
  const extent = new Extent();
  yield ({ features }) => extent.add(features.data);
  const scale = extent.scale();
  if (scale === 1) return { moments, scale };
  const scaled = new CoMoments(columns, "features");
  yield ({ features }) => scaled.add({ features: { ...features, data: atScale(features.data, scale) } });
  return { moments: scaled, scale };
}

function refuseTooMany(name: string, columns: number, count: number): void {
  if (count <= columns) return;
  throw new RangeError(
    `Cannot train ${name} as there cannot be more components than features: got ${count}, and ${countText(columns, "feature")}; ` +
      `ask for at most ${columns}`,
  );
}

function trace({ data, rows }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i]!;
  return sum;
}

/** vᵀ·A·v. */
function quadratic({ data, rows }: Matrix, vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) sum += vector[i]! * data[i * rows + j]! * vector[j]!;
  return sum;
}

/** Rows in the coordinates of the components, each divided by a scale. */
export function projected(features: Matrix, { components, mean }: Components, scales: Float64Array): Matrix {
  const { data, rows, columns } = features;
  const count = scales.length;
  const projections = zeros(rows, count);
  const centred = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) centred[c] = data[row * columns + c]! - mean[c]!;
    for (let at = 0; at < count; at++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += centred[c]! * components[at * columns + c]!;
      projections.data[row * count + at] = sum / scales[at]!;
    }
  }
  return projections;
}
