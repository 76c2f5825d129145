import { dot } from "../kernels/vector.ts";
import { type Random, randomOf } from "../learner/random.ts";
import { addFactors, solveSums } from "../matrix/factors.ts";
import { ownMemory } from "../matrix/kernel-choice.ts";
import { type KernelMemory, memoryFor } from "../matrix/kernel-memory.ts";
import type { Factors } from "./learned.ts";
import type { Ratings, RatingsBy } from "./ratings.ts";

/** How factors are sought. */
export interface AlsTraining {
  readonly rank: number;
  readonly iterations: number;
  /** λ ≥ 0, which counts once for each rating of a user or an item. */
  readonly regularization: number;
  /** "implicit": ratings say how sure it is that a user likes an item, times this. */
  readonly confidence: number | undefined;
  readonly seed: number;
}

/** Where rounds can go on. */
export interface KeptFactors extends Record<string, number | Float64Array> {
  readonly iteration: number;
  readonly userFactors: Float64Array;
  readonly itemFactors: Float64Array;
}

/** The end of a round. */
export interface AlsRound {
  /** The root mean square error; NaN for implicit ratings. */
  readonly error: number;
  readonly kept: () => KeptFactors;
}

/**
 * Finds the best factors of the users for those of the items, then the other way round, and so on. It yields the end of each round, and
 * undefined in between, where others may take their turn.
 *
 * @see Zhou, Wilkinson, Schreiber, Pan, “Large-Scale Parallel Collaborative Filtering for the Netflix Prize”, AAIM 2008, §3 (λ times the
 *   number of ratings); Hu, Koren, Volinsky, “Collaborative Filtering for Implicit Feedback Datasets”, ICDM 2008, equations 4 and 5.
 */
export function* alternatingLeastSquares(
  { users, items, byUser, byItem }: Ratings,
  how: AlsTraining,
  earlier?: KeptFactors,
): Generator<AlsRound | undefined, Factors> {
  const { rank } = how;
  const memory = memoryOf(byUser, byItem, rank);
  // Vectors are read two numbers at a time: one more may follow the last.
  const [itemFactors, userFactors] = [items, users].map(({ length }) => memory.float64(length * rank + 1).fill(0)) as [
    Float64Array,
    Float64Array,
  ];
  itemFactors.set(earlier?.itemFactors ?? (yield* unitVectors(items.length, rank, randomOf(how.seed))));
  userFactors.set(earlier?.userFactors ?? []);
  const [ofUsers, ofItems] = [new Solver(memory, byUser, how), new Solver(memory, byItem, how)];
  const factors = (): Pick<Factors, "userFactors" | "itemFactors"> => ({
    userFactors: userFactors.slice(0, users.length * rank),
    itemFactors: itemFactors.slice(0, items.length * rank),
  });
  for (let iteration = earlier?.iteration ?? 0; iteration < how.iterations; iteration++) {
    yield* ofUsers.solve(itemFactors, userFactors);
    yield* ofItems.solve(userFactors, itemFactors);
    const error = how.confidence === undefined ? yield* ofUsers.error(userFactors, itemFactors) : Number.NaN;
    yield { error, kept: () => ({ iteration: iteration + 1, ...factors() }) };
  }
  return { users, items, ...factors() };
}

/** For both sides, and their factors. */
function memoryOf(byUser: RatingsBy, byItem: RatingsBy, rank: number): KernelMemory {
  const sizes = [byUser, byItem].flatMap(({ starts, others }) => {
    const [members, ratings] = [starts.length, others.length];
    return [4 * members, 4 * ratings, 8 * ratings, 8 * ratings, 8 * members, 8 * (members * rank + 1)];
  });
  const square = 8 * (rank * rank + 1);
  return ownMemory(memoryFor(...sizes, square, square, square, square));
}

/** Vectors of length 1 whose numbers are not negative: products of two of them are not negative either, as ratings are not. */
function* unitVectors(count: number, rank: number, random: Random): Generator<undefined, Float64Array> {
  const vectors = new Float64Array(count * rank);
  for (let start = 0; start < vectors.length; start += rank) {
    if (start % (rank * vectorsOfTurn) === 0) yield undefined;
    const vector = vectors.subarray(start, start + rank);
    for (let at = 0; at < rank; at++) vector[at] = random.next() + Number.EPSILON;
    const length = Math.sqrt(dot(vector, vector));
    for (let at = 0; at < rank; at++) vector[at]! /= length;
  }
  return vectors;
}

/** Products between which others may take their turn: some milliseconds of them. */
const productsOfTurn = 5e6;
const vectorsOfTurn = 2 ** 16;

/** Finds the factors of one side. */
class Solver {
  readonly #memory: KernelMemory;
  readonly #how: AlsTraining;
  readonly #starts: Uint32Array;
  readonly #others: Uint32Array;
  /** Of each rating, how much the product of its vector counts: 1 where undefined; and that times what is wanted. */
  readonly #weights: Float64Array | undefined;
  readonly #rights: Float64Array;
  /** How often λ counts for each member. */
  readonly #counts: Float64Array;
  readonly #base: Float64Array;
  readonly #gram: Float64Array;

  constructor(memory: KernelMemory, { starts, others, ratings }: RatingsBy, how: AlsTraining) {
    const { confidence, rank } = how;
    [this.#memory, this.#how] = [memory, how];
    this.#starts = memory.uint32(starts.length);
    this.#starts.set(starts);
    this.#others = memory.uint32(others.length);
    this.#others.set(others);
    this.#rights = memory.float64(ratings.length);
    this.#rights.set(ratings);
    this.#counts = memory.float64(starts.length - 1);
    for (let member = 0; member + 1 < starts.length; member++) {
      const own = ratings.subarray(starts[member]!, starts[member + 1]!);
      this.#counts[member] =
        confidence === undefined ? own.length : own.reduce((sum, rating) => sum + Number(rating > 0), 0);
    }
    if (confidence !== undefined) {
      this.#weights = memory.float64(ratings.length);
      for (const [at, rating] of ratings.entries()) {
        this.#weights[at] = confidence * Math.abs(rating);
        this.#rights[at] = rating > 0 ? 1 + this.#weights[at]! : 0;
      }
    }
    this.#base = memory.float64(rank * rank + 1).fill(0);
    this.#gram = memory.float64(rank * rank + 1);
  }

  *solve(factors: Float64Array, own: Float64Array): Generator<undefined> {
    const { rank, confidence, regularization } = this.#how;
    const members = this.#counts.length;
    if (confidence !== undefined) yield* addAll(factors, rank, this.#base.fill(0));
    const of = [this.#starts, this.#others, this.#weights, this.#rights, this.#counts, factors] as const;
    for (let first = 0; first < members; ) {
      const end = this.#endOfTurn(first);
      if (end === first) {
        yield* this.#solveLarge(first++, factors, own);
        continue;
      }
      const how = [rank, regularization, this.#base, this.#gram, first, end, own] as const;
      this.#memory.run("solveFactors", ...of, ...how);
      yield undefined;
      first = end;
    }
  }

  /** Behind as many members as are solved in one turn; `first` itself where it has too many ratings for one. */
  #endOfTurn(first: number): number {
    const { rank } = this.#how;
    let products = 0;
    let end = first;
    for (; end < this.#counts.length && products < productsOfTurn; end++) {
      const ratings = this.#starts[end + 1]! - this.#starts[end]!;
      if (rank ** 2 * ratings > 2 * productsOfTurn) break;
      products += rank ** 2 * (ratings + rank / 3);
    }
    return end;
  }

  /** A member by itself, its ratings turn by turn: the same sums in the same order. */
  *#solveLarge(member: number, factors: Float64Array, own: Float64Array): Generator<undefined> {
    const { rank, regularization } = this.#how;
    const [gram, right] = [this.#gram, own.subarray(member * rank, (member + 1) * rank).fill(0)];
    gram.set(this.#base);
    const last = this.#starts[member + 1]!;
    const together = Math.ceil(productsOfTurn / rank ** 2);
    for (let start = this.#starts[member]!; start < last; start += together) {
      const end = Math.min(last, start + together);
      addFactors(factors, this.#others, start, end, this.#weights, this.#rights, rank, gram, right);
      yield undefined;
    }
    solveSums(gram, right, rank, regularization * this.#counts[member]!);
  }

  /** The root mean square of what ratings are beside the products of their factors. */
  *error(own: Float64Array, factors: Float64Array): Generator<undefined, number> {
    const { rank } = this.#how;
    const members = this.#counts.length;
    let sum = 0;
    for (let first = 0, end = 0; first < members; first = end) {
      const last = this.#starts[first]! + productsOfTurn / rank;
      for (end = first + 1; end < members && this.#starts[end + 1]! <= last; ) end++;
      const of = [this.#starts.subarray(first, end + 1), this.#others, this.#rights] as const;
      sum += this.#memory.run("squaredErrors", ...of, own.subarray(first * rank), factors, rank, end - first);
      yield undefined;
    }
    return Math.sqrt(sum / this.#others.length);
  }
}

/** Σ v·vᵀ of all vectors. */
function* addAll(factors: Float64Array, rank: number, gram: Float64Array): Generator<undefined> {
  const count = Math.floor(factors.length / rank);
  const together = Math.min(count, Math.ceil(productsOfTurn / rank ** 2));
  const [each, nothing, right] = [
    Uint32Array.from({ length: together }, (_, at) => at),
    new Float64Array(together),
    new Float64Array(rank),
  ];
  for (let start = 0; start < count; start += together) {
    const own = factors.subarray(start * rank);
    addFactors(own, each, 0, Math.min(together, count - start), undefined, nothing, rank, gram, right);
    yield undefined;
  }
}
