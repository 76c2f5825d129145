import { joinByteStreams } from "../kernels/byte-stream-split.ts";
import { lowWords, readDelta64 } from "../kernels/delta.ts";
import type { PageValues } from "./values.ts";
import { aligned } from "./values.ts";

/** The values of a page of fixed-width values as PLAIN bytes, aligned, whichever encoding they came in. */
export function plainBytes(page: PageValues, width: number): Uint8Array {
  const { bytes, start, encoding, count } = page;
  switch (encoding) {
    case "PLAIN_DICTIONARY": // only dictionary pages come here with it: they are PLAIN
    case "PLAIN":
      requireBytes(page, count * width);
      return aligned(bytes, start, count * width);
    case "DELTA_BINARY_PACKED":
      return undelta(page, width);
    case "BYTE_STREAM_SPLIT": {
      requireBytes(page, count * width);
      const out = new Uint8Array(count * width);
      joinByteStreams(bytes, start, width, count, out);
      return out;
    }
    default:
      throw new RangeError(`encoding ${encoding} for values of ${width} bytes`);
  }
}

function undelta({ bytes, start, count }: PageValues, width: number): Uint8Array {
  if (width !== 4 && width !== 8) throw new RangeError(`deltas of values of ${width} bytes`);
  const words = new Int32Array(count * 2);
  readDelta64(bytes, start, bytes.length, count, words);
  if (width === 8) return new Uint8Array(words.buffer);
  const low = new Int32Array(count);
  lowWords(words, count, low);
  return new Uint8Array(low.buffer);
}

function requireBytes(page: PageValues, needed: number): void {
  const left = page.bytes.length - page.start;
  if (needed > left) throw new RangeError(`${page.count} values in ${needed} bytes where ${left} are left`);
}
