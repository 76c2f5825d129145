import { squaredDistance } from "../kernels/nearest.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { type Random, randomOf } from "../learner/random.ts";
import { RowSample } from "../learner/row-sample.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import { NearestCentre } from "./centres.ts";
import { plusPlusCentres } from "./k-means-start.ts";
import type { Clusters } from "./learned.ts";

/** How centres are sought. */
export interface KMeansTraining {
  readonly name: string;
  readonly k: number;
  /** Runs from other first centres; the best one counts. */
  readonly starts: number;
  readonly maxIterations: number;
  /** Ends where centres move by less than tolerance · mean variance of the columns, squared distances summed up. */
  readonly tolerance: number;
  readonly seed: number;
  /** First centres; undefined: k-means++ */
  readonly centres?: Matrix | undefined;
}

/** Rows among which first centres are drawn; more of them are sampled. */
const mostCandidates = 1 << 16;

/**
 * Lloyd's iterations: rows to their nearest centres, centres to the means of their rows, a pass each.
 *
 * @see Lloyd, “Least Squares Quantization in PCM”, IEEE Trans. Inf. Theory 28, 1982.
 */
export function* kMeans(columns: number, how: KMeansTraining): Training<Clusters> {
  if (how.centres !== undefined && how.centres.columns !== columns) {
    throw new RangeError(
      `Cannot train ${how.name} as its first centres must have the ${columns} features of the rows: got ${how.centres.columns}; ` +
        `give centres of ${columns}`,
    );
  }
  const random = randomOf(how.seed);
  const sample = new RowSample(mostCandidates, columns, random);
  const spread = new Spread(columns);
  yield (rows) => {
    sample.add(rows);
    spread.add(rows);
  };
  if (sample.seen < how.k) {
    throw new RangeError(
      `Cannot train ${how.name} as there must be at least k = ${how.k} rows: got ${sample.seen}; make k smaller`,
    );
  }
  const enough = how.tolerance * spread.meanVariance();
  let best: Clusters | undefined;
  for (let start = 0; start < how.starts; start++) {
    const found = yield* iterations(firstCentres(how, sample, random), how.maxIterations, enough);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

function firstCentres({ k, centres }: KMeansTraining, sample: RowSample, random: Random): Matrix {
  if (centres !== undefined) return centres;
  const { features, weights } = sample.finish();
  return plusPlusCentres(features, weights, k, random);
}

function* iterations(start: Matrix, maxIterations: number, enough: number): Training<Clusters> {
  let centres = start;
  let enoughMoved = false;
  for (let iteration = 0; ; iteration++) {
    const assigned = new Assigned(centres, start);
    yield (rows) => assigned.add(rows);
    const means = assigned.means();
    const moved = squaredDistance(means.data, 0, centres.data, 0, means.data.length);
    // Where nothing moves any more the pass that shows it counts, as each row was assigned once more.
    if (moved === 0 && iteration < maxIterations) return { ...foundBy(assigned, centres), iterations: iteration + 1 };
    if (enoughMoved || iteration === maxIterations) return { ...foundBy(assigned, centres), iterations: iteration };
    centres = means;
    enoughMoved = moved <= enough;
  }
}

function foundBy({ inertia }: Assigned, { data }: Matrix): Pick<Clusters, "centres" | "inertia"> {
  return { centres: data, inertia };
}

/** Rows of one pass, assigned to centres. */
class Assigned {
  inertia = 0;
  readonly #centres: Matrix;
  readonly #nearest: NearestCentre;
  /** Taken from sums, the same in all passes, so that the same rows have the same mean to the bit. */
  readonly #origin: Float64Array; // [columns]
  readonly #sums: Matrix; // [k × columns]: Σ weight · (row − origin)
  readonly #weights: Float64Array; // [k]
  /** Of each centre the row that is farthest from it, in case that another has no rows. */
  readonly #farthest: Matrix; // [k × columns]
  readonly #farthestDistances: Float64Array; // [k]

  constructor(centres: Matrix, start: Matrix) {
    this.#centres = centres;
    this.#origin = start.data.subarray(0, start.columns);
    this.#nearest = new NearestCentre(centres);
    this.#sums = zeros(centres.rows, centres.columns);
    this.#weights = new Float64Array(centres.rows);
    this.#farthest = zeros(centres.rows, centres.columns);
    this.#farthestDistances = new Float64Array(centres.rows);
  }

  add({ features, weights }: Rows): void {
    const { data, rows, columns } = features;
    const nearest = this.#nearest.of(features);
    const centres = this.#centres.data;
    const sums = this.#sums.data;
    const origin = this.#origin;
    let inertia = 0;
    for (let row = 0; row < rows; row++) {
      const centre = nearest[row]!;
      const weight = weights?.[row] ?? 1;
      const from = row * columns;
      const to = centre * columns;
      let distance = 0;
      for (let c = 0; c < columns; c++) {
        const value = data[from + c]!;
        const apart = value - centres[to + c]!;
        sums[to + c]! += weight * (value - origin[c]!);
        distance += apart * apart;
      }
      inertia += weight * distance;
      this.#weights[centre]! += weight;
      if (distance > this.#farthestDistances[centre]!) this.#remember(data, from, centre, distance);
    }
    this.inertia += inertia;
  }

  #remember(data: Float64Array, from: number, centre: number, distance: number): void {
    const { columns } = this.#farthest;
    this.#farthestDistances[centre] = distance;
    this.#farthest.data.set(data.subarray(from, from + columns), centre * columns);
  }

  /** The means of the rows of each centre; a centre without rows moves to the row that is farthest from its own. */
  means(): Matrix {
    const { rows: k, columns, data } = this.#centres;
    const means = zeros(k, columns);
    const byDistance = Array.from(this.#farthestDistances.keys())
      .filter((centre) => this.#farthestDistances[centre]! > 0)
      .sort((a, b) => this.#farthestDistances[b]! - this.#farthestDistances[a]!);
    for (let centre = 0; centre < k; centre++) {
      const weight = this.#weights[centre]!;
      const base = centre * columns;
      const moved = weight > 0 ? undefined : byDistance.shift();
      for (let c = 0; c < columns; c++) {
        const mean = weight > 0 ? this.#origin[c]! + this.#sums.data[base + c]! / weight : data[base + c]!;
        means.data[base + c] = moved === undefined ? mean : this.#farthest.data[moved * columns + c]!;
      }
    }
    return means;
  }
}

/** The mean of the columns' variances. */
class Spread {
  #weight = 0;
  #first: Float64Array | undefined;
  readonly #sums: Float64Array; // [columns]: Σ weight · (x − first)
  readonly #squares: Float64Array; // [columns]

  constructor(columns: number) {
    this.#sums = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }

  add({ features: { data, rows, columns }, weights }: Rows): void {
    this.#first ??= data.slice(0, columns);
    for (let row = 0; row < rows; row++) {
      const weight = weights?.[row] ?? 1;
      this.#weight += weight;
      for (let c = 0; c < columns; c++) {
        const apart = data[row * columns + c]! - this.#first[c]!;
        this.#sums[c]! += weight * apart;
        this.#squares[c]! += weight * apart * apart;
      }
    }
  }

  meanVariance(): number {
    const { length } = this.#sums;
    const variances = this.#squares.map((sum, c) => (sum - this.#sums[c]! ** 2 / this.#weight) / this.#weight);
    return variances.reduce((sum, variance) => sum + Math.max(0, variance), 0) / length;
  }
}
