/*
 * Thrift's compact protocol, as much of it as Parquet uses.
 *
 * struct = field*, 0          field = (id delta << 4 | type), [zigzag id when delta is 0], content
 * list   = (size << 4 | type), [varint size when that is 15], items
 * type   = 1 true · 2 false · 3 byte · 4 i16 · 5 i32 · 6 i64 (zigzag varints) · 7 double · 8 binary (varint length)
 *          9 list · 10 set · 11 map · 12 struct
 *
 * Written for hostile bytes: a list cannot be longer than the bytes that are left, nesting is limited.
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** Values by field id. */
export type ThriftStruct = readonly (ThriftValue | undefined)[];

export type ThriftValue = number | boolean | Uint8Array | readonly ThriftValue[] | { readonly fields: ThriftStruct };

export interface ThriftReader {
  readonly bytes: Uint8Array;
  at: number;
}

const deepest = 24;
const largestFieldId = 255;

export function readStruct(reader: ThriftReader, depth = 0): ThriftStruct {
  if (depth > deepest) throw new RangeError(`structs nested deeper than ${deepest}`);
  const fields: (ThriftValue | undefined)[] = [];
  let id = 0;
  for (;;) {
    const head = readByte(reader);
    const type = head & 15;
    if (type === 0) return fields;
    id = head >> 4 === 0 ? readZigzag(reader) : id + (head >> 4);
    const value = readContent(reader, type, depth);
    if (id >= 0 && id <= largestFieldId) fields[id] = value;
  }
}

function readContent(reader: ThriftReader, type: number, depth: number): ThriftValue {
  switch (type) {
    case 1:
      return true;
    case 2:
      return false;
    case 3:
      return (readByte(reader) << 24) >> 24;
    case 4:
    case 5:
    case 6:
      return readZigzag(reader);
    case 7:
      return readDouble(reader);
    case 8:
      return readBinary(reader);
    case 9:
    case 10:
      return readList(reader, depth + 1);
    case 12:
      return { fields: readStruct(reader, depth + 1) };
    default:
      throw new RangeError(`field type ${type}, which Parquet does not use`);
  }
}

function readList(reader: ThriftReader, depth: number): ThriftValue[] {
  if (depth > deepest) throw new RangeError(`lists nested deeper than ${deepest}`);
  const head = readByte(reader);
  const size = head >> 4 === 15 ? readVarint(reader) : head >> 4;
  const left = reader.bytes.length - reader.at;
  if (size > left) throw new RangeError(`a list of ${size} items where ${left} bytes are left`);
  const type = head & 15;
  const items: ThriftValue[] = [];
  for (let item = 0; item < size; item++) {
    // In a list, booleans take a byte each.
    items.push(type === 1 || type === 2 ? readByte(reader) === 1 : readContent(reader, type, depth));
  }
  return items;
}

function readByte(reader: ThriftReader): number {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) throw new RangeError("the bytes end within a struct");
  reader.at++;
  return byte;
}

/** Unsigned LEB128 as a double: exact up to 2^53, which sizes and offsets never pass. */
function readVarint(reader: ThriftReader): number {
  let value = 0;
  let factor = 1;
  for (let length = 0; length < 10; length++) {
    const byte = readByte(reader);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  throw new RangeError("a number longer than 10 bytes");
}

function readZigzag(reader: ThriftReader): number {
  const value = readVarint(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function readDouble(reader: ThriftReader): number {
  const bytes = take(reader, 8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
}

function readBinary(reader: ThriftReader): Uint8Array {
  return take(reader, readVarint(reader));
}

function take(reader: ThriftReader, length: number): Uint8Array {
  const left = reader.bytes.length - reader.at;
  if (length > left) throw new RangeError(`a value of ${length} bytes where ${left} are left`);
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

const decoder = new TextDecoder();

export function numberAt(struct: ThriftStruct, id: number): number | undefined {
  const value = struct[id];
  return typeof value === "number" ? value : undefined;
}

/** A number that the format requires. */
export function requiredNumber(struct: ThriftStruct, id: number, what: string): number {
  const value = struct[id];
  if (typeof value !== "number") throw new RangeError(`no ${what}`);
  return value;
}

export function booleanAt(struct: ThriftStruct, id: number): boolean | undefined {
  const value = struct[id];
  return typeof value === "boolean" ? value : undefined;
}

export function bytesAt(struct: ThriftStruct, id: number): Uint8Array | undefined {
  const value = struct[id];
  return value instanceof Uint8Array ? value : undefined;
}

export function textAt(struct: ThriftStruct, id: number): string | undefined {
  const value = bytesAt(struct, id);
  return value === undefined ? undefined : decoder.decode(value);
}

export function structAt(struct: ThriftStruct, id: number): ThriftStruct | undefined {
  return asStruct(struct[id]);
}

export function structsAt(struct: ThriftStruct, id: number): readonly ThriftStruct[] {
  return listAt(struct, id).map((item) => asStruct(item) ?? []);
}

export function textsAt(struct: ThriftStruct, id: number): string[] {
  return listAt(struct, id).flatMap((item) => (item instanceof Uint8Array ? [decoder.decode(item)] : []));
}

export function bytesListAt(struct: ThriftStruct, id: number): Uint8Array[] {
  return listAt(struct, id).filter((item): item is Uint8Array => item instanceof Uint8Array);
}

export function numbersAt(struct: ThriftStruct, id: number): number[] {
  return listAt(struct, id).filter((item): item is number => typeof item === "number");
}

export function booleansAt(struct: ThriftStruct, id: number): boolean[] {
  return listAt(struct, id).filter((item): item is boolean => typeof item === "boolean");
}

function listAt(struct: ThriftStruct, id: number): readonly ThriftValue[] {
  const value = struct[id];
  return Array.isArray(value) ? value : [];
}

function asStruct(value: ThriftValue | undefined): ThriftStruct | undefined {
  return typeof value === "object" && "fields" in value ? value.fields : undefined;
}
