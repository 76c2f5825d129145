/** What is refused where a pattern is made, why, and what to say instead. */
export function refused(what: string, why: string, remedy: string): TypeError {
  return new TypeError(`Cannot ${what} in a pattern as ${why}; ${remedy}`);
}
