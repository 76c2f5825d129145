import type { Statistics } from "../format/metadata.ts";
import type { PhysicalType } from "../format/names.ts";
import { boundsOfBytes } from "../kernels/strings.ts";
import { boundsOfFloat64, boundsOfInt32, boundsOfInt64 } from "../kernels/write-numbers.ts";
import type { Dense } from "./dense.ts";

/** Longer values make the footer large and prune little. */
const longestBound = 64;

/** Smallest and largest value. Taken over a dictionary's entries they are the same as over all values. */
export function statisticsOf(dense: Dense, physical: PhysicalType, nullCount: number): Statistics {
  return { min: undefined, max: undefined, nullCount, ...boundsOf(dense, physical) };
}

type Bounds = { readonly min: Uint8Array; readonly max: Uint8Array };

function boundsOf(dense: Dense, physical: PhysicalType): Bounds | undefined {
  if (dense.count === 0) return undefined;
  switch (dense.kind) {
    case "bits":
      return bitBounds(dense.values.subarray(0, dense.count));
    case "bytes":
      return byteBounds(dense);
    case "fixed":
      return fixedBounds[physical]?.(dense.words, dense.count);
    case "coded":
      return undefined;
  }
}

// Decimals of 16 and 32 bytes go without.
const fixedBounds: Partial<Record<PhysicalType, (words: Int32Array, count: number) => Bounds | undefined>> = {
  INT32: int32Bounds,
  INT64: int64Bounds,
  DOUBLE: doubleBounds,
};

function bitBounds(values: Uint8Array): Bounds {
  return { min: Uint8Array.of(values.includes(0) ? 0 : 1), max: Uint8Array.of(values.includes(1) ? 1 : 0) };
}

function byteBounds({ bytes, starts, lengths, count }: Dense & { readonly kind: "bytes" }): Bounds | undefined {
  const positions = new Int32Array(2);
  boundsOfBytes(bytes, starts, lengths, count, positions);
  const [min, max] = Array.from(positions, (at) => bytes.slice(starts[at]!, starts[at]! + lengths[at]!));
  return min!.length > longestBound || max!.length > longestBound ? undefined : { min: min!, max: max! };
}

function int32Bounds(words: Int32Array, count: number): Bounds {
  const bounds = new Int32Array(2);
  boundsOfInt32(words, count, bounds);
  const bytes = new Uint8Array(bounds.buffer);
  return { min: bytes.subarray(0, 4), max: bytes.subarray(4) };
}

function int64Bounds(words: Int32Array, count: number): Bounds {
  const positions = new Int32Array(2);
  boundsOfInt64(words, count, positions);
  const [min, max] = Array.from(positions, (at) => new Uint8Array(words.slice(at * 2, at * 2 + 2).buffer));
  return { min: min!, max: max! };
}

/** A zero bound must be −0 below and +0 above, since their order is not settled. */
function doubleBounds(words: Int32Array, count: number): Bounds | undefined {
  const bounds = new Float64Array(2);
  const values = new Float64Array(words.buffer, words.byteOffset, count);
  if (!boundsOfFloat64(values, count, bounds)) return undefined;
  if (bounds[0] === 0) bounds[0] = -0;
  if (bounds[1] === 0) bounds[1] = 0;
  const bytes = new Uint8Array(bounds.buffer);
  return { min: bytes.subarray(0, 8), max: bytes.subarray(8) };
}
