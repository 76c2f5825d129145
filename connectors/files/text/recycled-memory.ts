import { idleTimer, newBytes } from "../../../core/platform/mod.ts";

/**
 * Memory of windows that batches are views into, used again once nobody holds them: as the garbage collector tells, so
 * that whoever holds a column of texts need do nothing. Fresh memory costs four times what reading into it does (its
 * pages come one by one from the system: 95 of 120 ns a row of 230 bytes).
 *
 * Law: memory is held by the very `bytes` of a window, as columns have them; not by other views of its buffer.
 */
export interface RecycledMemory {
  /** At least so many bytes, of any content. */
  take(sizeBytes: number): Uint8Array;
  /** Gives the memory below these back as soon as nobody holds them. */
  giveBack(bytes: Uint8Array): void;
  /** Gives it back at once: the caller, who took it, has given no view of it away. */
  putBack(bytes: Uint8Array): void;
}

interface FreeMemory {
  readonly buffers: ArrayBufferLike[];
  sizeBytes: number;
}

/**
 * What is free again after a collection serves until the next one, which only new memory brings about: with half of this a reader
 * of texts met twice as many collections, a fifth of its CPU time.
 */
const mostFreeBytes = 2 ** 27;

/** Undefined while nobody reads: a process that is done with reading gives the memory back. */
let free: FreeMemory | undefined;
const reading = idleTimer(10_000, () => {
  free = undefined;
});

const collected = new FinalizationRegistry<ArrayBufferLike>(keep);

function keep(buffer: ArrayBufferLike): void {
  if (free === undefined || free.sizeBytes + buffer.byteLength > mostFreeBytes) return;
  free.buffers.push(buffer);
  free.sizeBytes += buffer.byteLength;
}

export const recycledMemory: RecycledMemory = {
  take: (sizeBytes) => {
    free ??= { buffers: [], sizeBytes: 0 };
    reading.touch();
    const fits = ({ byteLength }: ArrayBufferLike): boolean =>
      byteLength >= sizeBytes && byteLength <= 2 * sizeBytes + 2 ** 16;
    const at = free.buffers.findIndex(fits);
    if (at < 0) return newBytes(roundedUp(sizeBytes));
    const [buffer] = free.buffers.splice(at, 1);
    free.sizeBytes -= buffer!.byteLength;
    return new Uint8Array(buffer!);
  },
  giveBack: (bytes) => collected.register(bytes, bytes.buffer),
  putBack: ({ buffer }) => keep(buffer),
};

/** Sizes that come again, though those of windows differ a little each time. */
function roundedUp(sizeBytes: number): number {
  const step = 2 ** Math.max(12, Math.floor(Math.log2(sizeBytes)) - 2);
  return Math.ceil(sizeBytes / step) * step;
}
