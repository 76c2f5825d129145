import { type Matrix, zeros } from "../matrix/matrix.ts";
import type { Rows } from "./learner.ts";
import type { Random } from "./random.ts";

/**
 * At most `size` rows out of all that come with a weight above 0, each with the same chance; all, in their order, where there are no more.
 *
 * @see Vitter, “Random Sampling with a Reservoir”, ACM Trans. Math. Softw. 11, 1985, Algorithm R.
 */
export class RowSample {
  readonly #random: Random;
  readonly #size: number;
  readonly #columns: number;
  #rows: Float64Array;
  #weights: Float64Array;
  #seen = 0;

  constructor(size: number, columns: number, random: Random) {
    this.#random = random;
    this.#size = size;
    this.#columns = columns;
    this.#rows = new Float64Array(64 * columns);
    this.#weights = new Float64Array(64);
  }

  /** Rows that have come with a weight above 0. */
  get seen(): number {
    return this.#seen;
  }

  add({ features: { data, rows, columns }, weights }: Rows): void {
    for (let row = 0; row < rows; row++) {
      if (weights?.[row] === 0) continue;
      const place = this.#seen < this.#size ? this.#seen : this.#random.below(this.#seen + 1);
      this.#seen++;
      if (place >= this.#size) continue;
      if (place * columns >= this.#rows.length) this.#grow();
      this.#rows.set(data.subarray(row * columns, (row + 1) * columns), place * columns);
      this.#weights[place] = weights?.[row] ?? 1;
    }
  }

  finish(): { readonly features: Matrix; readonly weights: Float64Array } {
    const rows = Math.min(this.#seen, this.#size);
    const features = { data: this.#rows.slice(0, rows * this.#columns), rows, columns: this.#columns };
    return { features, weights: this.#weights.slice(0, rows) };
  }

  #grow(): void {
    const capacity = Math.min(this.#size, 2 * this.#weights.length);
    const rows = zeros(capacity, this.#columns).data;
    rows.set(this.#rows);
    this.#rows = rows;
    const weights = new Float64Array(capacity);
    weights.set(this.#weights);
    this.#weights = weights;
  }
}
