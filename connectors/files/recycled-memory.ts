import { newBytes } from "../../core/platform/mod.ts";

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
}

interface FreeMemory {
  readonly buffers: ArrayBufferLike[];
  sizeBytes: number;
}

const mostFreeBytes = 2 ** 26;

// Held by those who read only: it goes with the next collection after the last of them. Splits that are read one after
// another find it still there.
let shared: WeakRef<FreeMemory> | undefined;

const collected = new FinalizationRegistry<ArrayBufferLike>((buffer) => {
  const free = shared?.deref();
  if (free === undefined || free.sizeBytes + buffer.byteLength > mostFreeBytes) return;
  free.buffers.push(buffer);
  free.sizeBytes += buffer.byteLength;
});

export function recycledMemory(): RecycledMemory {
  const free = shared?.deref() ?? { buffers: [], sizeBytes: 0 };
  if (shared?.deref() !== free) shared = new WeakRef(free);
  return {
    take: (sizeBytes) => {
      const at = free.buffers.findIndex(
        ({ byteLength }) => byteLength >= sizeBytes && byteLength <= 2 * sizeBytes + 2 ** 16,
      );
      if (at < 0) return newBytes(roundedUp(sizeBytes));
      const [buffer] = free.buffers.splice(at, 1);
      free.sizeBytes -= buffer!.byteLength;
      return new Uint8Array(buffer!);
    },
    giveBack: (bytes) => collected.register(bytes, bytes.buffer),
  };
}

/** Sizes that come again, though those of windows differ a little each time. */
function roundedUp(sizeBytes: number): number {
  const step = 2 ** Math.max(12, Math.floor(Math.log2(sizeBytes)) - 2);
  return Math.ceil(sizeBytes / step) * step;
}
