import { recycledMemory } from "../../files/mod.ts";

/** Where the arrays of columns come from. */
export interface ColumnArrays {
  /** Of any content, as all that follow but `bits`. */
  float64(length: number): Float64Array<ArrayBufferLike>;
  int32(length: number): Int32Array;
  bigint64(length: number): BigInt64Array;
  uint8(length: number): Uint8Array;
  /** Zeros, a bit for each. */
  bits(count: number): Uint8Array;
}

/** Arrays that may be kept. */
export const ownArrays: ColumnArrays = arraysIn((sizeBytes) => new ArrayBuffer(sizeBytes));

/** Arrays that are written over: those of one row group after another lie in the same memory. */
export interface ReusedArrays extends ColumnArrays {
  /** What was given before is not looked at any more. */
  restart(): void;
  /** Nor will anything be asked for. */
  release(): void;
}

/**
 * Fresh memory costs more than most of what is done with it: its pages come one by one from the system, and V8 marks its whole heap
 * for every 24 MB of it (five columns of numbers: 79 → 47 ns a row).
 */
export function reusedArrays(): ReusedArrays {
  const taken: Uint8Array[] = [];
  let next = 0;
  const bufferOf = (sizeBytes: number): ArrayBufferLike => {
    const at = next++;
    const memory = taken[at];
    // Columns come in the same order each time: what they took before fits them.
    if (memory !== undefined && memory.length >= sizeBytes) return memory.buffer;
    if (memory !== undefined) recycledMemory.putBack(memory);
    taken[at] = recycledMemory.take(sizeBytes);
    return taken[at].buffer;
  };
  return {
    ...arraysIn(bufferOf),
    restart: () => {
      next = 0;
    },
    release: () => {
      for (const memory of taken.splice(0)) recycledMemory.putBack(memory);
    },
  };
}

function arraysIn(bufferOf: (sizeBytes: number) => ArrayBufferLike): ColumnArrays {
  return {
    float64: (length) => new Float64Array(bufferOf(8 * length), 0, length),
    int32: (length) => new Int32Array(bufferOf(4 * length), 0, length),
    bigint64: (length) => new BigInt64Array(bufferOf(8 * length), 0, length),
    uint8: (length) => new Uint8Array(bufferOf(length), 0, length),
    bits: (count) => new Uint8Array(bufferOf((count + 7) >> 3), 0, (count + 7) >> 3).fill(0),
  };
}
