import { type KeyedTable, keyedTable } from "../keyed-table.ts";

/** A table of more places than this is made anew where less than one in so many is in use. */
const smallTable = 1024;
const emptyFactor = 8;

/** An item for each key that has one. */
export class KeyedItems<Item> {
  #table = keyedTable([]);
  readonly #items: Item[] = [];

  get size(): number {
    return this.#table.size;
  }

  /** The keys there are, as a copy: they may come and go while it is read. */
  get keys(): Float64Array {
    return this.#table.keys.slice(0, this.#table.size);
  }

  /** What its table takes. */
  get tableBytes(): number {
    return this.#table.bytes;
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
    const { keys, size } = this.#table;
    if (keys.length > smallTable && size * emptyFactor < keys.length) this.#table = smaller(this.#table);
  }

  values(): readonly Item[] {
    return this.#items;
  }
}

/** The same entries in the memory that they need. */
function smaller({ keys, size }: KeyedTable): KeyedTable {
  const table = keyedTable([]);
  for (let entry = 0; entry < size; entry++) table.add(keys[entry]!);
  return table;
}
