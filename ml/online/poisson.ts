/** Numbers drawn of a Poisson distribution, the same for the same seed; `state` is all that it remembers. */
export class Poisson {
  state: number;
  /** How likely a number is to be at most as large as its place. */
  readonly #atMost: Float64Array;

  constructor(rate: number, state: number) {
    this.state = state | 0;
    const atMost: number[] = [];
    let [share, sum] = [Math.exp(-rate), 0];
    for (let k = 0; sum + share < 1 - 1e-12 && k < 1000; k++) {
      sum += share;
      atMost.push(sum);
      share *= rate / (k + 1);
    }
    this.#atMost = Float64Array.from(atMost);
  }

  /** @see ml/learner/random.ts, whose generator it is. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    const uniform = ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
    let k = 0;
    while (k < this.#atMost.length && uniform >= this.#atMost[k]!) k++;
    return k;
  }
}
