import { doubled, doubledInts } from "./grow.ts";

/** Places by the times at which something of theirs is due: a binary heap, the least first. */
export class DuePlaces {
  size = 0;
  #times: Float64Array<ArrayBuffer> = new Float64Array(64);
  #places: Int32Array<ArrayBuffer> = new Int32Array(64);

  /** The time of the first; ∞ where there is none. */
  get nextMs(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  push(timeMs: number, place: number): void {
    if (this.size === this.#times.length) {
      this.#times = doubled(this.#times);
      this.#places = doubledInts(this.#places);
    }
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#times[parent]! <= timeMs) break;
      this.#times[at] = this.#times[parent]!;
      this.#places[at] = this.#places[parent]!;
      at = parent;
    }
    this.#times[at] = timeMs;
    this.#places[at] = place;
  }

  /** Takes the first out; gives its place. */
  pop(): number {
    const first = this.#places[0]!;
    const timeMs = this.#times[--this.size]!;
    const place = this.#places[this.size]!;
    let at = 0;
    for (let child = 1; child < this.size; child = 2 * at + 1) {
      if (child + 1 < this.size && this.#times[child + 1]! < this.#times[child]!) child++;
      if (this.#times[child]! >= timeMs) break;
      this.#times[at] = this.#times[child]!;
      this.#places[at] = this.#places[child]!;
      at = child;
    }
    this.#times[at] = timeMs;
    this.#places[at] = place;
    return first;
  }
}
