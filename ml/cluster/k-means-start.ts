import { squaredDistance } from "../kernels/nearest.ts";
import type { Training } from "../learner/learner.ts";
import type { Random } from "../learner/random.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";

/**
 * First centres for k-means: each a row, drawn with a chance that grows with the squared distance from those before. Of
 * 2 + ⌊ln k⌋ rows that are drawn it takes the one after which all rows are nearest to a centre.
 *
 * @see Arthur, Vassilvitskii, “k-means++: The Advantages of Careful Seeding”, SODA 2007, §2.2, and its greedy variant in §5.
 */
export function* plusPlusCentres(features: Matrix, weights: Float64Array, k: number, random: Random): Training<Matrix> {
  const { columns } = features;
  const centres = zeros(k, columns);
  const distances = new Float64Array(features.rows).fill(Number.POSITIVE_INFINITY);
  let chosen = drawn(weights, sumOf(weights), random);
  for (let centre = 0; centre < k; centre++) {
    if (centre > 0) chosen = yield* bestDrawn(features, weights, distances, 2 + Math.floor(Math.log(k)), random);
    centres.data.set(features.data.subarray(chosen * columns, (chosen + 1) * columns), centre * columns);
    yield* inTurns(features, (start, end) => shrink(features, chosen, distances, start, end));
  }
  return centres;
}

/** Values of rows that are looked at between two turns: some milliseconds of them. */
const valuesOfTurn = 2 ** 21;

/** Some work on all rows, so many at a time that others may take their turn in between. */
function* inTurns({ rows, columns }: Matrix, work: (start: number, end: number) => void): Training<void> {
  const together = Math.ceil(valuesOfTurn / columns);
  for (let start = 0; start < rows; start += together) {
    work(start, Math.min(rows, start + together));
    yield undefined;
  }
}

/** Of some rows, drawn by weight · squared distance, the one that leaves the least of both. */
function* bestDrawn(
  features: Matrix,
  weights: Float64Array,
  distances: Float64Array,
  trials: number,
  random: Random,
): Training<number> {
  const chances = distances.map((distance, row) => distance * weights[row]!);
  const total = sumOf(chances);
  // All rows lie on centres: any will do.
  if (total === 0) return drawn(weights, sumOf(weights), random);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < trials; trial++) {
    const row = drawn(chances, total, random);
    let left = 0;
    yield* inTurns(features, (start, end) => {
      left = leftAfter(features, row, weights, distances, start, end, left);
    });
    if (left >= least) continue;
    least = left;
    best = row;
  }
  return best;
}

function drawn(chances: Float64Array, total: number, random: Random): number {
  let rest = random.next() * total;
  let last = 0;
  for (let row = 0; row < chances.length; row++) {
    if (chances[row] === 0) continue;
    rest -= chances[row]!;
    last = row;
    if (rest < 0) break;
  }
  return last;
}

/** Of rows [start, end), added to what those before them leave. */
function leftAfter(
  { data, columns }: Matrix,
  chosen: number,
  weights: Float64Array,
  distances: Float64Array,
  start: number,
  end: number,
  before: number,
): number {
  let left = before;
  for (let row = start; row < end; row++) {
    const distance = squaredDistance(data, row * columns, data, chosen * columns, columns);
    left += weights[row]! * Math.min(distance, distances[row]!);
  }
  return left;
}

function shrink({ data, columns }: Matrix, chosen: number, distances: Float64Array, start: number, end: number): void {
  for (let row = start; row < end; row++) {
    const distance = squaredDistance(data, row * columns, data, chosen * columns, columns);
    if (distance < distances[row]!) distances[row] = distance;
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
