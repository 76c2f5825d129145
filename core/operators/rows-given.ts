/** What a function of a user's returned for rows: they, or nothing. */
export function rowsGiven(returned: unknown, call: string): Iterable<unknown> {
  if (returned === undefined) return [];
  if (!isRows(returned)) throw noRows(returned, call);
  return returned;
}

/** A text is iterable, too: its letters are hardly what was meant. */
function isRows(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function noRows(got: unknown, call: string): TypeError {
  const isPromise = typeof (got as { then?: unknown } | null)?.then === "function";
  const what = isPromise ? "a promise" : got === null ? "null" : typeof got === "object" ? "an object" : typeof got;
  const remedy = isPromise ? "wait before it, in a mapAsync or at a source" : "return [row], or yield it";
  return new TypeError(`Cannot take what ${call} returned as it must be rows, or nothing: got ${what}; ${remedy}`);
}
