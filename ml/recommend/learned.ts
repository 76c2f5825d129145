/** What users and items have in common, as a vector for each. */
export interface Factors {
  /** Ids of the users, ascending. */
  readonly users: Float64Array; // [users]
  /** Ids of the items, ascending. */
  readonly items: Float64Array; // [items]
  readonly userFactors: Float64Array; // [users × rank], row-major
  readonly itemFactors: Float64Array; // [items × rank], row-major
}
