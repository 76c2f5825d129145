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

/**
 * A copy of what is plain data in a value, which shares nothing of that with it; what is not (instances of classes,
 * functions) stays the same. What holds itself does so in the copy.
 */
export function ownCopy<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  return isFlat(value) ? { ...value } : (ownObject(value, new Map(), 0) as Value);
}

/** Whether it is a plain object of nothing but values, as most rows are. */
function isFlat(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const name in value) if (typeof (value as Record<string, unknown>)[name] === "object") return false;
  return true;
}

function ownObject(value: object, made: Map<object, object>, depth: number): object {
  const known = made.get(value);
  if (known !== undefined) return known;
  if (depth === deepestNesting) return value;
  const inside = <Item>(item: Item): Item =>
    typeof item === "object" && item !== null ? (ownObject(item, made, depth + 1) as Item) : item;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    made.set(value, copy);
    for (const item of value) copy.push(inside(item));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const copy = (prototype === null ? Object.assign(Object.create(null), value) : { ...value }) as object;
    made.set(value, copy);
    return copyInside(copy as Record<string, unknown>, inside);
  }
  return copyBuiltIn(value, inside) ?? value;
}

function copyObject(value: object, where: string, depth: number): unknown {
  if (depth === deepestNesting) throw refused(tooDeep(value), where);
  const inside = <Item>(item: Item): Item => plainCopy(item, where, depth + 1);
  if (Array.isArray(value)) return Array.from(value, inside);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copyInside({ ...value }, inside);
  const copy = copyBuiltIn(value, inside);
  if (copy === undefined) throw refused(notPlain(value), where);
  return copy;
}

/** A copy of what the language itself keeps data in; undefined for anything else. */
function copyBuiltIn(value: object, inside: <Item>(item: Item) => Item): object | undefined {
  if (value instanceof Date) return new Date(value);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [inside(key), inside(item)]));
  if (value instanceof Set) return new Set(Array.from(value, inside));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Uint8Array).slice();
  return undefined;
}

function copyInside(copy: Record<string, unknown>, inside: <Item>(item: Item) => Item): object {
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
