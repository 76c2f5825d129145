import { grownLength, longerArray } from "../data/grown.ts";

/** Entries and places that there are none of. */
const none = -1;

const firstLength = 64;

/** The places of each key's rows, in the order they came, for entries of a table of keys. */
export class KeyChains {
  /** The first place of each entry, −1 where there is none. */
  heads: Int32Array = new Int32Array(firstLength).fill(none);
  counts: Int32Array = new Int32Array(firstLength);
  /** The place that follows each place. */
  next: Int32Array = new Int32Array(firstLength);
  /** The last place of each entry, −1 where there is none. */
  tails: Int32Array = new Int32Array(firstLength).fill(none);
  /** The place before each place: only once a place is taken out. */
  #previous: Int32Array | undefined;

  /** Makes room for so many entries and places. */
  reserve(entries: number, places: number): void {
    if (entries > this.heads.length) {
      const length = Math.max(entries, grownLength(this.heads.length));
      this.heads = longer(this.heads, length, none);
      this.tails = longer(this.tails, length, none);
      this.counts = longer(this.counts, length, 0);
    }
    if (places > this.next.length) {
      const length = Math.max(places, grownLength(this.next.length));
      // What a place is linked to is written when it is.
      this.next = longer(this.next, length, 0);
      if (this.#previous !== undefined) this.#previous = longer(this.#previous, length, 0);
    }
  }

  append(entry: number, place: number): void {
    const tail = this.tails[entry]!;
    this.next[place] = none;
    if (this.#previous !== undefined) this.#previous[place] = tail;
    if (tail < 0) this.heads[entry] = place;
    else this.next[tail] = place;
    this.tails[entry] = place;
    this.counts[entry]!++;
  }

  unlink(entry: number, place: number): void {
    this.#previous ??= this.#linkedBack();
    const [before, after] = [this.#previous[place]!, this.next[place]!];
    if (before < 0) this.heads[entry] = after;
    else this.next[before] = after;
    if (after < 0) this.tails[entry] = before;
    else this.#previous[after] = before;
    this.counts[entry]!--;
  }

  clear(): void {
    this.heads.fill(none);
    this.tails.fill(none);
    this.counts.fill(0);
    this.#previous = undefined;
  }

  #linkedBack(): Int32Array {
    const previous = new Int32Array(this.next.length).fill(none);
    for (const head of this.heads) {
      for (let place = head; place >= 0 && this.next[place]! >= 0; place = this.next[place]!) {
        previous[this.next[place]!] = place;
      }
    }
    return previous;
  }

  /** An entry takes the place of another in the table of keys. */
  move(from: number, to: number): void {
    this.heads[to] = this.heads[from]!;
    this.tails[to] = this.tails[from]!;
    this.counts[to] = this.counts[from]!;
    this.heads[from] = none;
    this.tails[from] = none;
    this.counts[from] = 0;
  }
}

function longer(values: Int32Array, length: number, fill: number): Int32Array {
  const out = longerArray(values, length);
  if (fill !== 0) out.fill(fill, values.length);
  return out;
}
