/** Random numbers in [0, 1), the same for the same seed. */
export interface Random {
  /** A number in [0, 1) of 32 random bits. */
  next(): number;
  /** A whole number from 0 up to `end`, `end` left out. */
  below(end: number): number;
  /** Where it is: numbers that come are the same for the same state. */
  state: number;
}

/**
 * @see O'Neill's “SplitMix”-like finalizer over a Weyl sequence: Steele, Lea, Flood, “Fast Splittable Pseudorandom Number
 *   Generators”, OOPSLA 2014, in 32 bits (constants of Murmur3's finalizer as improved by Mulvey and Wellons' prospector).
 */
export function randomOf(seed: number): Random {
  // A seed may have up to 53 bits.
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1)) | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (end) => Math.floor(next() * end),
    get state() {
      return state;
    },
    set state(given) {
      state = given;
    },
  };
}
