/** Answers that have been looked up, so many at most and for so long: the one that was not asked for longest goes first. */
export interface LookupCache<Value> {
  /** Undefined where it does not know, or not any more. */
  get(key: unknown, nowMs: number): Value | undefined;
  set(key: unknown, value: Value, nowMs: number): void;
}

interface Cached<Value> {
  readonly value: Value;
  readonly untilMs: number;
}

/** @param ttlMs How long an answer holds; +∞ for as long as there is room. */
export function lookupCache<Value>(capacity: number, ttlMs: number): LookupCache<Value> {
  // A Map goes through its keys in the order they were set: the first one is the one that was not asked for longest.
  const cached = new Map<unknown, Cached<Value>>();
  // It stays where it is: a new one would walk over the places of all keys that have gone, one more for each.
  let oldest = cached.keys();
  const leaveOut = (): void => {
    let next = oldest.next();
    if (next.done === true) {
      oldest = cached.keys();
      next = oldest.next();
    }
    cached.delete(next.value);
  };
  return {
    get: (key, nowMs) => {
      const found = cached.get(key);
      if (found === undefined) return undefined;
      cached.delete(key);
      if (found.untilMs <= nowMs) return undefined;
      cached.set(key, found);
      return found.value;
    },
    set: (key, value, nowMs) => {
      cached.delete(key);
      if (cached.size >= capacity) leaveOut();
      cached.set(key, { value, untilMs: nowMs + ttlMs });
    },
  };
}
