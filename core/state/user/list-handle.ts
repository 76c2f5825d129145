/** Items of the key at hand, in the order they were added. What is added and what is given are copies. */
export interface ListHandle<Item> extends Iterable<Item> {
  /** `[]` where there are none. */
  get(): Item[];
  /** At the end; the others are not touched. */
  add(item: Item): void;
  addAll(items: Iterable<Item>): void;
  /** These instead of all there are. */
  set(items: Iterable<Item>): void;
  clear(): void;
  readonly size: number;
}

/** What handles of lists are made of, wherever the list is. */
export interface ListAccess<Item> {
  get(): Item[];
  size(): number;
  add(item: Item): void;
  clear(): void;
}

export function listHandle<Item>({ get, size, add, clear }: ListAccess<Item>): ListHandle<Item> {
  const addAll = (items: Iterable<Item>): void => {
    for (const item of items) add(item);
  };
  return {
    get,
    add,
    addAll,
    set: (items) => {
      const given = [...items];
      clear();
      addAll(given);
    },
    clear,
    get size() {
      return size();
    },
    [Symbol.iterator]: () => get()[Symbol.iterator](),
  };
}

export function noItem(name: string): TypeError {
  return new TypeError(
    `Cannot add to state ${JSON.stringify(name)} as an item must not be undefined: got undefined; add null, or leave the call out`,
  );
}
