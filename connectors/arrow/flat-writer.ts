import { wholeText } from "../files/mod.ts";

/** What a field of a table of FlatBuffers holds; undefined where it is left out. */
export type FlatValue =
  | { readonly bits: 8 | 16 | 32 | 64; readonly value: number | bigint }
  | { readonly refersTo: FlatNode }
  | undefined;

/** What lies somewhere else in the buffer. */
export type FlatNode =
  | { readonly fields: readonly FlatValue[] }
  | { readonly text: string }
  | { readonly tables: readonly FlatNode[] }
  /** Items of so many 64-bit numbers, one behind the other. */
  | { readonly sizes: readonly number[]; readonly each: number };

export const int8 = (value: number): FlatValue => ({ bits: 8, value });
export const int16 = (value: number): FlatValue => ({ bits: 16, value });
export const int32 = (value: number): FlatValue => ({ bits: 32, value });
export const int64 = (value: number): FlatValue => ({ bits: 64, value: BigInt(value) });
export const table = (...fields: readonly FlatValue[]): FlatNode => ({ fields });
export const to = (refersTo: FlatNode): FlatValue => ({ refersTo });
export const text = (value: string): FlatValue => ({ refersTo: { text: value } });

/** The bytes of a buffer whose root is the table: everything stands behind what refers to it. */
export function flatBytes(root: FlatNode): Uint8Array {
  const out = new FlatOutput();
  const pending: { readonly place: number; readonly node: FlatNode }[] = [{ place: out.room(4, 4), node: root }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { place, node } = next;
    out.uint32(place, writeNode(node, out, (at, child) => pending.push({ place: at, node: child })) - place);
  }
  out.room(0, 8);
  return out.bytes();
}

type Refer = (place: number, node: FlatNode) => void;

function writeNode(node: FlatNode, out: FlatOutput, refer: Refer): number {
  if ("fields" in node) return writeTable(node.fields, out, refer);
  if ("text" in node) {
    const bytes = new TextEncoder().encode(wholeText(() => "the name of a column", node.text));
    const at = out.room(4 + bytes.length + 1, 4);
    out.uint32(at, bytes.length);
    out.put(at + 4, bytes);
    return at;
  }
  if ("tables" in node) {
    const at = out.room(4 + node.tables.length * 4, 4);
    out.uint32(at, node.tables.length);
    for (const [item, child] of node.tables.entries()) refer(at + 4 + item * 4, child);
    return at;
  }
  // The numbers begin at a multiple of 8, the count before them.
  const at = out.room(12 + node.sizes.length * 8, 8) + 4;
  out.uint32(at, node.sizes.length / node.each);
  for (const [item, size] of node.sizes.entries()) out.int(at + 4 + item * 8, 64, BigInt(size));
  return at;
}

function writeTable(fields: readonly FlatValue[], out: FlatOutput, refer: Refer): number {
  let size = 4;
  const places = fields.map((field) => {
    if (field === undefined) return 0;
    const bytes = "bits" in field ? field.bits / 8 : 4;
    const place = Math.ceil(size / bytes) * bytes;
    size = place + bytes;
    return place;
  });
  const vtable = out.room(4 + fields.length * 2, 2);
  const at = out.room(size, 8);
  out.int(vtable, 16, 4 + fields.length * 2);
  out.int(vtable + 2, 16, size);
  out.int(at, 32, at - vtable);
  for (const [field, value] of fields.entries()) {
    if (value === undefined) continue;
    out.int(vtable + 4 + field * 2, 16, places[field]!);
    if ("bits" in value) out.int(at + places[field]!, value.bits, value.value);
    else refer(at + places[field]!, value.refersTo);
  }
  return at;
}

class FlatOutput {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  /** A place for so many zero bytes. */
  room(sizeBytes: number, alignment: number): number {
    const at = Math.ceil(this.#size / alignment) * alignment;
    this.#size = at + sizeBytes;
    if (this.#size > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(this.#size, this.#bytes.length * 2));
      longer.set(this.#bytes);
      this.#bytes = longer;
      this.#view = new DataView(longer.buffer);
    }
    return at;
  }

  uint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  int(at: number, bits: 8 | 16 | 32 | 64, value: number | bigint): void {
    if (bits === 64) this.#view.setBigInt64(at, BigInt(value), true);
    else if (bits === 32) this.#view.setInt32(at, Number(value), true);
    else if (bits === 16) this.#view.setInt16(at, Number(value), true);
    else this.#view.setInt8(at, Number(value));
  }

  put(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at);
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }
}
