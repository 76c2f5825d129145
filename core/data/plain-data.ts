/** How deep values may be nested that become bytes: keys, state, snapshots. */
export const deepestNesting = 1000;

/** Refuses what cannot become bytes, as `encodeValue` would, without making them. */
export function checkPlainData(value: unknown, where: string): void {
  const problem = problemOf(value, 0);
  if (problem !== undefined) throw new TypeError(`Cannot add a value to ${where} ${problem}`);
}

/** Why a value has no bytes, to stand behind “Cannot encode a value”. */
export function notPlain(value: unknown): string {
  const what = typeof value === "object" && value !== null ? (value.constructor?.name ?? "object") : typeof value;
  return (
    `as it must be plain data: got ${what}; ` +
    "use numbers, strings, booleans, bigints, Dates, arrays, plain objects, Maps, Sets or typed arrays"
  );
}

/** The same for one that was followed to the depth that is allowed. */
export function tooDeep(value: object): string {
  const what = holdsItself(value) ? "an object that holds itself" : "one that is deeper";
  return `as it must be nested ${deepestNesting.toLocaleString("en-US")} deep at most: got ${what}; take the fields that matter out of it`;
}

function problemOf(value: unknown, depth: number): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return notPlain(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Date || ArrayBuffer.isView(value)) {
    return value instanceof DataView ? notPlain(value) : undefined;
  }
  if (depth === deepestNesting) return tooDeep(value);
  const inside = insideOf(value);
  if (inside === undefined) return notPlain(value);
  for (const each of inside) {
    const problem = problemOf(each, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What a collection holds; undefined for what is none that has bytes. */
function insideOf(value: object): Iterable<unknown> | undefined {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return isPlainObject(value) ? Object.values(value) : undefined;
}

export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Followed without recursion, and not for ever. */
function holdsItself(start: object): boolean {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [start];
  while (waiting.length > 0 && seen.size < 10_000) {
    for (const each of insideOf(waiting.pop() as object) ?? []) {
      if (each === start) return true;
      if (typeof each !== "object" || each === null || seen.has(each)) continue;
      seen.add(each);
      waiting.push(each);
    }
  }
  return false;
}
