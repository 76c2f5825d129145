/** A key is one value, called as it is in what the step gives, or an object with these properties. */
export interface KeyShape {
  readonly of: "value" | "object";
  /** Sorted. */
  readonly names: readonly string[];
}
