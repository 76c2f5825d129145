/**
 * The number below which this share of the weight lies: the smallest up to which there is so much, or, where it is just so much, halfway to
 * the next. A weight of 2 counts as two such numbers; the median is what it is everywhere.
 *
 * @see Hyndman, Fan, “Sample Quantiles in Statistical Packages”, The American Statistician 50, 1996, definition 2; found as in Hoare,
 *   “Algorithm 65: Find”, CACM 4, 1961.
 */
export function weightedQuantile(
  values: Float64Array, // [count], whose order changes; NaN is none of them
  weights: Float64Array, // [count], above 0; their order changes with that of the values
  count: number,
  share: number, // above 0, below 1
): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += weights[at]!;
  const wanted = share * total;
  // A sum that is off by rounding is just so much.
  const slack = 1e-12 * total;
  let [low, high, below, above] = [0, count, 0, Number.NaN];
  while (low < high) {
    const pivot = middleOf(values[low]!, values[(low + high) >>> 1]!, values[high - 1]!);
    const { less, equal, lessWeight, equalWeight } = parted(values, weights, low, high, pivot);
    if (below + lessWeight >= wanted - slack && less > low) {
      high = less;
      above = pivot;
    } else if (below + lessWeight + equalWeight >= wanted - slack) {
      if (below + lessWeight + equalWeight > wanted + slack) return pivot;
      const next = equal < high ? smallest(values, equal, high) : above;
      return Number.isNaN(next) ? pivot : pivot / 2 + next / 2;
    } else {
      low = equal;
      below += lessWeight + equalWeight;
    }
  }
  return above;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

interface Parted {
  /** Where those that equal the pivot begin, and where they end. */
  readonly less: number;
  readonly equal: number;
  readonly lessWeight: number;
  readonly equalWeight: number;
}

/** Puts what is less than the pivot first, then what equals it. */
function parted(values: Float64Array, weights: Float64Array, low: number, high: number, pivot: number): Parted {
  let [less, at, greater, lessWeight, equalWeight] = [low, low, high, 0, 0];
  while (at < greater) {
    const value = values[at]!;
    if (value < pivot) {
      lessWeight += weights[at]!;
      swap(values, weights, less++, at++);
    } else if (value > pivot) {
      swap(values, weights, at, --greater);
    } else {
      equalWeight += weights[at]!;
      at++;
    }
  }
  return { less, equal: greater, lessWeight, equalWeight };
}

function swap(values: Float64Array, weights: Float64Array, a: number, b: number): void {
  const [value, weight] = [values[a]!, weights[a]!];
  values[a] = values[b]!;
  weights[a] = weights[b]!;
  values[b] = value;
  weights[b] = weight;
}

function smallest(values: Float64Array, from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at < to; at++) if (values[at]! < least) least = values[at]!;
  return least;
}
