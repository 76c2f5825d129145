import type { Rows, Training } from "../learner/learner.ts";
import { earlierState, milestone, within } from "../learner/milestones.ts";
import { CoMoments } from "../matrix/co-moments.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { blockRows } from "../stages/row-blocks.ts";
import { NearestCentre, nearestOf } from "./centres.ts";
import { mustFitRows } from "./first-centres.ts";
import { kMeans } from "./k-means-training.ts";
import { addShares } from "./kernels/gaussian.ts";
import type { Clusters, CovarianceForm, FoundMixture, Mixture } from "./learned.ts";
import { covarianceSize, type LogDensities, logDensities } from "./mixture.ts";

/** How a mixture is sought. */
export interface MixtureTraining {
  readonly name: string;
  readonly k: number;
  readonly covariance: CovarianceForm;
  /** First means; undefined: the centres that k-means finds. */
  readonly means: Matrix | undefined;
  readonly starts: number;
  /** Added to each variance. */
  readonly regularization: number;
  readonly maxIterations: number;
  /** Ends where the mean log density of the rows changes by less. */
  readonly tolerance: number;
  readonly seed: number;
}

/**
 * Expectation and maximization, a pass over the rows for each step: from the distances of rows to clusters, to the most likely mixture
 * nearby.
 *
 * @see Dempster, Laird, Rubin, “Maximum Likelihood from Incomplete Data via the EM Algorithm”, J. R. Stat. Soc. B 39, 1977.
 */
export function* gaussianMixture(columns: number, how: MixtureTraining): Training<FoundMixture> {
  mustFitRows(how.name, "means", how.means, columns);
  const all = how.covariance === "tied" ? new CoMoments(columns, "features") : undefined;
  if (all !== undefined) yield (rows) => all.add(rows);
  const earlier = yield* earlierState<KeptSteps>();
  let best = earlier?.bestWeights === undefined ? undefined : bestOf(earlier as Required<KeptSteps>);
  for (let start = earlier?.start ?? 0; start < how.starts; start++) {
    const kept = earlier?.start === start ? earlier : undefined;
    const found = yield* steps(columns, how, start, all, kept, best);
    if (best === undefined || found.logLikelihood > best.logLikelihood) best = found;
  }
  return best!;
}

/** Where steps, or the search for the centres that they begin with, can go on, and the best of the runs before. */
interface KeptSteps extends Record<string, number | Float64Array | undefined>, Partial<Mixture> {
  readonly start: number;
  readonly iteration?: number;
  readonly before?: number;
  readonly bestWeights?: Float64Array;
  readonly bestMeans?: Float64Array;
  readonly bestCovariances?: Float64Array;
  readonly bestLikelihood?: number;
  readonly bestIterations?: number;
}

function bestOf(kept: Required<KeptSteps>): FoundMixture {
  const { bestWeights: weights, bestMeans: means, bestCovariances: covariances } = kept;
  return { weights, means, covariances, logLikelihood: kept.bestLikelihood, iterations: kept.bestIterations };
}

function* steps(
  columns: number,
  how: MixtureTraining,
  start: number,
  all: CoMoments | undefined,
  kept: KeptSteps | undefined,
  best: FoundMixture | undefined,
): Training<FoundMixture> {
  const { name, covariance, tolerance, maxIterations } = how;
  const others = {
    start,
    bestWeights: best?.weights,
    bestMeans: best?.means,
    bestCovariances: best?.covariances,
    bestLikelihood: best?.logLikelihood,
    bestIterations: best?.iterations,
  };
  let mixture: Mixture;
  if (kept?.weights !== undefined) mixture = kept as Mixture;
  else if (how.means === undefined)
    mixture = yield* aroundCentres(columns, how, start, all, (centres) => within(centres, () => others, kept));
  else mixture = yield* around(how.means, how);
  let before = kept?.before ?? Number.NEGATIVE_INFINITY;
  for (let iteration = kept?.iteration ?? 1; ; iteration++) {
    const { weights, means, covariances } = mixture;
    const now = { weights, means, covariances, iteration, before };
    yield* milestone(() => ({ ...others, ...now }));
    const shares = new Shares(how, mixture.means, all, mixture);
    const densities = logDensities(name, covariance, mixture);
    yield (rows) => shares.addLikely(rows, densities);
    const logLikelihood = shares.logLikelihood();
    const isEnough = Math.abs(logLikelihood - before) < tolerance;
    if (isEnough || iteration > maxIterations)
      return { weights, means, covariances, logLikelihood, iterations: iteration - 1 };
    before = logLikelihood;
    mixture = shares.mixture();
  }
}

/** As likely as one another, each as wide as all rows are. */
function* around(means: Matrix, { k, covariance, regularization }: MixtureTraining): Training<Mixture> {
  const { columns } = means;
  const all = new CoMoments(columns, "features");
  yield (rows) => all.add(rows);
  const { data } = all.centred();
  const variances = Float64Array.from(
    { length: columns },
    (_, at) => data[at * (columns + 1)]! / all.weight + regularization,
  );
  const weights = new Float64Array(k).fill(1 / k);
  const mean = variances.reduce((sum, variance) => sum + variance, 0) / columns;
  if (covariance === "spherical") return { weights, means: means.data, covariances: new Float64Array(k).fill(mean) };
  const own = new Float64Array(covarianceSize(covariance, k, columns));
  const step = covariance === "diagonal" ? 1 : columns + 1;
  for (let start = 0; start < own.length; start += step * columns - step + 1) {
    for (let at = 0; at < columns; at++) own[start + at * step] = variances[at]!;
  }
  return { weights, means: means.data, covariances: own };
}

/** Each row with the nearest of the centres that k-means finds. */
function* aroundCentres(
  columns: number,
  how: MixtureTraining,
  start: number,
  all: CoMoments | undefined,
  inside: (search: Training<Clusters>) => Training<Clusters>,
): Training<Mixture> {
  const { name, k, seed } = how;
  const search = kMeans(columns, { name, k, starts: 1, maxIterations: 300, tolerance: 1e-4, seed: seed + start });
  const centres = { data: (yield* inside(search)).centres, rows: k, columns };
  const assigned = new Shares(how, centres.data, all);
  const nearest = new NearestCentre(centres);
  yield (rows) => assigned.addNearest(rows, nearest);
  return assigned.mixture();
}

/** Rows of one pass, shared out among the components. */
class Shares {
  readonly #how: MixtureTraining;
  readonly #columns: number;
  readonly #before: Mixture | undefined;
  readonly #all: CoMoments | undefined;
  /** Of each component. */
  readonly #parts: readonly Part[];
  readonly #own = new Float64Array(blockRows);
  #weight = 0;
  #logs = 0;

  /** @param origins From where deviations are taken, near the means that come. */
  constructor(how: MixtureTraining, origins: Float64Array, all: CoMoments | undefined, before?: Mixture) {
    const columns = origins.length / how.k;
    this.#how = how;
    this.#columns = columns;
    this.#all = all;
    this.#before = before;
    this.#parts = Array.from({ length: how.k }, (_, component) => {
      const origin = partOf(origins, component, how.k);
      return how.covariance === "full" ? new FullPart(origin) : new ColumnPart(origin);
    });
  }

  /** Each row is with the nearest centre. */
  addNearest(rows: Rows, centres: NearestCentre): void {
    const nearest = nearestOf(rows.features, centres);
    this.#parts.forEach((part, component) => {
      const own = this.#own.subarray(0, rows.features.rows);
      for (let row = 0; row < own.length; row++) own[row] = nearest[row] === component ? (rows.weights?.[row] ?? 1) : 0;
      part.add(rows.features, own);
    });
  }

  /** Each row is with all components, as likely as it comes from them. */
  addLikely({ features, weights }: Rows, densities: LogDensities): void {
    const logs = densities(features);
    const { data, rows, columns: k } = logs;
    for (let row = 0, base = 0; row < rows; row++, base += k) {
      const weight = weights?.[row] ?? 1;
      this.#weight += weight;
      this.#logs += weight * toShares(data, base, k, weight);
    }
    this.#parts.forEach((part, component) => {
      const own = this.#own.subarray(0, rows);
      for (let row = 0, at = component; row < rows; row++, at += k) own[row] = data[at]!;
      part.add(features, own);
    });
  }

  /** Of the mixture whose densities were given. */
  logLikelihood(): number {
    return this.#logs / this.#weight;
  }

  /** The mixture of which the shares are most likely. */
  mixture(): Mixture {
    const total = this.#parts.reduce((sum, { weight }) => sum + weight, 0);
    const means = concatenated(this.#parts.map((part, component) => this.#meanOf(part, component)));
    return {
      weights: Float64Array.from(this.#parts, ({ weight }) => weight / total),
      means,
      covariances:
        this.#all === undefined
          ? concatenated(this.#parts.map((part, component) => this.#covarianceOf(part, component)))
          : this.#tied(this.#all, means, total),
    };
  }

  /** A component without rows stays where it was. */
  #meanOf(part: Part, component: number): Float64Array {
    if (part.weight > 0 || this.#before === undefined) return part.means;
    return partOf(this.#before.means, component, this.#how.k);
  }

  #covarianceOf(part: Part, component: number): Float64Array {
    const { k, covariance, regularization } = this.#how;
    if (part.weight === 0 && this.#before !== undefined) return partOf(this.#before.covariances, component, k);
    const own = part.covariance();
    if (covariance === "spherical") {
      return Float64Array.of(own.reduce((sum, variance) => sum + variance, 0) / own.length + regularization);
    }
    const step = covariance === "full" ? this.#columns + 1 : 1;
    for (let at = 0; at < own.length; at += step) own[at]! += regularization;
    return own;
  }

  /** What is left of the scatter of all rows beside that of the means. */
  #tied(all: CoMoments, means: Float64Array, total: number): Float64Array {
    const columns = this.#columns;
    const { data } = all.centred();
    this.#parts.forEach(({ weight }, component) => {
      const apart = all.means.map((mean, column) => means[component * columns + column]! - mean);
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) data[i * columns + j]! -= weight * apart[i]! * apart[j]!;
      }
    });
    for (let at = 0; at < data.length; at++) data[at]! /= total;
    for (let i = 0; i < columns; i++) data[i * columns + i]! += this.#how.regularization;
    return data;
  }
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.forEach((part, at) => whole.set(part, at * part.length));
  return whole;
}

function partOf(whole: Float64Array, part: number, parts: number): Float64Array {
  const size = whole.length / parts;
  return whole.slice(part * size, (part + 1) * size);
}

/** Logarithms become shares of the weight; gives the logarithm of their sum. */
function toShares(logs: Float64Array, base: number, k: number, weight: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = base; at < base + k; at++) largest = Math.max(largest, logs[at]!);
  let sum = 0;
  for (let at = base; at < base + k; at++) {
    const power = Math.exp(logs[at]! - largest);
    logs[at] = power;
    sum += power;
  }
  for (let at = base; at < base + k; at++) logs[at]! *= weight / sum;
  return largest + Math.log(sum);
}

/** The rows of one component. */
interface Part {
  readonly weight: number;
  readonly means: Float64Array; // [columns]
  add(features: Matrix, shares: Float64Array): void;
  /** As a matrix, or its diagonal. */
  covariance(): Float64Array;
}

class FullPart implements Part {
  readonly #origin: Float64Array;
  readonly #moments: CoMoments;

  constructor(origin: Float64Array) {
    this.#origin = origin;
    this.#moments = new CoMoments(origin.length, "features");
  }

  get weight(): number {
    return this.#moments.weight;
  }

  get means(): Float64Array {
    return this.weight === 0 ? this.#origin : this.#moments.means;
  }

  add(features: Matrix, shares: Float64Array): void {
    this.#moments.add({ features, weights: shares });
  }

  covariance(): Float64Array {
    const { weight } = this.#moments;
    return this.#moments.centred().data.map((sum) => (weight === 0 ? 0 : sum / weight));
  }
}

/** Of which only what each column does by itself counts. */
class ColumnPart implements Part {
  weight = 0;
  readonly #origin: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(origin: Float64Array) {
    this.#origin = origin;
    this.#sums = new Float64Array(origin.length);
    this.#squares = new Float64Array(origin.length);
  }

  get means(): Float64Array {
    return this.#origin.map((origin, column) => origin + (this.weight === 0 ? 0 : this.#sums[column]! / this.weight));
  }

  add({ data, rows }: Matrix, shares: Float64Array): void {
    this.weight += addShares(data, rows, shares, this.#origin, this.#sums, this.#squares);
  }

  covariance(): Float64Array {
    const { weight } = this;
    return this.#squares.map((sum, column) =>
      weight === 0 ? 0 : Math.max(0, sum / weight - (this.#sums[column]! / weight) ** 2),
    );
  }
}
