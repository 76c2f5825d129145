import type { PhysicalType } from "../format/names.ts";
import { i32, struct, thriftBytes } from "../format/thrift-writer.ts";
import { setBlockBits } from "../kernels/bloom-blocks.ts";
import { bloomSalts } from "../kernels/bloom-salts.ts";
import type { Dense } from "./dense.ts";

/** One value in a hundred that is not there seems to be. */
const bitsPerValue = 10.5;
const leastBytes = 32;
const mostBytes = 1 << 20;

/** A filter of these values, its header before it: distinct ones where the chunk has a dictionary. */
export function bloomFilterBytes(dense: Dense, physical: PhysicalType): Uint8Array {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, (dense.count * bitsPerValue) / 8)));
  const filter = new Int32Array(Math.min(mostBytes, Math.max(leastBytes, wanted)) / 4);
  const { bytes, starts, lengths } = viewsOf(dense);
  setBlockBits(bytes, starts, lengths, dense.count, filter, bloomSalts);
  // Zeros of either sign are equal: who looks for one finds the other.
  if (physical === "DOUBLE" && new Float64Array(bytes.buffer, bytes.byteOffset, dense.count).includes(0))
    setBlockBits(bothZeros, Int32Array.of(0, 8), Int32Array.of(8, 8), 2, filter, bloomSalts);
  const chosen = struct([1, struct()]);
  // Blocks, xxHash, not compressed: there are no others.
  const header = thriftBytes([
    [1, i32(filter.byteLength)],
    [2, chosen],
    [3, chosen],
    [4, chosen],
  ]);
  const out = new Uint8Array(header.length + filter.byteLength);
  out.set(header);
  out.set(new Uint8Array(filter.buffer), header.length);
  return out;
}

const bothZeros: Uint8Array = new Uint8Array(Float64Array.of(0, -0).buffer);

function viewsOf(dense: Dense): { bytes: Uint8Array; starts: Int32Array; lengths: Int32Array } {
  if (dense.kind === "bytes") return dense;
  if (dense.kind !== "fixed")
    throw new TypeError(`Cannot hash ${dense.kind} as they have no bytes of their own; this is a defect of millrace`);
  const { words, width, count } = dense;
  return {
    bytes: new Uint8Array(words.buffer, words.byteOffset, count * width),
    starts: Int32Array.from({ length: count }, (_, value) => value * width),
    lengths: new Int32Array(count).fill(width),
  };
}
