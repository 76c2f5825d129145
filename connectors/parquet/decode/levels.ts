import { codesBelow, readHybrid } from "../kernels/hybrid.ts";
import { viewOf } from "./values.ts";

/** Where levels of a page lie. */
export interface LevelRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The levels of a page of the first version: their size in 4 bytes, then the runs. */
export function prefixedLevels(bytes: Uint8Array, start: number): LevelRange {
  if (start + 4 > bytes.length) throw new RangeError("a page that ends within its levels");
  return levelsOf(bytes, start + 4, viewOf(bytes).getUint32(start, true));
}

export function levelsOf(bytes: Uint8Array, start: number, size: number): LevelRange {
  if (size > bytes.length - start)
    throw new RangeError(`levels of ${size} bytes where ${bytes.length - start} are left`);
  return { bytes, start, end: start + size };
}

/** Levels as numbers, for columns that nest. */
export function readLevels(range: LevelRange | undefined, largest: number, count: number): Int32Array {
  const levels = new Int32Array(count);
  if (range === undefined || largest === 0) return levels;
  const width = 32 - Math.clz32(largest);
  readHybrid(range.bytes, viewOf(range.bytes), range.start, range.end, width, count, levels, 0);
  if (!codesBelow(levels, 0, count, largest + 1)) throw new RangeError(`a level beyond the ${largest} of the schema`);
  return levels;
}
