import { Classes } from "../learner/classes.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import { logPriors } from "./class-sums.ts";
import type { GaussianBayes } from "./learned.ts";

interface ClassMoments {
  weight: number;
  readonly means: Float64Array; // [columns]
  readonly squares: Float64Array; // [columns]: Σ w · (x − mean)²
}

/**
 * Means and variances of each class in one pass. `smoothing` of the largest variance of a column of all rows is added to each.
 *
 * @see West, “Updating Mean and Variance Estimates: An Improved Method”, Comm. ACM 22, 1979.
 */
export function* gaussianBayes(name: string, columns: number, smoothing: number): Training<GaussianBayes> {
  const labels = new Classes(name);
  const byLabel = new Map<number, ClassMoments>();
  yield (rows) => {
    labels.add(rows.labels!);
    addRows(rows, byLabel);
  };
  const classes = labels.finish();
  const moments = Array.from(classes, (label) => byLabel.get(label)!);
  const added = smoothing * (largestVariance(moments, columns) || 1);
  const means = zeros(classes.length, columns).data;
  const variances = zeros(classes.length, columns).data;
  moments.forEach((own, k) => {
    means.set(own.means, k * columns);
    variances.set(
      own.squares.map((sum) => sum / (own.weight || 1) + added),
      k * columns,
    );
  });
  return { classes, logPriors: logPriors(moments.map(({ weight }) => weight)), means, variances };
}

function addRows(
  { features: { data, rows, columns }, labels, weights }: Rows,
  byLabel: Map<number, ClassMoments>,
): void {
  for (let row = 0; row < rows; row++) {
    const label = labels![row]!;
    let own = byLabel.get(label);
    if (own === undefined) {
      own = { weight: 0, means: new Float64Array(columns), squares: new Float64Array(columns) };
      byLabel.set(label, own);
    }
    const weight = weights?.[row] ?? 1;
    if (weight > 0) addRow(data, row * columns, weight, own);
  }
}

function addRow(data: Float64Array, base: number, weight: number, own: ClassMoments): void {
  const { means, squares } = own;
  own.weight += weight;
  const share = weight / own.weight;
  for (let c = 0; c < means.length; c++) {
    const apart = data[base + c]! - means[c]!;
    const mean = means[c]! + share * apart;
    means[c] = mean;
    squares[c]! += weight * apart * (data[base + c]! - mean);
  }
}

/** Of all rows, put together from the classes. */
function largestVariance(moments: readonly ClassMoments[], columns: number): number {
  const total = moments.reduce((sum, { weight }) => sum + weight, 0);
  let largest = 0;
  for (let c = 0; c < columns; c++) {
    const mean = moments.reduce((sum, { weight, means }) => sum + weight * means[c]!, 0) / total;
    const squares = moments.reduce((sum, own) => sum + own.squares[c]! + own.weight * (own.means[c]! - mean) ** 2, 0);
    largest = Math.max(largest, squares / total);
  }
  return largest;
}

/** log P(class) + log P(row | class), for each row and class. */
export function gaussianScores({ data, rows, columns }: Matrix, learned: GaussianBayes): Matrix {
  const { classes, logPriors: priors, means, variances } = learned;
  const scores = zeros(rows, classes.length);
  for (let k = 0; k < classes.length; k++) {
    const base = k * columns;
    const inverse = variances.subarray(base, base + columns).map((variance) => 1 / variance);
    const constant = variances
      .subarray(base, base + columns)
      .reduce((sum, v) => sum - Math.log(2 * Math.PI * v) / 2, priors[k]!);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const apart = data[row * columns + c]! - means[base + c]!;
        sum += apart * apart * inverse[c]!;
      }
      scores.data[row * classes.length + k] = constant - sum / 2;
    }
  }
  return scores;
}
