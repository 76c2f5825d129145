const golden = (3 - Math.sqrt(5)) / 2;
const growth = (1 + Math.sqrt(5)) / 2;
const mostSteps = 500;

/**
 * The argument of the least value of a function of one number that falls and then rises, from two arguments on.
 *
 * @param tolerance Relative to the argument.
 * @see Brent, "Algorithms for Minimization without Derivatives", 1973, ch. 5.
 */
export function minimumOf(of: (x: number) => number, a: number, b: number, tolerance: number): number {
  let [low, high] = bracket(of, a, b);
  let best = low + golden * (high - low);
  let [second, third] = [best, best];
  let [bestValue, secondValue, thirdValue] = [of(best), of(best), of(best)];
  let step = 0;
  let before = 0;
  for (let round = 0; round < mostSteps; round++) {
    const middle = (low + high) / 2;
    const near = tolerance * Math.abs(best) + 1e-11;
    if (Math.abs(best - middle) <= 2 * near - (high - low) / 2) break;
    const parabolic =
      Math.abs(before) > near ? vertex([best, bestValue], [second, secondValue], [third, thirdValue]) : Number.NaN;
    const isGood = parabolic > low - best && parabolic < high - best && Math.abs(parabolic) < Math.abs(before / 2);
    before = isGood ? step : best >= middle ? low - best : high - best;
    step = isGood ? parabolic : golden * before;
    const next = best + (Math.abs(step) >= near ? step : Math.sign(step) * near);
    const value = of(next);
    if (value <= bestValue) {
      if (next >= best) low = best;
      else high = best;
      [third, thirdValue, second, secondValue] = [second, secondValue, best, bestValue];
      [best, bestValue] = [next, value];
    } else {
      if (next < best) low = next;
      else high = next;
      if (value <= secondValue || second === best) {
        [third, thirdValue, second, secondValue] = [second, secondValue, next, value];
      } else if (value <= thirdValue || third === best || third === second) [third, thirdValue] = [next, value];
    }
  }
  return best;
}

/** Arguments between which there is a lesser value than at both. */
function bracket(of: (x: number) => number, a: number, b: number): [low: number, high: number] {
  let [left, middle] = of(a) < of(b) ? [b, a] : [a, b];
  let right = middle + growth * (middle - left);
  for (let round = 0; round < mostSteps && of(right) < of(middle); round++) {
    [left, middle] = [middle, right];
    right = middle + growth * (middle - left);
  }
  return [Math.min(left, right), Math.max(left, right)];
}

type Point = readonly [x: number, value: number];

/** From the first point to the vertex of the parabola through all three. */
function vertex([x, fx]: Point, [w, fw]: Point, [v, fv]: Point): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  return ((x - v) * q - (x - w) * r) / (2 * (r - q));
}
