import { type ByteViews, Unwritable } from "./dense.ts";

/** Collects byte strings one after the other. */
export interface ByteBuffer {
  /** @throws {Unwritable} where it has half of a character. */
  addText(text: string): void;
  add(bytes: Uint8Array): void;
  views(): ByteViews;
}

const encoder = new TextEncoder();

export function byteBuffer(count: number): ByteBuffer {
  const starts = new Int32Array(count);
  const lengths = new Int32Array(count);
  let bytes = new Uint8Array(Math.max(1024, count * 16));
  let size = 0;
  let values = 0;
  const reserve = (more: number) => {
    if (size + more > 0x7fffffff) throw new RangeError("more than 2 GiB of bytes in one row group");
    if (size + more <= bytes.length) return;
    const larger = new Uint8Array(Math.min(0x7fffffff, Math.max(bytes.length * 2, size + more)));
    larger.set(bytes.subarray(0, size));
    bytes = larger;
  };
  const added = (length: number) => {
    starts[values] = size;
    lengths[values++] = length;
    size += length;
  };
  return {
    addText: (text) => {
      if (!text.isWellFormed()) throw new Unwritable(text);
      reserve(text.length * 3);
      added(encoder.encodeInto(text, bytes.subarray(size)).written);
    },
    add: (value) => {
      reserve(value.length);
      bytes.set(value, size);
      added(value.length);
    },
    views: () => ({
      bytes: bytes.subarray(0, size),
      starts: starts.subarray(0, values),
      lengths: lengths.subarray(0, values),
    }),
  };
}
