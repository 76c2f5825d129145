/** How deep values may be nested that become bytes: keys, state, snapshots. */
export const deepestNesting = 1000;

/** Refuses what cannot become bytes, as `encodeValue` would, without making them. */
export function checkPlainData(value: unknown, where: string): void {
  const problem = problemOf(value, 0);
  if (problem !== undefined) throw new TypeError(`Cannot add a value to ${where} ${problem}`);
}

/** Why a value has no bytes, to stand behind “Cannot encode a value”. */
export function notPlain(value: unknown): string {
  if (value instanceof Promise) {
    return "as nobody waits for what comes later: got a promise; use apply(mapAsync(…)) before, and await it there";
  }
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

/** Whether anything in it leads back to itself: followed without recursion, and not for ever. */
function holdsItself(start: object): boolean {
  const seen = new Set<object>([start]);
  const path = [{ value: start, inside: iterate(start) }];
  const onPath = new Set<object>([start]);
  while (path.length > 0 && seen.size < 10_000) {
    const last = path.at(-1)!;
    const { done, value } = last.inside.next();
    if (done === true) {
      onPath.delete(last.value);
      path.pop();
    } else if (typeof value === "object" && value !== null) {
      if (onPath.has(value)) return true;
      if (seen.has(value)) continue;
      seen.add(value);
      onPath.add(value);
      path.push({ value, inside: iterate(value) });
    }
  }
  return false;
}

function iterate(value: object): Iterator<unknown> {
  return (insideOf(value) ?? [])[Symbol.iterator]();
}
