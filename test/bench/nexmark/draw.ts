/** Odd constant of the golden ratio: counters are multiples of it. */
export const golden: number = 0x9e3779b9;

export const seed = 0x4e45584d;

/** Draws of an event: j = 0…15. */
export const drawsPerEvent = 16;

/** Counters are unique below this event number. */
export const maxEvents: number = 2 ** 28;

/**
 * Spreads every bit of `z` over all bits of the result, as int32 (the same 32 bits as the uint32 of the text).
 * @see Ettinger and Wellons, hash-prospector: the two-round xorshift-multiply `lowbias32`.
 */
export function mix(z: number): number {
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

/** What `mix` turns into draw `j` of event `n`. The next event's is `counterStep` further, the next draw's `golden`. */
export function counter(n: number, j: number): number {
  return (Math.imul(n * drawsPerEvent + j + 1, golden) + seed) | 0;
}

export const counterStep: number = Math.imul(drawsPerEvent, golden);

/** Draw `j` of event `n` as uint32. */
export function draw(n: number, j: number): number {
  return mix(counter(n, j)) >>> 0;
}

/** `floor(u · k / 2^32)`: uniform in 0 … k − 1. `u` is an uint32; exact for k ≤ 2^21. */
export function below(u: number, k: number): number {
  return Math.floor((u * k) / 2 ** 32);
}
