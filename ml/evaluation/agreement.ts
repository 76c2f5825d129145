/** The sums of the rows and columns of a square matrix, and of all of it. */
export interface Margins {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly total: number;
}

export function marginsOf(counts: Float64Array, size: number): Margins {
  const rows = new Float64Array(size);
  const columns = new Float64Array(size);
  let total = 0;
  for (let at = 0; at < counts.length; at++) {
    rows[Math.floor(at / size)]! += counts[at]!;
    columns[at % size]! += counts[at]!;
    total += counts[at]!;
  }
  return { rows, columns, total };
}

/** How much it costs to take one class for another, by their places. */
export type KappaWeights = "equal" | "linear" | "quadratic";

/**
 * Cohen's kappa of a confusion matrix: 1 where all agree, 0 where no more do than by chance; NaN where there is one class only.
 *
 * @see Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement", Psychological Bulletin 70, 1968.
 */
export function kappaOf(counts: Float64Array, size: number, weights: KappaWeights): number {
  const { rows, columns, total } = marginsOf(counts, size);
  let observed = 0;
  let expected = 0;
  for (let at = 0; at < counts.length; at++) {
    const [row, column] = [Math.floor(at / size), at % size];
    const apart = Math.abs(row - column);
    const cost = weights === "equal" ? Math.min(apart, 1) : weights === "linear" ? apart : apart ** 2;
    observed += cost * counts[at]!;
    expected += (cost * rows[row]! * columns[column]!) / total;
  }
  return expected === 0 ? Number.NaN : 1 - observed / expected;
}

/**
 * Matthews' correlation of a confusion matrix, −1 to 1; 0 where all rows are of one class, or taken for one.
 *
 * @see Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", Comput. Biol. Chem. 28, 2004.
 */
export function matthewsOf(counts: Float64Array, size: number): number {
  const { rows, columns, total } = marginsOf(counts, size);
  let right = 0;
  let byChance = 0;
  let rowSquares = 0;
  let columnSquares = 0;
  for (let place = 0; place < size; place++) {
    right += counts[place * size + place]!;
    byChance += rows[place]! * columns[place]!;
    rowSquares += rows[place]! ** 2;
    columnSquares += columns[place]! ** 2;
  }
  const spread = (total ** 2 - rowSquares) * (total ** 2 - columnSquares);
  return spread > 0 ? (right * total - byChance) / Math.sqrt(spread) : 0;
}
