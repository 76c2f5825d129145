/*
 * Tables of FlatBuffers, as far as Arrow's metadata uses them.
 *
 *     table  = i32 distance back to its vtable, fields
 *     vtable = u16 bytes of itself, u16 bytes of the table, u16 place of each field in the table (0: absent)
 *     vector, text = u32 count, items; what is no number is a u32 distance forward to it
 *
 * https://flatbuffers.dev/internals/
 */

/** No vector of metadata is longer; one that claims it is damaged or hostile. */
const mostItems = 2 ** 24;

/** A table whose fields are read by their number in the schema. Whatever lies outside of the bytes is a RangeError. */
export class FlatTable {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #at: number;
  readonly #vtable: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#vtable = at - this.#view.getInt32(at, true);
  }

  /** The table that a buffer is of. */
  static root(bytes: Uint8Array): FlatTable {
    return new FlatTable(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true));
  }

  int8(field: number, absent = 0): number {
    const at = this.#place(field);
    return at === undefined ? absent : this.#view.getInt8(at);
  }

  int16(field: number, absent = 0): number {
    const at = this.#place(field);
    return at === undefined ? absent : this.#view.getInt16(at, true);
  }

  int32(field: number, absent = 0): number {
    const at = this.#place(field);
    return at === undefined ? absent : this.#view.getInt32(at, true);
  }

  /** A number below 2^53, and not below 0. */
  size(field: number): number {
    const at = this.#place(field);
    return at === undefined ? 0 : this.#size(at);
  }

  /** All 64 bits, as text: a name, not a number. */
  id(field: number): string {
    const at = this.#place(field);
    return String(at === undefined ? 0n : this.#view.getBigInt64(at, true));
  }

  text(field: number): string | undefined {
    const vector = this.#vector(field, 1);
    return vector && new TextDecoder().decode(this.#bytes.subarray(vector.at, vector.at + vector.count));
  }

  table(field: number): FlatTable | undefined {
    const at = this.#place(field);
    return at === undefined ? undefined : this.#tableAt(at);
  }

  tables(field: number): readonly FlatTable[] {
    const { at, count } = this.#vector(field, 4) ?? nothing;
    return Array.from({ length: count }, (_, item) => this.#tableAt(at + item * 4));
  }

  int32s(field: number): readonly number[] {
    const { at, count } = this.#vector(field, 4) ?? nothing;
    return Array.from({ length: count }, (_, item) => this.#view.getInt32(at + item * 4, true));
  }

  /** Items of so many 64-bit numbers each, one behind the other. Numbers of 32 bits with room behind are read as if of 64. */
  sizes(field: number, each: number): readonly number[] {
    const { at, count } = this.#vector(field, each * 8) ?? nothing;
    return Array.from({ length: count * each }, (_, item) => this.#size(at + item * 8));
  }

  /** Where the table ends, or how its fields are laid out; infinite where it has fields behind the known ones, which may hold anything. */
  end(known: number): number {
    const vtableBytes = this.#view.getUint16(this.#vtable, true);
    if (vtableBytes > 4 + known * 2) return Number.POSITIVE_INFINITY;
    const end = Math.max(this.#vtable + vtableBytes, this.#at + this.#view.getUint16(this.#vtable + 2, true));
    if (end > this.#bytes.length) throw new RangeError(`${end} bytes in metadata of ${this.#bytes.length}`);
    return end;
  }

  /** Where the items of a vector end. */
  vectorEnd(field: number, itemBytes: number): number {
    const { at, count } = this.#vector(field, itemBytes) ?? nothing;
    return at + count * itemBytes;
  }

  #tableAt(at: number): FlatTable {
    return new FlatTable(this.#bytes, at + this.#view.getUint32(at, true));
  }

  #place(field: number): number | undefined {
    const slot = 4 + field * 2;
    if (slot >= this.#view.getUint16(this.#vtable, true)) return undefined;
    const distance = this.#view.getUint16(this.#vtable + slot, true);
    return distance === 0 ? undefined : this.#at + distance;
  }

  #vector(field: number, itemBytes: number): { readonly at: number; readonly count: number } | undefined {
    const place = this.#place(field);
    if (place === undefined) return undefined;
    const at = place + this.#view.getUint32(place, true);
    const count = this.#view.getUint32(at, true);
    if (count > mostItems || at + 4 + count * itemBytes > this.#bytes.length)
      throw new RangeError(`${count} items in metadata of ${this.#bytes.length} bytes`);
    return { at: at + 4, count };
  }

  #size(at: number): number {
    const high = this.#view.getInt32(at + 4, true);
    if (high < 0 || high > 0x1fffff) throw new RangeError("a size below 0, or from 2^53 on");
    return high * 2 ** 32 + this.#view.getUint32(at, true);
  }
}

const nothing = { at: 0, count: 0 };
