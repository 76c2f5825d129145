/** `Σ a[i] · b[i]`. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** `to[i] += factor · direction[i]`. */
export function addScaled(to: Float64Array, direction: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * direction[i]!;
}
