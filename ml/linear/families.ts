import { binomialDeviance, tweedieDeviance } from "./kernels/deviances.ts";

/** How labels are distributed around their mean. */
export type Family = "poisson" | "gamma" | "inverseGaussian" | "tweedie" | "binomial";

/** What a search must know of a family. */
export interface Deviance {
  /** What labels must be: `numbers ≥ 0`. */
  readonly labels: string;
  takes(label: number): boolean;
  /** The score whose mean is that; infinite where no score has it. */
  link(mean: number): number;
  mean(score: number): number;
  /** Half the deviance of a block, as `tweedieDeviance`. */
  add(
    scores: Float64Array,
    labels: Float64Array,
    weights: Float64Array | undefined,
    curvatures: Float64Array,
    rows: number,
  ): number;
}

const powers = { poisson: 1, gamma: 2, inverseGaussian: 3 } as const;

/**
 * The deviance of a family; means are e^score, of a binomial one 1 ÷ (1 + e^−score).
 *
 * @see Jørgensen, “Exponential Dispersion Models”, J. R. Stat. Soc. B 49, 1987 (Tweedie's family: variances are powers of means).
 */
export function devianceOf(family: Family, power: number): Deviance {
  if (family === "binomial") {
    return {
      labels: "shares from 0 to 1",
      takes: (label) => label >= 0 && label <= 1,
      link: (mean) => Math.log(mean) - Math.log1p(-mean),
      mean: (score) => 1 / (1 + Math.exp(-score)),
      add: binomialDeviance,
    };
  }
  const own = family === "tweedie" ? power : powers[family];
  return {
    labels: own < 2 ? "numbers ≥ 0" : "numbers > 0",
    takes: (label) => (own < 2 ? label >= 0 : label > 0),
    link: Math.log,
    mean: Math.exp,
    add: (scores, labels, weights, curvatures, rows) => tweedieDeviance(scores, labels, weights, curvatures, rows, own),
  };
}
