let salt = 0;

/**
 * A function from generated source: the only place that turns text into code.
 *
 * `body` must hold nothing of data or schemas but JSON literals of checked identifiers: names that come from outside are
 * passed as arguments. Each source is salted, since V8 shares type feedback between identical texts: a twin polluted
 * elsewhere made a loop 10 times slower.
 */
export function generate(parameters: readonly string[], body: string): Generated {
  const source = `"use strict"; // generated ${++salt}\n${body}`;
  return { make: new Function(...parameters, source) as (...values: unknown[]) => unknown, source };
}

export interface Generated {
  readonly make: (...values: unknown[]) => unknown;
  /** What `explain("code")` prints. */
  readonly source: string;
}

const known = new WeakMap<object, Map<string, unknown>>();

/**
 * What `make` gives, once for each owner (the operator's own lambdas or aggregates) and key: subtasks of an operator, and
 * those restored from it, share generated code and what V8 has learned of it. Keys must tell all that the code depends on.
 */
export function madeOnce<Made>(owner: object, key: string, make: () => Made): Made {
  let made = known.get(owner);
  if (made === undefined) {
    made = new Map();
    known.set(owner, made);
  }
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as Made;
}

const plainName = /^[A-Za-z_$][A-Za-z0-9_$]{0,63}$/;

/** Whether a name may stand in generated source as the property it is. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && name !== "__proto__" && name !== "constructor" && name !== "prototype";
}
