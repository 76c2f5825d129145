/** Sizes are multiples of so many bytes; smaller blocks are not worth keeping. */
const pageBytes = 4096;

/** How much is kept for the next snapshot. */
const keptBytes = 128 << 20;

/**
 * The memory of blocks that were copied for a snapshot and written, for those of the next one. Memory that is new each time is
 * filled with zeros first, page by page, and is garbage a moment later: that took as long as writing it. It is shared, so that it
 * need not be handed over to the thread that writes and back again: each time, either thread counted it as new and collected garbage for it.
 */
export class BlockMemory {
  /** By size, a multiple of `pageBytes`. */
  readonly #free = new Map<number, Uint8Array[]>();
  /** How many of a size have been taken since the last snapshot began. */
  readonly #taken = new Map<number, number>();
  #freeBytes = 0;

  /** Memory of at least so many bytes; what is in it is of no matter. */
  readonly take = (sizeBytes: number): Uint8Array => {
    if (sizeBytes < pageBytes) return new Uint8Array(sizeBytes);
    const size = Math.ceil(sizeBytes / pageBytes) * pageBytes;
    this.#taken.set(size, 1 + (this.#taken.get(size) ?? 0));
    const found = this.#free.get(size)?.pop();
    if (found === undefined) return new Uint8Array(new SharedArrayBuffer(size));
    this.#freeBytes -= size;
    return found;
  };

  /** What was taken is not used any more. */
  readonly give = ({ buffer }: Uint8Array): void => {
    const size = buffer.byteLength;
    if (size < pageBytes || size % pageBytes !== 0) return;
    if (this.#freeBytes + size > keptBytes) return;
    this.#freeBytes += size;
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [new Uint8Array(buffer)]);
    else free.push(new Uint8Array(buffer));
  };

  /** A snapshot begins: what the last one had no use for goes. */
  trim(): void {
    for (const [size, free] of this.#free) {
      const kept = Math.min(free.length, this.#taken.get(size) ?? 0);
      this.#freeBytes -= size * (free.length - kept);
      free.length = kept;
      if (free.length === 0) this.#free.delete(size);
    }
    this.#taken.clear();
  }
}
