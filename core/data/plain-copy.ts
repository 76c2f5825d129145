import { deepestNesting, notPlain, tooDeep } from "./plain-data.ts";

/**
 * A copy of plain data that shares nothing with it. What cannot become bytes is refused here already, where it is known
 * who gave it.
 *
 * @param where What would keep it, for the error: `state "seen"`.
 */
export function plainCopy<Value>(value: Value, where: string, depth = 0): Value {
  if (typeof value === "object" && value !== null) return copyObject(value, where, depth) as Value;
  if (typeof value === "function" || typeof value === "symbol") throw refused(notPlain(value), where);
  return value;
}

function copyObject(value: object, where: string, depth: number): unknown {
  if (depth === deepestNesting) throw refused(tooDeep(value), where);
  const inside = <Item>(item: Item): Item => plainCopy(item, where, depth + 1);
  if (Array.isArray(value)) return Array.from(value, inside);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copyProperties(value, inside);
  if (value instanceof Date) return new Date(value);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [inside(key), inside(item)]));
  if (value instanceof Set) return new Set(Array.from(value, inside));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Uint8Array).slice();
  throw refused(notPlain(value), where);
}

function copyProperties(value: object, inside: <Item>(item: Item) => Item): object {
  const copy: Record<string, unknown> = { ...value };
  for (const name in copy) {
    const item = copy[name];
    // Numbers and texts are their own copies.
    if (typeof item !== "number" && typeof item !== "string") copy[name] = inside(item);
  }
  return copy;
}

function refused(why: string, where: string): TypeError {
  return new TypeError(`Cannot keep a value in ${where} ${why}`);
}
