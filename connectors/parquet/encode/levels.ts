import { writeHybrid } from "../kernels/write-hybrid.ts";
import type { Presence } from "./dense.ts";

/** Definition levels of rows [first, last) of a flat column. `first` is a multiple of 8: its bits are the packed run. */
export function flatLevels({ validity }: Presence, first: number, last: number, present: number): Uint8Array {
  const rows = last - first;
  if (validity === undefined || present === rows) return prefixed([...varint(rows * 2), 1], new Uint8Array(0));
  const groups = (rows + 7) >> 3;
  const bits = validity.slice(first >> 3, (first >> 3) + groups);
  if ((rows & 7) !== 0) bits[groups - 1]! &= (1 << (rows & 7)) - 1;
  return prefixed(varint(groups * 2 + 1), bits);
}

/** Levels of a column that nests. */
export function nestedLevels(levels: Int32Array, largest: number): Uint8Array {
  if (largest === 0) return new Uint8Array(0);
  const width = 32 - Math.clz32(largest);
  const out = new Uint8Array(Math.ceil(levels.length / 8) * (width + 11));
  return prefixed([], out.subarray(0, writeHybrid(levels, 0, levels.length, width, out, 0)));
}

/** The size in 4 bytes, then a head and a tail. */
function prefixed(head: readonly number[], tail: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + head.length + tail.length);
  new DataView(out.buffer).setUint32(0, head.length + tail.length, true);
  out.set(head, 4);
  out.set(tail, 4 + head.length);
  return out;
}

function varint(value: number): number[] {
  const out: number[] = [];
  for (; value > 127; value >>>= 7) out.push((value & 127) | 128);
  out.push(value);
  return out;
}
