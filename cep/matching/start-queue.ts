/** So many matches are put in order anew, as in FlinkCEP, where some are removed; of more that would take too long each time. */
const mostAnew = 1024;

/**
 * Matches by their first event, the earliest first: a binary heap as Java's PriorityQueue, so that of those that begin with
 * the same event the one is first that is first in FlinkCEP. It lies in the array as it is given.
 */
export class StartQueue {
  readonly matches: number[];
  readonly #startOf: (match: number) => number;

  /** `startOf` gives the number of the first event of a match. */
  constructor(matches: number[], startOf: (match: number) => number) {
    this.matches = matches;
    this.#startOf = startOf;
  }

  add(match: number): void {
    const { matches } = this;
    const startOf = this.#startOf;
    let at = matches.length;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (startOf(match) >= startOf(matches[parent]!)) break;
      matches[at] = matches[parent]!;
      at = parent;
    }
    matches[at] = match;
  }

  /** Takes the first out. */
  poll(): void {
    const last = this.matches.pop()!;
    if (this.matches.length > 0) this.#sink(0, last);
  }

  /** Removes all that begin before an event of that number, and gives them to `forget`. */
  removeBefore(start: number, forget: (match: number) => void): void {
    const { matches } = this;
    const startOf = this.#startOf;
    const isRemoved = (match: number | undefined): boolean => match !== undefined && startOf(match) < start;
    if (matches.length > mostAnew) {
      for (; isRemoved(matches[0]); this.poll()) forget(matches[0]!);
    } else if (isRemoved(matches[0])) {
      matches.filter(isRemoved).forEach(forget);
      this.#build(matches.filter((match) => !isRemoved(match)));
    }
  }

  /** Makes these the heap. */
  #build(kept: readonly number[]): void {
    const { matches } = this;
    matches.splice(0, matches.length, ...kept);
    for (let at = (kept.length >>> 1) - 1; at >= 0; at--) this.#sink(at, matches[at]!);
  }

  #sink(from: number, match: number): void {
    const { matches } = this;
    const startOf = this.#startOf;
    let at = from;
    while (at < matches.length >>> 1) {
      let child = 2 * at + 1;
      if (child + 1 < matches.length && startOf(matches[child]!) > startOf(matches[child + 1]!)) child++;
      if (startOf(match) <= startOf(matches[child]!)) break;
      matches[at] = matches[child]!;
      at = child;
    }
    matches[at] = match;
  }
}
