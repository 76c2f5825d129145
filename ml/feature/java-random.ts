const multiplier = 0x5deece66dn;
const mask = (1n << 48n) - 1n;

/**
 * The numbers of `java.util.Random` for a seed, so that what Flink draws is drawn here: a linear congruential generator of 48 bits.
 *
 * @see https://docs.oracle.com/javase/8/docs/api/java/util/Random.html
 */
export class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(seed) ^ multiplier) & mask;
  }

  /** A whole number in [0, bound), bound up to 2^31 − 1. */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next31())) >> 31n);
    for (;;) {
      const bits = this.#next31();
      const value = bits % bound;
      // The last, incomplete run of `bound` numbers below 2^31 would make some more likely.
      if (bits - value + (bound - 1) < 2 ** 31) return value;
    }
  }

  #next31(): number {
    this.#state = (this.#state * multiplier + 11n) & mask;
    return Number(this.#state >> 17n);
  }
}
