import { touchBlocks } from "./kernels/touch-blocks.ts";
import type { StatePiece } from "./state.ts";

/** Entries of a block: 512, so that a block of 16 numbers an entry is 72 kB. */
const shift = 9;

/** How pieces of a table are made. */
export interface PieceMaking {
  readonly of: "all" | "changes";
  /** Gives the number of a new piece. */
  nextId(): number;
  /** Copies the entries `[from, to)` as they are now, into memory of their own. */
  copy(from: number, to: number): Uint8Array;
  /** Is given a copy that nobody needs any more. */
  release?(bytes: Uint8Array): void;
}

/**
 * The entries of a table in blocks, as pieces of snapshots. A snapshot only notes which blocks there are; the bytes of one
 * are copied when they are asked for, or when the first of its entries is about to change. Costs nothing before the first.
 */
export class TableBlocks {
  /** 1 where a block has changed since its piece was made. */
  #dirty = new Uint8Array(0);
  #fresh = new Int32Array(0);
  /** The number of each block's piece; 0 where it has none. */
  #ids: number[] = [];
  /** Blocks that were not copied yet. */
  readonly #pending = new Map<number, () => void>();
  #isTracking = false;

  /** Entries are about to change: `entries[from … to)`. */
  touchAll(entries: Int32Array, from: number, to: number): void {
    if (!this.#isTracking) return;
    const fresh = touchBlocks(entries, from, to, shift, this.#dirty, this.#fresh);
    for (let at = 0; at < fresh && this.#pending.size > 0; at++) this.#pending.get(this.#fresh[at]!)?.();
  }

  touch(entry: number): void {
    if (!this.#isTracking || entry < 0) return;
    const block = entry >>> shift;
    this.#dirty[block] = 1;
    this.#pending.get(block)?.();
  }

  /** There is room for so many entries from now on. */
  reserve(capacity: number): void {
    const blocks = (capacity >>> shift) + 1;
    if (!this.#isTracking || blocks <= this.#dirty.length) return;
    const dirty = new Uint8Array(blocks).fill(1);
    dirty.set(this.#dirty);
    this.#dirty = dirty;
    this.#fresh = new Int32Array(blocks);
  }

  /** All that was noted is copied: the table is about to be something else. */
  settle(): void {
    for (const copy of [...this.#pending.values()]) copy();
  }

  /** As `settle`, and all entries are gone. */
  clear(): void {
    this.settle();
    this.#ids = [];
    this.#dirty.fill(1);
  }

  /** The pieces of a table of so many entries, of so much room. */
  pieces(size: number, capacity: number, making: PieceMaking): StatePiece[] {
    this.#isTracking = true;
    this.reserve(capacity);
    // What an earlier snapshot noted and nobody asked for is not asked for any more.
    this.#pending.clear();
    const pieces: StatePiece[] = [];
    for (let block = 0; block << shift < size; block++) {
      const id = this.#ids[block] ?? 0;
      if (making.of === "changes" && id > 0 && this.#dirty[block] === 0) pieces.push({ id });
      else pieces.push(this.#piece(block, Math.min(size, (block + 1) << shift), making));
    }
    this.#ids.length = pieces.length;
    return pieces;
  }

  #piece(block: number, to: number, { nextId, copy, release }: PieceMaking): StatePiece {
    const id = nextId();
    this.#ids[block] = id;
    this.#dirty[block] = 0;
    let bytes: Uint8Array | undefined;
    const taken = (): void => {
      this.#pending.delete(block);
      bytes ??= copy(block << shift, to);
    };
    this.#pending.set(block, taken);
    return {
      id,
      take: () => {
        if (bytes === undefined) taken();
        const given = bytes!;
        bytes = undefined;
        return given;
      },
      ...(release === undefined ? {} : { release }),
    };
  }
}
