/** Memory that batches are packed into, as the kinds of numbers they are made of. May be shared with other threads. */
export interface PackMemory {
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
  readonly bigs: BigInt64Array;
}

/** @param buffer Of a length that is a multiple of 8. */
export function packMemory(buffer: ArrayBufferLike): PackMemory {
  return {
    bytes: new Uint8Array(buffer),
    ints: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
    bigs: new BigInt64Array(buffer),
  };
}

/** The next multiple of 8: where doubles may begin. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}
