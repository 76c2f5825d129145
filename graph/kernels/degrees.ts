/** `degrees[v] = |{edges e: ends[e] = v}|` */
export function countDegrees(
  ends: Uint32Array, // [edges]
  degrees: Float64Array, // [vertices], zeros at first
): void {
  for (let edge = 0; edge < ends.length; edge++) degrees[ends[edge]!]!++;
}

/** `degrees[v] = Σ weights[e]` over edges e with ends[e] = v. */
export function sumDegrees(
  ends: Uint32Array, // [edges]
  weights: Float64Array, // [edges]
  degrees: Float64Array, // [vertices], zeros at first
): void {
  for (let edge = 0; edge < ends.length; edge++) degrees[ends[edge]!]! += weights[edge]!;
}
