/**
 * Entries of the key at hand. Names are equal as keys are: by content. What is set and what is given are copies. Do not
 * rely on the order of entries.
 */
export interface MapHandle<Name, Value> extends Iterable<[Name, Value]> {
  get(name: Name): Value | undefined;
  has(name: Name): boolean;
  /** The other entries are not touched. Undefined stands for no entry, as after `delete`. */
  set(name: Name, value: Value | undefined): void;
  setAll(entries: Iterable<readonly [Name, Value]>): void;
  delete(name: Name): void;
  clear(): void;
  keys(): Name[];
  values(): Value[];
  entries(): [Name, Value][];
  readonly size: number;
}

/** What handles of maps are made of, wherever the map is: `Entry` is what it has of an entry. */
export interface MapAccess<Name, Value, Entry> {
  /** The entry of a name, where it is to be seen. */
  read(name: Name): Entry | undefined;
  /** All that are to be seen. */
  all(): readonly Entry[];
  size(): number;
  set(name: Name, value: Value | undefined): void;
  delete(name: Name): void;
  clear(): void;
  /** As the asker's own. */
  nameOf(entry: Entry): Name;
  shownOf(entry: Entry): Value;
}

export function mapHandle<Name, Value, Entry>(access: MapAccess<Name, Value, Entry>): MapHandle<Name, Value> {
  const { read, all, size, nameOf, shownOf } = access;
  const entries = (): [Name, Value][] => all().map((entry) => [nameOf(entry), shownOf(entry)]);
  return {
    get: (name) => {
      const entry = read(name);
      return entry === undefined ? undefined : shownOf(entry);
    },
    has: (name) => read(name) !== undefined,
    set: access.set,
    delete: access.delete,
    clear: access.clear,
    setAll: (given) => {
      for (const [name, value] of given) access.set(name, value);
    },
    keys: () => all().map(nameOf),
    values: () => all().map(shownOf),
    entries,
    get size() {
      return size();
    },
    [Symbol.iterator]: () => entries()[Symbol.iterator](),
  };
}

export function nameless(state: string): TypeError {
  return new TypeError(
    `Cannot set an entry of state ${JSON.stringify(state)} as its name must not be undefined: got undefined; use null or a text`,
  );
}
