import { choleskyInPlace, solveCholesky } from "../kernels/cholesky.ts";

/**
 * The factors x of members from `first` up to `end` that make `Σ weights[e] · (v·x)² − 2·Σ rights[e] · v·x + regularization · counts · ‖x‖²`
 * least, where v is the vector of `others[e]`, over the ratings e of the member; `base` is added to Σ v·vᵀ. Zeros where there is no such x.
 */
export function solveFactors(
  starts: Uint32Array, // [members + 1]: where ratings of each begin
  others: Uint32Array, // [ratings]
  weights: Float64Array | undefined, // [ratings]; 1 each where undefined
  rights: Float64Array, // [ratings]
  counts: Float64Array, // [members]
  factors: Float64Array, // [others × rank + 1], row-major
  rank: number,
  regularization: number,
  base: Float64Array, // [rank × rank + 1], lower triangle
  gram: Float64Array, // [rank × rank + 1], for use here
  first: number,
  end: number,
  own: Float64Array, // [members × rank + 1], overwritten
): void {
  for (let member = first; member < end; member++) {
    const x = own.subarray(member * rank, (member + 1) * rank).fill(0);
    gram.set(base);
    addFactors(factors, others, starts[member]!, starts[member + 1]!, weights, rights, rank, gram, x);
    solveSums(gram, x, rank, regularization * counts[member]!);
  }
}

/** Sums of all ratings of a member become its factors: `right` those x with `(gram + penalty · I) · x = right`; `gram` is overwritten. */
export function solveSums(gram: Float64Array, right: Float64Array, rank: number, penalty: number): void {
  let largest = 0;
  for (let i = 0; i < rank; i++) {
    gram[i * rank + i]! += penalty;
    largest = Math.max(largest, gram[i * rank + i]!);
  }
  // Without a penalty there may be many solutions; so little more makes it one.
  for (let i = 0; i < rank; i++) gram[i * rank + i]! += largest * 1e-12;
  if (choleskyInPlace(gram, rank, 0) === rank) solveCholesky(gram, rank, right);
  else right.fill(0);
}

/** `gram += Σ weights[e] · v·vᵀ` (lower triangle) and `right += Σ rights[e] · v` over e in [start, end). */
export function addFactors(
  factors: Float64Array, // [others × rank], row-major
  others: Uint32Array, // [ratings]
  start: number,
  end: number,
  weights: Float64Array | undefined, // [ratings]
  rights: Float64Array, // [ratings]
  rank: number,
  gram: Float64Array, // [rank × rank]
  right: Float64Array, // [rank]
): void {
  for (let e = start; e < end; e++) {
    const from = others[e]! * rank;
    const weight = weights === undefined ? 1 : weights[e]!;
    const toRight = rights[e]!;
    for (let i = 0; i < rank; i++) {
      const value = factors[from + i]!;
      right[i]! += toRight * value;
      const part = weight * value;
      const row = i * rank;
      for (let j = 0; j <= i; j++) gram[row + j]! += part * factors[from + j]!;
    }
  }
}

/** `Σ (rating − own · other)²` of all ratings of all members. */
export function squaredErrors(
  starts: Uint32Array, // [members + 1]
  others: Uint32Array, // [ratings]
  ratings: Float64Array, // [ratings]
  own: Float64Array, // [members × rank]
  factors: Float64Array, // [others × rank]
  rank: number,
  members: number,
): number {
  let sum = 0;
  for (let member = 0; member < members; member++) {
    const from = member * rank;
    for (let e = starts[member]!; e < starts[member + 1]!; e++) {
      const other = others[e]! * rank;
      let product = 0;
      for (let at = 0; at < rank; at++) product += own[from + at]! * factors[other + at]!;
      const apart = ratings[e]! - product;
      sum += apart * apart;
    }
  }
  return sum;
}
