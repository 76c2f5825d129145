/** 1e±120: of the squares of such numbers as many may be added up, and as small ones told apart, as ever there are. */
const mostPower = 400;

/** How large numbers are. */
export class Extent {
  #largest = 0;

  add(values: Float64Array): void {
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at]!);
      if (size > this.#largest) this.#largest = size;
    }
  }

  /**
   * A power of two by which the numbers are of a size whose squares are numbers, and not lost beside 0; 1 where they are so by themselves. Apart
   * from numbers below 1e-308 that it makes, it rounds nothing.
   */
  scale(): number {
    const power = Math.floor(Math.log2(this.#largest));
    if (this.#largest === 0 || Math.abs(power) <= mostPower) return 1;
    // Of the least numbers it would be more than there is.
    return 2 ** Math.min(1023, -power);
  }
}

/** The same numbers at another scale. */
export function atScale(values: Float64Array, scale: number): Float64Array {
  return scale === 1 ? values : values.map((value) => value * scale);
}
