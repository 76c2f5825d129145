/**
 * A sum as two doubles: `sum + carry` is the total of the finite values, `sum` the double nearest to it.
 * Exact for integers while the total is below 2^105; for other values within about 2^-104 of the largest total on the
 * way, so that the order of adding and merging shows in the result only in the rarest case.
 */
export interface ExactSum {
  readonly sum: number;
  readonly carry: number;
  /** Values, finite or not. */
  readonly count: number;
  /**
   * +∞ among the values + 2^26 × (−∞ among them); a NaN counts as one of each. Counted so that they can be retracted. A
   * value by which the total would pass 1.8e308 counts as an infinity, too, and is never taken back. Less 1 and negative
   * where a bigint was among the values: the total is then one, where it is whole.
   */
  readonly infinities: number;
}

const minusInfinity = 2 ** 26;

export function zeroSum(): ExactSum {
  return { sum: 0, carry: 0, count: 0, infinities: 0 };
}

/**
 * Two-sum of `sum` and `value` gives a rounded sum and its error; the error joins the carry, and both are normalised.
 *
 * @see Knuth, “The Art of Computer Programming”, vol. 2, 4.2.2 Theorem B (two-sum); Dekker, “A floating-point technique
 * for extending the available precision”, Numerische Mathematik 18, 1971 (double-length addition).
 */
export function addToSum(partial: ExactSum, value: number): ExactSum {
  const total = partial.sum + value;
  // Neither is the value infinite nor is the total too large.
  const finite = total - total === 0;
  const term = finite ? value : 0;
  const rounded = finite ? total : partial.sum;
  const added = rounded - partial.sum;
  const carry = partial.carry + (partial.sum - (rounded - added) + (term - added));
  const sum = rounded + carry;
  return {
    sum,
    carry: carry - (sum - rounded),
    count: partial.count + 1,
    infinities: finite ? partial.infinities : withMore(partial.infinities, infinitiesIn(value)),
  };
}

export function retractFromSum(partial: ExactSum, value: number): ExactSum {
  const finite = value - value === 0;
  const { sum, carry, infinities } = addToSum(partial, finite ? -value : 0);
  return {
    sum,
    carry,
    count: partial.count - 1,
    infinities: finite ? infinities : withMore(infinities, -infinitiesIn(value)),
  };
}

function withMore(infinities: number, more: number): number {
  return infinities < 0 ? infinities - more : infinities + more;
}

function together(left: number, right: number, more: number): number {
  if (left >= 0 && right >= 0) return left + right + more;
  return -1 - (countedIn(left) + countedIn(right) + more);
}

function countedIn(infinities: number): number {
  return infinities < 0 ? -1 - infinities : infinities;
}

/** As `addToSum` of the other's sum and carry, in one literal: of two calls the objects between them are not removed by V8. */
export function mergeSums(left: ExactSum, right: ExactSum): ExactSum {
  const total = left.sum + right.sum;
  const finite = total - total === 0;
  const term = finite ? right.sum : 0;
  const rounded = finite ? total : left.sum;
  const added = rounded - left.sum;
  const carry = left.carry + right.carry + (left.sum - (rounded - added) + (term - added));
  const sum = rounded + carry;
  return {
    sum,
    carry: carry - (sum - rounded),
    count: left.count + right.count,
    infinities: together(left.infinities, right.infinities, finite ? 0 : infinitiesIn(right.sum)),
  };
}

/**
 * Sums as one number each, while that is exact: as long as the error of two-sum is 0 there is nothing to carry. −0 is the
 * sum of nothing, as no values make it: adding 0 first makes 0 of −0.
 */
export const plainSums: {
  readonly zero: number;
  readonly add: (partial: number, value: number) => number;
  readonly result: (partial: number) => number | null;
  readonly widen: (partial: number) => ExactSum;
  readonly narrow: (partial: ExactSum) => number;
} = {
  zero: -0,
  add: (partial, value) => plainTotal(partial, value + 0),
  result: (partial) => (Object.is(partial, -0) ? null : partial),
  widen: (partial) => (Object.is(partial, -0) ? zeroSum() : { sum: partial, carry: 0, count: 1, infinities: 0 }),
  narrow: ({ sum, carry, count, infinities }) => {
    if (count === 0) return -0;
    return carry === 0 && infinities === 0 ? sum + 0 : Number.NaN;
  },
};

/** NaN where the total is rounded, or a value not finite. */
function plainTotal(sum: number, value: number): number {
  const total = sum + value;
  const added = total - sum;
  return sum - (total - added) + (value - added) === 0 ? total : Number.NaN;
}

/** The total as the nearest double: the exact one up to 2^53, correctly rounded beyond. */
export function totalOf({ sum, carry, infinities }: ExactSum): number {
  const counted = countedIn(infinities);
  if (counted === 0) return sum + carry;
  const minus = Math.floor(counted / minusInfinity);
  const plus = counted - minus * minusInfinity;
  if (plus > 0 && minus > 0) return Number.NaN;
  return plus > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** From here on two doubles need not hold every whole number. */
const mostExact = 2 ** 105;

/** A sum of bigints is never rounded. */
export function mustBeExact(sum: number): void {
  if (!(Math.abs(sum) >= mostExact)) return;
  throw new RangeError(
    `Cannot add bigints as their sum must stay below 2^105 to be exact: got about ${sum}; ` +
      "where the nearest number will do add numbers, as in sum((row) => Number(row.column))",
  );
}

/** The total, as a bigint where one was among the values and it is whole. */
export function totalOfAny(partial: ExactSum): number | bigint {
  const { sum, carry, infinities } = partial;
  if (infinities < 0) mustBeExact(sum);
  return infinities === -1 && Number.isInteger(carry) && Number.isInteger(sum)
    ? BigInt(sum) + BigInt(carry)
    : totalOf(partial);
}

function infinitiesIn(value: number): number {
  if (Number.isNaN(value)) return 1 + minusInfinity;
  return value > 0 ? 1 : minusInfinity;
}
