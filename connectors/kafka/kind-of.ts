/** What something is, without what may be long or secret. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null)
    return value.constructor?.name === "Object" ? "an object" : `a ${value.constructor?.name}`;
  return value === undefined || value === null ? "nothing" : `a ${typeof value}`;
}
