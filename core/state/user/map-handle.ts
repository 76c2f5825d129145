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

/** What handles of maps are made of, wherever the map is. */
export interface MapAccess<Name, Value>
  extends Pick<MapHandle<Name, Value>, "get" | "has" | "set" | "delete" | "clear" | "keys" | "values" | "entries"> {
  size(): number;
}

export function mapHandle<Name, Value>({ size, ...access }: MapAccess<Name, Value>): MapHandle<Name, Value> {
  return {
    ...access,
    setAll: (given) => {
      for (const [name, value] of given) access.set(name, value);
    },
    get size() {
      return size();
    },
    [Symbol.iterator]: () => access.entries()[Symbol.iterator](),
  };
}

export function nameless(state: string): TypeError {
  return new TypeError(
    `Cannot set an entry of state ${JSON.stringify(state)} as its name must not be undefined: got undefined; use null or a text`,
  );
}
