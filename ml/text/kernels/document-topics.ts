/** What a count is divided by is not 0. */
const tiny = 2 ** -52;

/**
 * The topics of a document, γ, by variational inference: from ones, `γ[t] ← prior + Σ counts[e] · exp(E[log θ[t]]) · terms[e][t] / φ[e]`
 * with `φ[e] = Σ exp(E[log θ[t]]) · terms[e][t]`, until γ changes by less than the tolerance on average.
 *
 * @returns How many times it was computed.
 * @see Hoffman, Blei, Bach, “Online Learning for Latent Dirichlet Allocation”, NIPS 2010, algorithm 1.
 */
export function documentTopics(
  indices: Int32Array, // terms of the document, from `from` up to `to`
  counts: Float64Array,
  from: number,
  to: number,
  terms: Float64Array, // [terms × topics], exp(E[log β])
  prior: number,
  most: number, // times at most
  tolerance: number,
  gamma: Float64Array, // [topics], overwritten
  shares: Float64Array, // [topics], exp(E[log θ]), overwritten
  next: Float64Array, // [topics], overwritten
): number {
  const topics = gamma.length;
  gamma.fill(1);
  expectedShares(gamma, shares);
  for (let times = 1; times <= most; times++) {
    next.fill(0);
    for (let e = from; e < to; e++) {
      const at = indices[e]! * topics;
      let phi = tiny;
      for (let t = 0; t < topics; t++) phi += shares[t]! * terms[at + t]!;
      const part = counts[e]! / phi;
      for (let t = 0; t < topics; t++) next[t]! += part * terms[at + t]!;
    }
    let change = 0;
    for (let t = 0; t < topics; t++) {
      const now = prior + shares[t]! * next[t]!;
      change += Math.abs(now - gamma[t]!);
      gamma[t] = now;
    }
    expectedShares(gamma, shares);
    if (change / topics < tolerance) return times;
  }
  return most;
}

/** exp(E[log x]) of x that is Dirichlet distributed by the parameters. */
function expectedShares(parameters: Float64Array, out: Float64Array): void {
  let sum = 0;
  for (let at = 0; at < parameters.length; at++) sum += parameters[at]!;
  const whole = digamma(sum);
  for (let at = 0; at < parameters.length; at++) out[at] = Math.exp(digamma(parameters[at]!) - whole);
}

/** Adds to each term's topics how much of the document's count of it is each topic's, but for the factor `terms`. */
export function addTopics(
  indices: Int32Array,
  counts: Float64Array,
  from: number,
  to: number,
  terms: Float64Array, // [terms × topics]
  shares: Float64Array, // [topics]
  sums: Float64Array, // [terms × topics], added to
): void {
  const topics = shares.length;
  for (let e = from; e < to; e++) {
    const at = indices[e]! * topics;
    let phi = tiny;
    for (let t = 0; t < topics; t++) phi += shares[t]! * terms[at + t]!;
    const part = counts[e]! / phi;
    for (let t = 0; t < topics; t++) sums[at + t]! += part * shares[t]!;
  }
}

/**
 * ψ(x) for x > 0, the derivative of ln Γ, to about 14 digits: ψ(x) = ψ(x + 1) − 1/x up to 6, then the asymptotic series.
 *
 * @see Bernardo, “Algorithm AS 103: Psi (Digamma) Function”, Applied Statistics 25, 1976.
 */
export function digamma(x: number): number {
  let [y, sum] = [x, 0];
  while (y < 10) {
    sum -= 1 / y;
    y++;
  }
  const r = 1 / (y * y);
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - (r * 691) / 32760)))));
  return sum + Math.log(y) - 0.5 / y - series;
}
