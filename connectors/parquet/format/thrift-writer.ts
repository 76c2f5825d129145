/*
 * The writing half of thrift-reader.ts: structs are written as lists of fields in the order of their ids.
 */

export type ThriftContent =
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "byte" | "i32" | "i64"; readonly value: number }
  | { readonly type: "binary"; readonly value: Uint8Array }
  | { readonly type: "struct"; readonly value: ThriftFields }
  | { readonly type: "list"; readonly of: ThriftContent["type"]; readonly value: readonly ThriftContent[] };

/** `[id, content]`, ids ascending; absent fields are undefined. */
export type ThriftFields = readonly (readonly [number, ThriftContent | undefined])[];

const typeIds = { boolean: 1, byte: 3, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

const encoder = new TextEncoder();

export function i32(value: number): ThriftContent {
  return { type: "i32", value };
}

export function optionalI32(value: number | undefined): ThriftContent | undefined {
  return value === undefined ? undefined : { type: "i32", value };
}

export function i64(value: number): ThriftContent {
  return { type: "i64", value };
}

export function binary(value: Uint8Array): ThriftContent {
  return { type: "binary", value };
}

export function text(value: string): ThriftContent {
  return { type: "binary", value: encoder.encode(value) };
}

export function struct(...value: ThriftFields): ThriftContent {
  return { type: "struct", value };
}

export function list(of: ThriftContent["type"], value: readonly ThriftContent[]): ThriftContent {
  return { type: "list", of, value };
}

export function flag(value: boolean): ThriftContent {
  return { type: "boolean", value };
}

export function byte(value: number): ThriftContent {
  return { type: "byte", value };
}

/** The bytes of a struct. */
export function thriftBytes(fields: ThriftFields): Uint8Array {
  const out: number[] = [];
  writeStruct(out, fields);
  return Uint8Array.from(out);
}

function writeStruct(out: number[], fields: ThriftFields): void {
  let previous = 0;
  for (const [id, content] of fields) {
    if (content === undefined) continue;
    const type = content.type === "boolean" && !content.value ? 2 : typeIds[content.type];
    if (id - previous < 16) {
      out.push(((id - previous) << 4) | type);
    } else {
      out.push(type);
      writeZigzag(out, id);
    }
    previous = id;
    if (content.type !== "boolean") writeContent(out, content);
  }
  out.push(0);
}

function writeContent(out: number[], content: ThriftContent): void {
  switch (content.type) {
    case "boolean":
      out.push(content.value ? 1 : 2);
      break;
    case "byte":
      out.push(content.value & 255);
      break;
    case "i32":
    case "i64":
      writeZigzag(out, content.value);
      break;
    case "binary":
      writeVarint(out, content.value.length);
      for (const part of content.value) out.push(part);
      break;
    case "struct":
      writeStruct(out, content.value);
      break;
    case "list":
      writeList(out, content.of, content.value);
  }
}

function writeList(out: number[], of: ThriftContent["type"], items: readonly ThriftContent[]): void {
  if (items.length < 15) {
    out.push((items.length << 4) | typeIds[of]);
  } else {
    out.push(0xf0 | typeIds[of]);
    writeVarint(out, items.length);
  }
  for (const item of items) writeContent(out, item);
}

function writeVarint(out: number[], value: number): void {
  while (value > 127) {
    out.push((value % 128) | 128);
    value = Math.floor(value / 128);
  }
  out.push(value);
}

/** Numbers up to 2^52: larger ones Parquet's structs never hold. */
function writeZigzag(out: number[], value: number): void {
  writeVarint(out, value < 0 ? -2 * value - 1 : 2 * value);
}
