import { keyedTable } from "../keyed-table.ts";

/** An item for each key that has one. */
export class KeyedItems<Item> {
  readonly #table = keyedTable([]);
  readonly #items: Item[] = [];

  get size(): number {
    return this.#table.size;
  }

  /** The keys there are, as a copy: they may come and go while it is read. */
  get keys(): Float64Array {
    return this.#table.keys.slice(0, this.#table.size);
  }

  get(key: number): Item | undefined {
    const entry = this.#table.find(key);
    return entry < 0 ? undefined : this.#items[entry];
  }

  set(key: number, item: Item): void {
    this.#items[this.#table.add(key)] = item;
  }

  delete(key: number): void {
    const entry = this.#table.find(key);
    if (entry < 0) return;
    this.#table.remove(entry);
    const last = this.#items.pop()!;
    if (entry < this.#items.length) this.#items[entry] = last;
  }

  values(): readonly Item[] {
    return this.#items;
  }
}
