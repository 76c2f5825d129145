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

/** All parts, one after another. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
