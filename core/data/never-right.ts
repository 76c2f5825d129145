/** Errors that no new life of a run would be without. */
const lasting = new WeakSet<object>();

/**
 * Marks an error after which a run does not begin again: the program or what it is given is wrong whatever the machine does,
 * and one that goes on behind the rows that showed it would not see it.
 */
export function neverRight<Given extends Error>(error: Given): Given {
  lasting.add(error);
  return error;
}

export function isNeverRight(error: unknown): boolean {
  return typeof error === "object" && error !== null && lasting.has(error);
}
