import { squaredDistance } from "../kernels/nearest.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { earlierState, milestone } from "../learner/milestones.ts";
import { type Random, randomOf } from "../learner/random.ts";
import { RowSample } from "../learner/row-sample.ts";
import { atScale, Extent } from "../matrix/extent.ts";
import { blockMemory } from "../matrix/kernel-choice.ts";
import { type KernelMemory, memoryFor } from "../matrix/kernel-memory.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import { NearestCentre } from "./centres.ts";
import { mustFitRows } from "./first-centres.ts";
import { plusPlusCentres } from "./k-means-start.ts";
import type { Clusters } from "./learned.ts";
import { timesScale } from "./scaled-rows.ts";

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
  mustFitRows(how.name, "centres", how.centres, columns);
  const random = randomOf(how.seed);
  const sample = new RowSample(mostCandidates, columns, random);
  const spread = new Spread(columns);
  const extent = new Extent();
  let seen = 0;
  yield (rows) => {
    if (how.centres === undefined) sample.add(rows);
    if (how.tolerance > 0) spread.add(rows);
    extent.add(rows.features.data);
    seen += rows.features.rows;
  };
  if (how.centres === undefined) seen = sample.seen;
  if (seen < how.k) {
    throw new RangeError(
      `Cannot train ${how.name} as there must be at least k = ${how.k} rows: got ${seen}; make k smaller`,
    );
  }
  const scale = extent.scale();
  if (scale !== 1) return yield* scaledKMeans(columns, how, scale);
  const enough = how.tolerance > 0 ? how.tolerance * spread.meanVariance() : 0;
  const earlier = yield* earlierState<KeptIterations>();
  let best = earlier?.best === undefined ? undefined : clustersOf(earlier as Required<KeptIterations>);
  for (let start = 0; start < how.starts; start++) {
    const first = yield* firstCentres(how, sample, random);
    if (earlier !== undefined && start < earlier.start) continue;
    const kept = earlier?.start === start ? earlier : undefined;
    const others = { start, best: best?.centres, bestInertia: best?.inertia, bestIterations: best?.iterations };
    const found = yield* iterations(first, how.maxIterations, enough, kept, others);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** Where iterations can go on, and the best of the runs before. Bisections and mixtures keep it too: their versions rise with that of k-means. */
interface KeptIterations extends Record<string, number | Float64Array | undefined> {
  readonly start: number;
  readonly iteration: number;
  readonly centres: Float64Array;
  readonly enoughMoved: number;
  readonly best?: Float64Array;
  readonly bestInertia?: number;
  readonly bestIterations?: number;
}

function clustersOf({ best, bestInertia, bestIterations }: Required<KeptIterations>): Clusters {
  return { centres: best, inertia: bestInertia, iterations: bestIterations };
}

/** Where squares would be infinite or 0: of rows times a power of two, to the bit what it would be of those if there were such squares. */
function* scaledKMeans(columns: number, how: KMeansTraining, scale: number): Training<Clusters> {
  const centres = how.centres && { ...how.centres, data: atScale(how.centres.data, scale) };
  const found = yield* timesScale(kMeans(columns, { ...how, centres }), scale);
  const { inertia, iterations } = found;
  return { centres: found.centres.map((value) => value / scale), inertia: inertia / scale / scale, iterations };
}

function* firstCentres({ k, centres }: KMeansTraining, sample: RowSample, random: Random): Training<Matrix> {
  if (centres !== undefined) return centres;
  const { features, weights } = sample.finish();
  return yield* plusPlusCentres(features, weights, k, random);
}

function* iterations(
  start: Matrix,
  maxIterations: number,
  enough: number,
  kept: KeptIterations | undefined,
  others: Omit<KeptIterations, "iteration" | "centres" | "enoughMoved">,
): Training<Clusters> {
  let centres = kept === undefined ? start : { ...start, data: kept.centres };
  let enoughMoved = kept?.enoughMoved === 1;
  for (let iteration = kept?.iteration ?? 0; ; iteration++) {
    const now = { iteration, centres: centres.data, enoughMoved: Number(enoughMoved) };
    yield* milestone(() => ({ ...others, ...now }));
    const isLast = enoughMoved || iteration === maxIterations;
    const assigned = new Assigned(centres, start, isLast);
    yield (rows) => assigned.add(rows);
    const farthest = assigned.isOneEmpty && !isLast ? yield* measured(centres, start) : assigned;
    const means = assigned.means(farthest);
    const moved = squaredDistance(means.data, 0, centres.data, 0, means.data.length);
    // Where nothing moves any more the pass that shows it counts, as each row was assigned once more.
    const counted = moved === 0 && iteration < maxIterations ? iteration + 1 : iteration;
    if (isLast || moved === 0) {
      const { inertia } = isLast ? assigned : yield* measured(centres, start);
      return { centres: centres.data, inertia, iterations: counted };
    }
    centres = means;
    enoughMoved = moved <= enough;
  }
}

/** What passes leave out that only seek means: how far rows are from their centres. */
function* measured(centres: Matrix, start: Matrix): Training<Assigned> {
  const assigned = new Assigned(centres, start, true);
  yield (rows) => assigned.add(rows);
  return assigned;
}

/** Rows of one pass, assigned to centres. */
class Assigned {
  /** Σ weight · squared distance, where distances are measured. */
  inertia = 0;
  readonly #centres: Matrix;
  readonly #nearest: NearestCentre;
  /** Taken from sums, the same in all passes, so that the same rows have the same mean to the bit. */
  readonly #origin: Float64Array; // [columns]
  readonly #sums: Matrix; // [k × columns]: Σ weight · (row − origin)
  readonly #weights: Float64Array; // [k]
  readonly #measures: boolean;
  /** Of each centre the row that is farthest from it, in case that another has no rows. */
  readonly #farthest: Matrix; // [k × columns]
  readonly #farthestDistances: Float64Array; // [k]

  /** @param measures Whether distances are measured. */
  constructor(centres: Matrix, start: Matrix, measures: boolean) {
    this.#centres = centres;
    this.#origin = start.data.subarray(0, start.columns);
    this.#nearest = new NearestCentre(centres);
    this.#sums = zeros(centres.rows, centres.columns);
    this.#weights = new Float64Array(centres.rows);
    this.#measures = measures;
    this.#farthest = zeros(centres.rows, centres.columns);
    this.#farthestDistances = new Float64Array(centres.rows);
  }

  get isOneEmpty(): boolean {
    return this.#weights.includes(0);
  }

  add({ features, weights }: Rows): void {
    const { data, rows, columns } = features;
    const memory = this.#memoryFor(rows, columns);
    const own = { ...features, data: memory.copy(data) };
    const nearest = this.#nearest.of(own, memory);
    const [centres, origin] = [memory.copy(this.#centres.data), memory.copy(this.#origin)];
    const [sums, counts] = [memory.copy(this.#sums.data), memory.copy(this.#weights)];
    const of = [own.data, memory.copy(weights), nearest, rows, columns] as const;
    if (this.#measures) {
      const distances = memory.float64(rows);
      this.inertia += memory.run("addAssigned", ...of, centres, origin, sums, counts, distances);
      this.#lookForFarthest(data, nearest, distances);
    } else {
      memory.run("addToCentres", ...of, origin, sums, counts);
    }
    this.#sums.data.set(sums);
    this.#weights.set(counts);
  }

  #memoryFor(rows: number, columns: number): KernelMemory {
    const centres = this.#centres.data.length;
    const lengths = [rows * columns, rows, rows, centres, columns, centres, centres, ...this.#nearest.roomFor(rows)];
    return blockMemory(memoryFor(...lengths.map((length) => length * Float64Array.BYTES_PER_ELEMENT)));
  }

  #lookForFarthest(data: Float64Array, nearest: Uint32Array, distances: Float64Array): void {
    const { columns } = this.#farthest;
    for (let row = 0; row < distances.length; row++) {
      const centre = nearest[row]!;
      if (!(distances[row]! > this.#farthestDistances[centre]!)) continue;
      this.#farthestDistances[centre] = distances[row]!;
      this.#farthest.data.set(data.subarray(row * columns, (row + 1) * columns), centre * columns);
    }
  }

  /**
   * The means of the rows of each centre; a centre without rows moves to the row that is farthest from its own.
   *
   * @param measured Where distances of the same rows and centres were measured, if a centre has no rows.
   */
  means(measured: Assigned): Matrix {
    const { rows: k, columns, data } = this.#centres;
    const [farthest, distances] = [measured.#farthest.data, measured.#farthestDistances];
    const means = zeros(k, columns);
    const byDistance = Array.from(distances.keys())
      .filter((centre) => distances[centre]! > 0)
      .sort((a, b) => distances[b]! - distances[a]!);
    for (let centre = 0; centre < k; centre++) {
      const weight = this.#weights[centre]!;
      const base = centre * columns;
      const moved = weight > 0 ? undefined : byDistance.shift();
      for (let c = 0; c < columns; c++) {
        const mean = weight > 0 ? this.#origin[c]! + this.#sums.data[base + c]! / weight : data[base + c]!;
        means.data[base + c] = moved === undefined ? mean : farthest[moved * columns + c]!;
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
