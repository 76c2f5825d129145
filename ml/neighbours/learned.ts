/** Rows that are kept as they came. */
export interface KeptRows {
  readonly features: Float64Array; // [rows × columns], row-major
  readonly labels: Float64Array; // [rows]
}

/** … and the classes of their labels. */
export interface KeptClasses extends KeptRows {
  readonly classes: Float64Array; // [classes], ascending
}
