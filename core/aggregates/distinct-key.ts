import { decodeValue } from "../data/codec.ts";
import { encodeKey } from "../data/key-group.ts";

/** Starts the keys of values that are not their own key; strings that start with it are escaped by one more. */
const mark = "\0";

/**
 * What stands for a value in a Set or Map: the same for equal values. Primitives stand for themselves (−0 for 0; NaN
 * equals NaN there); Dates, arrays and plain objects are compared by content, whatever the order of an object's fields.
 */
export function distinctKey(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith(mark) ? mark + value : value;
  if (typeof value !== "object" || value === null) return value;
  return mark + textOfBytes(encodeKey(value));
}

/** The value, or one equal to it, that `distinctKey` made `key` of. */
export function valueOfKey(key: unknown): unknown {
  if (typeof key !== "string" || !key.startsWith(mark)) return key;
  // The bytes of an object never start with 0, which is the tag of null.
  return key.startsWith(mark, 1) ? key.slice(1) : decodeValue(bytesOfText(key.slice(1)));
}

function textOfBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function bytesOfText(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
