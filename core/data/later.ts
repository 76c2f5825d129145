import type { Batch } from "./batch.ts";
import { lengthOf } from "./batch.ts";
import { isPlainObject } from "./plain-data.ts";

/** What a generated loop throws at a promise that would be taken for a condition. */
export const promised: unique symbol = Symbol("a promise");

export function refusePromised(value: object): void {
  if (value instanceof Promise) throw promised;
}

/** What a plain function gives that calls an async one: it would be a value, count as true, and be written as `{}`. */
export function nobodyWaits(step: string, where = ""): TypeError {
  return new TypeError(
    `Cannot go on from ${step} with promises as nobody waits for them: got a promise${where}; ` +
      "use apply(mapAsync(…)) for what a function gives later, and await there whatever its result is made of",
  );
}

/**
 * Refuses rows that are promises, or hold one in a field or a list. Of each batch only the first rows are looked at: who
 * forgets an await forgets it for all of them, and a look at each row would cost what columns save.
 */
export function refusePromises(batch: Batch, step: string): void {
  const { schema, columns, selection } = batch;
  const end = Math.min(lengthOf(batch), looksAt);
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at]!;
    if (column.layout !== "values" || column.type.kind !== "any") continue;
    const isRow = schema.shape === "value";
    const name = isRow ? "" : (schema.fields[at]?.name ?? "");
    for (let k = 0; k < end; k++) {
      const value = column.values[selection === undefined ? k : selection[k]!];
      if (typeof value !== "object" || value === null) continue;
      const place = placeOf(value, name, isRow ? 2 : 1);
      if (place !== undefined) throw nobodyWaits(step, place === "" ? "" : ` in ${JSON.stringify(place)}`);
    }
  }
}

/** Rows of a batch that are looked at. */
const looksAt = 16;

/** Where in a value a promise is, as one would write it; undefined where none is. */
function placeOf(value: object, name: string, depth: number): string | undefined {
  if (value instanceof Promise) return name;
  const isList = Array.isArray(value);
  if (depth === 0 || !(isList || isPlainObject(value))) return undefined;
  for (const key of isList ? value.slice(0, looksAt).keys() : Object.keys(value)) {
    // A getter is the user's code: it may throw, and is asked where a lambda reads it.
    const inside: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (typeof inside !== "object" || inside === null) continue;
    const place = placeOf(inside, isList ? `${name}[${key}]` : name === "" ? String(key) : `${name}.${key}`, depth - 1);
    if (place !== undefined) return place;
  }
  return undefined;
}
