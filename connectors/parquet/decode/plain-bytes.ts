import { joinByteStreams, joinFourStreams } from "../kernels/byte-stream-split.ts";
import { readDelta32, readDelta64 } from "../kernels/delta.ts";
import { unpack } from "../kernels/hybrid.ts";
import type { PageValues } from "./values.ts";
import { requireEnd, viewOf } from "./values.ts";

/**
 * The values of a page of fixed-width values as PLAIN bytes, aligned to 8, whichever encoding they came in. Good until
 * the next call only: the memory is used again.
 */
export function plainBytes(page: PageValues, width: number): Uint8Array {
  const { bytes, start, encoding, count } = page;
  switch (encoding) {
    case "PLAIN_DICTIONARY": // only dictionary pages come here with it: they are PLAIN
    case "PLAIN": {
      requireBytes(page, count * width);
      requireEnd(page, start + count * width);
      const part = bytes.subarray(start, start + count * width);
      if ((part.byteOffset & 7) === 0) return part;
      const out = scratchBytes(part.length);
      out.set(part);
      return out;
    }
    case "DELTA_BINARY_PACKED":
      return undelta(page, width);
    case "BYTE_STREAM_SPLIT":
      requireBytes(page, count * width);
      requireEnd(page, start + count * width);
      return joinStreams(page, width);
    default:
      throw new RangeError(`encoding ${encoding} for values of ${width} bytes`);
  }
}

let scratch = new Uint8Array(0);
/** Larger pages get memory of their own. */
const mostScratchBytes = 1 << 23;

function scratchBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > mostScratchBytes) return new Uint8Array(length);
  if (scratch.length < length) scratch = new Uint8Array(length);
  return scratch.subarray(0, length);
}

/** 32-bit values from deltas; returns where they end. DuckDB's deltas of these have 64 bits, and so up to 33 that count. */
export function deltas32(bytes: Uint8Array, start: number, count: number, out: Int32Array): number {
  const end = readDelta32(bytes, viewOf(bytes), start, bytes.length, count, out, unpack);
  if (end >= 0) return end;
  const words = new Int32Array(2 * count);
  const wideEnd = readDelta64(bytes, viewOf(bytes), start, bytes.length, count, words);
  for (let value = 0; value < count; value++) out[value] = words[2 * value]!;
  return wideEnd;
}

function undelta(page: PageValues, width: number): Uint8Array {
  const { bytes, start, count } = page;
  if (width !== 4 && width !== 8) throw new RangeError(`deltas of values of ${width} bytes`);
  const out = scratchBytes(count * width);
  const words = new Int32Array(out.buffer, out.byteOffset, (count * width) / 4);
  const end =
    width === 4
      ? deltas32(bytes, start, count, words)
      : readDelta64(bytes, viewOf(bytes), start, bytes.length, count, words);
  requireEnd(page, end);
  return out;
}

function joinStreams({ bytes, start, count }: PageValues, width: number): Uint8Array {
  const out = scratchBytes(count * width);
  const words = new Int32Array(out.buffer, out.byteOffset, (count * width) >> 2);
  if (width === 4) {
    joinFourStreams(bytes, start, count, words, 0, 1);
  } else if (width === 8) {
    joinFourStreams(bytes, start, count, words, 0, 2);
    joinFourStreams(bytes, start + 4 * count, count, words, 1, 2);
  } else {
    joinByteStreams(bytes, start, width, count, out);
  }
  return out;
}

function requireBytes(page: PageValues, needed: number): void {
  const left = page.bytes.length - page.start;
  if (needed > left) throw new RangeError(`${page.count} values in ${needed} bytes where ${left} are left`);
}
