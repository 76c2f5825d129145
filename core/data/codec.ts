import { deepestNesting, isPlainObject, notPlain, tooDeep } from "./plain-data.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A growing buffer that values are written to. */
export interface ByteWriter {
  bytes: Uint8Array;
  length: number;
}

export function byteWriter(capacity = 256): ByteWriter {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** What has been written, as a copy. */
export function writtenBytes(writer: ByteWriter): Uint8Array {
  return writer.bytes.slice(0, writer.length);
}

export interface ByteReader {
  readonly bytes: Uint8Array;
  at: number;
}

/*
 * value  = tag, content
 * 0 null · 1 undefined · 2 false · 3 true · 4 int32 (4 bytes) · 5 double (8) · 6 bigint (length, text)
 * 7 string (length, utf8) · 8 Date (8) · 9 bytes (length, content) · 10 array (length, values)
 * 11 plain object (length, name and value each) · 12 Map (length, key and value each) · 13 Set (length, values)
 * 14 typed array other than Uint8Array (kind, length, content) · 15 string that UTF-8 cannot hold (length, utf16le)
 * length = unsigned LEB128; numbers little endian. Every NaN is written as one.
 */
const tag = {
  null: 0,
  undefined: 1,
  false: 2,
  true: 3,
  int32: 4,
  double: 5,
  bigint: 6,
  string: 7,
  date: 8,
  bytes: 9,
  array: 10,
  object: 11,
  map: 12,
  set: 13,
  typed: 14,
  brokenString: 15,
} as const;

const typedArrays = [
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;

/** Bytes as they are, such as values already written. */
export function writeRaw(writer: ByteWriter, bytes: Uint8Array): void {
  reserve(writer, bytes.length);
  writer.bytes.set(bytes, writer.length);
  writer.length += bytes.length;
}

/** The bytes of one value: plain data up to `deepestNesting`. Functions, symbols and class instances are refused. */
export function encodeValue(value: unknown): Uint8Array {
  const writer = byteWriter(64);
  writeValue(writer, value);
  return writtenBytes(writer);
}

export function decodeValue(bytes: Uint8Array): unknown {
  return readValue({ bytes, at: 0 });
}

/** @param depth How many collections it is in. */
export function writeValue(writer: ByteWriter, value: unknown, depth = 0): void {
  switch (typeof value) {
    case "number":
      return writeNumber(writer, value);
    case "string":
      return writeText(writer, value);
    case "boolean":
      return writeByte(writer, value ? tag.true : tag.false);
    case "bigint":
      return writeBytes(writer, tag.bigint, encoder.encode(value.toString()));
    case "undefined":
      return writeByte(writer, tag.undefined);
    case "object":
      return value === null ? writeByte(writer, tag.null) : writeObject(writer, value, depth);
    default:
      throw unencodable(notPlain(value));
  }
}

export function readValue(reader: ByteReader, depth = 0): unknown {
  const kind = reader.bytes[reader.at++];
  switch (kind) {
    case tag.null:
      return null;
    case tag.undefined:
      return undefined;
    case tag.false:
      return false;
    case tag.true:
      return true;
    case tag.int32:
      return viewAt(reader, 4).getInt32(0, true);
    case tag.double:
      return viewAt(reader, 8).getFloat64(0, true);
    case tag.bigint:
      return BigInt(decoder.decode(readBytes(reader)));
    case tag.string:
      return decoder.decode(readBytes(reader));
    case tag.brokenString:
      return brokenText(readBytes(reader));
    case tag.date:
      return new Date(viewAt(reader, 8).getFloat64(0, true));
    case tag.bytes:
      return readBytes(reader).slice();
    case tag.typed:
      return readTyped(reader);
    default:
      return readCollection(reader, kind, depth);
  }
}

function writeByte(writer: ByteWriter, byte: number): void {
  reserve(writer, 1);
  writer.bytes[writer.length++] = byte;
}

/** Unsigned LEB128, up to 2^53. */
function writeLength(writer: ByteWriter, length: number): void {
  reserve(writer, 8);
  while (length > 127) {
    writer.bytes[writer.length++] = (length % 128) | 128;
    length = Math.floor(length / 128);
  }
  writer.bytes[writer.length++] = length;
}

function readLength(reader: ByteReader): number {
  let length = 0;
  let factor = 1;
  for (;;) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw truncated(reader);
    length += (byte & 127) * factor;
    if (byte < 128) return length;
    factor *= 128;
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  reserve(writer, 9);
  const { bytes } = writer;
  if ((value | 0) === value && !Object.is(value, -0)) {
    bytes[writer.length++] = tag.int32;
    for (let shift = 0; shift < 32; shift += 8) bytes[writer.length++] = value >> shift;
  } else {
    bytes[writer.length] = tag.double;
    oneDouble.setFloat64(0, Number.isNaN(value) ? Number.NaN : value, true);
    for (let at = 0; at < 8; at++) bytes[writer.length + 1 + at] = oneDouble.getUint8(at);
    writer.length += 9;
  }
}

/** A view for every number written would cost more than the writing. */
const oneDouble = new DataView(new ArrayBuffer(8));

function writeBytes(writer: ByteWriter, kind: number, content: Uint8Array): void {
  writeByte(writer, kind);
  writeLength(writer, content.length);
  reserve(writer, content.length);
  writer.bytes.set(content, writer.length);
  writer.length += content.length;
}

/** UTF-8 makes one character of all halves of surrogate pairs that stand alone, so that different texts would be one key. */
function writeText(writer: ByteWriter, text: string): void {
  if (text.length <= shortText && writeAscii(writer, text)) return;
  if (text.isWellFormed()) return writeBytes(writer, tag.string, encoder.encode(text));
  const content = new Uint8Array(2 * text.length);
  const view = new DataView(content.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), true);
  writeBytes(writer, tag.brokenString, content);
}

/** Up to this length a loop costs less than a call of the encoder, and the length is one byte. */
const shortText = 32;

/** Writes a short text that UTF-8 holds a byte a character; gives false, having written nothing, where it does not. */
function writeAscii(writer: ByteWriter, text: string): boolean {
  reserve(writer, 2 + text.length);
  const { bytes } = writer;
  const start = writer.length + 2;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return false;
    bytes[start + at] = code;
  }
  bytes[writer.length] = tag.string;
  bytes[writer.length + 1] = text.length;
  writer.length = start + text.length;
  return true;
}

function brokenText(content: Uint8Array): string {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let text = "";
  for (let at = 0; at < content.length; at += 2) text += String.fromCharCode(view.getUint16(at, true));
  return text;
}

function writeObject(writer: ByteWriter, value: object, depth: number): void {
  if (value instanceof Uint8Array) return writeBytes(writer, tag.bytes, value);
  if (ArrayBuffer.isView(value)) return writeTyped(writer, value);
  if (value instanceof Date) return writeDate(writer, value);
  if (depth === deepestNesting) throw unencodable(tooDeep(value));
  if (Array.isArray(value)) return writeItems(writer, tag.array, value.length, value, depth);
  if (value instanceof Map) return writeItems(writer, tag.map, value.size, flatPairs(value), depth);
  if (value instanceof Set) return writeItems(writer, tag.set, value.size, value, depth);
  if (!isPlainObject(value)) throw unencodable(notPlain(value));
  writeProperties(writer, value as Record<string, unknown>, depth);
}

function writeProperties(writer: ByteWriter, value: Record<string, unknown>, depth: number): void {
  const names = Object.keys(value);
  writeByte(writer, tag.object);
  writeLength(writer, names.length);
  for (const name of names) {
    writeText(writer, name);
    writeValue(writer, value[name], depth + 1);
  }
}

function flatPairs(pairs: Iterable<readonly [unknown, unknown]>): unknown[] {
  const flat: unknown[] = [];
  for (const [key, value] of pairs) flat.push(key, value);
  return flat;
}

function writeItems(writer: ByteWriter, kind: number, size: number, items: Iterable<unknown>, depth: number): void {
  writeByte(writer, kind);
  writeLength(writer, size);
  for (const item of items) writeValue(writer, item, depth + 1);
}

function writeDate(writer: ByteWriter, value: Date): void {
  reserve(writer, 9);
  writer.bytes[writer.length] = tag.date;
  new DataView(writer.bytes.buffer, writer.bytes.byteOffset + writer.length + 1).setFloat64(0, value.getTime(), true);
  writer.length += 9;
}

function writeTyped(writer: ByteWriter, value: ArrayBufferView): void {
  const kind = typedArrays.findIndex((each) => value instanceof each);
  if (kind < 0) throw unencodable(notPlain(value));
  writeByte(writer, tag.typed);
  writeBytes(writer, kind, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
}

function readTyped(reader: ByteReader): unknown {
  const typedArray = typedArrays[reader.bytes[reader.at++]!];
  if (typedArray === undefined) throw truncated(reader);
  return new typedArray(readBytes(reader).slice().buffer);
}

function readCollection(reader: ByteReader, kind: number | undefined, depth: number): unknown {
  if (depth === deepestNesting) throw truncated(reader);
  const size = kind === undefined ? 0 : readLength(reader);
  switch (kind) {
    case tag.array:
      return readItems(reader, size, depth);
    case tag.set:
      return new Set(readItems(reader, size, depth));
    case tag.map:
      return new Map(readPairs(reader, size, depth));
    case tag.object:
      return Object.fromEntries(readPairs(reader, size, depth) as [string, unknown][]);
    default:
      throw truncated(reader);
  }
}

function readItems(reader: ByteReader, size: number, depth: number): unknown[] {
  const items: unknown[] = [];
  for (let item = 0; item < size; item++) items.push(readValue(reader, depth + 1));
  return items;
}

function readPairs(reader: ByteReader, size: number, depth: number): [unknown, unknown][] {
  const pairs: [unknown, unknown][] = [];
  for (let pair = 0; pair < size; pair++) pairs.push([readValue(reader, depth + 1), readValue(reader, depth + 1)]);
  return pairs;
}

function readBytes(reader: ByteReader): Uint8Array {
  const length = readLength(reader);
  if (reader.at + length > reader.bytes.length) throw truncated(reader);
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

function viewAt(reader: ByteReader, sizeBytes: number): DataView {
  if (reader.at + sizeBytes > reader.bytes.length) throw truncated(reader);
  reader.at += sizeBytes;
  return new DataView(reader.bytes.buffer, reader.bytes.byteOffset + reader.at - sizeBytes, sizeBytes);
}

function reserve(writer: ByteWriter, sizeBytes: number): void {
  if (writer.length + sizeBytes <= writer.bytes.length) return;
  const larger = new Uint8Array(Math.max(writer.bytes.length * 2, writer.length + sizeBytes));
  larger.set(writer.bytes.subarray(0, writer.length));
  writer.bytes = larger;
}

/** How messages of values begin that have no bytes. */
export const cannotEncode = "Cannot encode a value as bytes";

function unencodable(problem: string): TypeError {
  return new TypeError(`${cannotEncode} ${problem}`);
}

function truncated(reader: ByteReader): RangeError {
  return new RangeError(
    `Cannot decode a value at byte ${reader.at} of ${reader.bytes.length} as the bytes end or are damaged; ` +
      "restore from an earlier snapshot",
  );
}
