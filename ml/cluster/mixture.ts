import { choleskyInPlace } from "../kernels/cholesky.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import { invertLower, scaledSquares, whitenedSquares } from "./kernels/gaussian.ts";
import type { CovarianceForm, Mixture } from "./learned.ts";

/** How many numbers covariances of a form have. */
export function covarianceSize(form: CovarianceForm, k: number, columns: number): number {
  return { full: k * columns * columns, tied: columns * columns, diagonal: k * columns, spherical: k }[form];
}

/** Of each row the logarithm of weight · density, for each component. */
export type LogDensities = (features: Matrix) => Matrix;

/**
 * Prepares the densities of a mixture.
 *
 * @throws RangeError where a covariance is singular.
 */
export function logDensities(
  name: string,
  form: CovarianceForm,
  { weights, means, covariances }: Mixture,
): LogDensities {
  const k = weights.length;
  const columns = means.length / k;
  const components = Array.from({ length: k }, (_, component) => {
    const { squares, logDeviations } = shapeOf(name, form, covariances, component, columns);
    const mean = means.subarray(component * columns, (component + 1) * columns);
    return {
      squares,
      mean,
      constant: Math.log(weights[component]!) - logDeviations - (columns / 2) * Math.log(2 * Math.PI),
    };
  });
  return ({ data, rows }) => {
    const logs = zeros(rows, k);
    components.forEach(({ squares, mean, constant }, at) => {
      squares(data, rows, mean, logs.data, k, at);
      for (let place = at; place < logs.data.length; place += k) logs.data[place] = constant - logs.data[place]! / 2;
    });
    return logs;
  };
}

/** Squared distances from a mean, in deviations, and the logarithm of the determinant of the deviations. */
interface Shape {
  readonly squares: (
    features: Float64Array,
    rows: number,
    mean: Float64Array,
    into: Float64Array,
    stride: number,
    at: number,
  ) => void;
  readonly logDeviations: number;
}

function shapeOf(
  name: string,
  form: CovarianceForm,
  covariances: Float64Array,
  component: number,
  columns: number,
): Shape {
  if (form === "diagonal" || form === "spherical") {
    const variances =
      form === "diagonal"
        ? covariances.subarray(component * columns, (component + 1) * columns)
        : new Float64Array(columns).fill(covariances[component]!);
    if (!variances.every((variance) => variance > 0)) throw singular(name, component);
    const scales = variances.map((variance) => 1 / Math.sqrt(variance));
    return {
      squares: (features, rows, mean, into, stride, at) =>
        scaledSquares(features, rows, mean, scales, into, stride, at),
      logDeviations: -sumOfLogs(scales, 1),
    };
  }
  const size = columns * columns;
  const lower = form === "tied" ? covariances.slice() : covariances.slice(component * size, (component + 1) * size);
  if (choleskyInPlace(lower, columns, 0) < columns) throw singular(name, component);
  invertLower(lower, columns);
  const deviation = new Float64Array(columns);
  return {
    squares: (features, rows, mean, into, stride, at) =>
      whitenedSquares(features, rows, mean, lower, deviation, into, stride, at),
    logDeviations: -sumOfLogs(lower, columns + 1),
  };
}

/** Of every so many of the values. */
function sumOfLogs(values: Float64Array, step: number): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += step) sum += Math.log(values[at]!);
  return sum;
}

function singular(name: string, component: number): RangeError {
  return new RangeError(
    `Cannot train ${name} as covariances must not be singular: got one for component ${component}; ` +
      "make regularization larger, k smaller, or leave out columns that follow from others",
  );
}
