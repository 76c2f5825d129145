import { decodeUtf8 } from "../../core/io/mod.ts";
import { isUtf8 } from "../../core/platform/mod.ts";
import { isPlainObject, wholeText } from "../files/mod.ts";
import { kindOf } from "./kind-of.ts";

/** One value of a header: bytes where they are no UTF-8, or where all are asked for as bytes. */
type HeaderValue = string | Uint8Array | null;

/** By name a value, of a name that comes several times the list of its values. */
export type Headers = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>;

/**
 * Headers as they lie in a record: `count [key value]`, lengths as VARINT.
 *
 * @param values Whether values that are UTF-8 become texts.
 * @returns undefined where a name is no UTF-8, which an object could not hold.
 */
export function headersAt(bytes: Uint8Array, start: number, values: "string" | "bytes"): Headers | undefined {
  let at = start;
  const varint = (): number => {
    let value = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return (value >>> 1) ^ -(value & 1);
  };
  const text = (length: number): string | undefined =>
    isUtf8(bytes.subarray(at - length, at)) ? decodeUtf8(bytes, at - length, length) : undefined;
  const value = (): HeaderValue => {
    const length = varint();
    if (length < 0) return null;
    at += length;
    // What is kept must not keep all that was fetched.
    return (values === "string" ? text(length) : undefined) ?? bytes.slice(at - length, at);
  };
  const all = new Map<string, HeaderValue[]>();
  for (let left = varint(); left > 0; left--) {
    const length = Math.max(0, varint());
    at += length;
    const name = text(length);
    if (name === undefined) return undefined;
    const before = all.get(name);
    if (before === undefined) all.set(name, [value()]);
    else before.push(value());
  }
  return Object.fromEntries([...all].map(([name, list]) => [name, list.length === 1 ? list[0]! : list]));
}

const encoder = new TextEncoder();

/**
 * Headers as they are written, names and values in turn: by name texts, bytes or null, of a name that comes several times a list of
 * them; numbers and the like as their text.
 */
export function headersOf(headers: unknown, to: string): readonly (Uint8Array | undefined)[] {
  if (headers === undefined || headers === null) return [];
  if (!isPlainObject(headers))
    throw noHeaders(`headers of a record to ${to} must be an object of texts or bytes`, kindOf(headers));
  const bytesOf = (text: string): Uint8Array => encoder.encode(wholeText(() => `a header of a record to ${to}`, text));
  const one = (name: string, value: unknown): Uint8Array | undefined => {
    if (value === null || value === undefined) return undefined;
    if (value instanceof Uint8Array) return value;
    if (typeof value === "object" || typeof value === "function" || typeof value === "symbol")
      throw noHeaders(headerMust(name, to, "be a text or bytes, or a list of these"), kindOf(value));
    return bytesOf(String(value));
  };
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!Array.isArray(value)) return [bytesOf(name), one(name, value)];
    // It would not be there when the record is read.
    if (value.length === 0) throw noHeaders(headerMust(name, to, "have a value"), "an empty array");
    return value.flatMap((each) => [bytesOf(name), one(name, each)]);
  });
}

function headerMust(name: string, to: string, must: string): string {
  return `header ${JSON.stringify(name)} of a record to ${to} must ${must}`;
}

function noHeaders(must: string, got: string): TypeError {
  return new TypeError(
    `Cannot write a record as ${must}: got ${got}; give for instance { trace: "7f3a", tags: ["a", "b"] }`,
  );
}
