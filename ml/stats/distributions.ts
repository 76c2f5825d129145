/** The natural logarithm of Γ(x), x > 0, to 15 digits. @see Lanczos, "A precision approximation of the gamma function", 1964. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = 0.9999999999998099;
  lanczos.forEach((coefficient, at) => {
    sum += coefficient / (x + at);
  });
  const shifted = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

const tiny = 1e-300;
const mostSteps = 10_000;

/**
 * A continued fraction `b(0) + a(1) / (b(1) + a(2) / (b(2) + …))`, by Lentz's algorithm.
 *
 * @see Press et al., Numerical Recipes, 5.2.
 */
function continuedFraction(a: (step: number) => number, b: (step: number) => number): number {
  let value = b(0) || tiny;
  let c = value;
  let d = 0;
  for (let step = 1; step < mostSteps; step++) {
    d = 1 / (b(step) + a(step) * d || tiny);
    c = b(step) + a(step) / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return value;
}

/** The probability that a chi-squared variable with so many degrees of freedom is greater than x: Q(k/2, x/2). */
export function chiSquaredAbove(x: number, degreesOfFreedom: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  const [s, half] = [degreesOfFreedom / 2, x / 2];
  const scale = Math.exp(s * Math.log(half) - half - logGamma(s));
  if (half < s + 1) {
    let term = 1 / s;
    let sum = term;
    for (let step = 1; step < mostSteps && term > sum * Number.EPSILON; step++) {
      term *= half / (s + step);
      sum += term;
    }
    return 1 - scale * sum;
  }
  return (
    scale /
    continuedFraction(
      (step) => -step * (step - s),
      (step) => half + 2 * step + 1 - s,
    )
  );
}

/** The regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction is fast below the mean; beyond, its mirror is.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const scale = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const numerator = (step: number): number => {
    const m = step >> 1;
    return step % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return scale / continuedFraction(numerator, () => 1);
}

/** The probability that an F variable with such degrees of freedom is greater than x. */
export function fAbove(x: number, between: number, within: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  return x === Number.POSITIVE_INFINITY ? 0 : incompleteBeta(within / (within + between * x), within / 2, between / 2);
}
