/** Things by a time each, of which the least is at hand: a binary heap. Of those of one time, the one that was put first comes first. */
export class TimeHeap<Item> {
  readonly #entries: HeapEntry<Item>[] = [];
  #put = 0;

  get size(): number {
    return this.#entries.length;
  }

  get least(): { readonly timeMs: number; readonly item: Item } | undefined {
    return this.#entries[0];
  }

  put(timeMs: number, item: Item): void {
    const entries = this.#entries;
    const entry = { timeMs, item, order: this.#put++ };
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, entries[above]!)) break;
      entries[at] = entries[above]!;
      at = above;
    }
    entries[at] = entry;
  }

  takeLeast(): void {
    const last = this.#entries.pop();
    if (last !== undefined && this.#entries.length > 0) this.#sink(last);
  }

  /** The time of the least has become another, not before the one that it had. */
  delayLeast(timeMs: number): void {
    this.#sink({ ...this.#entries[0]!, timeMs });
  }

  /** Puts an entry in the place of the first one. */
  #sink(entry: HeapEntry<Item>): void {
    const entries = this.#entries;
    let at = 0;
    for (let below = 1; below < entries.length; below = 2 * at + 1) {
      if (below + 1 < entries.length && isBefore(entries[below + 1]!, entries[below]!)) below++;
      if (!isBefore(entries[below]!, entry)) break;
      entries[at] = entries[below]!;
      at = below;
    }
    entries[at] = entry;
  }
}

interface HeapEntry<Item> {
  readonly timeMs: number;
  readonly item: Item;
  readonly order: number;
}

function isBefore<Item>(one: HeapEntry<Item>, other: HeapEntry<Item>): boolean {
  return one.timeMs < other.timeMs || (one.timeMs === other.timeMs && one.order < other.order);
}
