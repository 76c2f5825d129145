import { type PackMemory, packMemory } from "../../data/pack-memory.ts";

/**
 * A ring in shared memory, of one writer and one reader: entries of any size that is a multiple of 8, each in one piece.
 * What is free is the reader's credit: a writer that finds no room asks to be told once there is some.
 *
 * control: 0 where the next entry is written, 16 where the next one is read, 32 whether the writer waits for room: int32,
 * in cache lines of their own. An entry begins with its size as an int32; −1 there says that the next one is at the start.
 *
 * @see The ring of Lamport, "Specifying Concurrent Program Modules", ACM TOPLAS 1983: each position has one writer.
 */
export interface RingBuffers {
  readonly control: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

const writePosition = 0;
const readPosition = 16;
const wantsRoom = 32;
const wrapped = -1;

/** @param capacity Bytes, a multiple of 8. */
export function ringBuffers(capacity: number): RingBuffers {
  return { control: new SharedArrayBuffer(192), data: new SharedArrayBuffer(capacity) };
}

/** What fits whatever lies in the ring: the largest entry. */
export function largestEntry(capacity: number): number {
  return (capacity >> 1) - 8;
}

export class RingWriter {
  readonly memory: PackMemory;
  readonly #control: Int32Array;
  readonly #capacity: number;
  #at: number;
  #next = 0;

  constructor({ control, data }: RingBuffers) {
    this.memory = packMemory(data);
    this.#control = new Int32Array(control);
    this.#capacity = data.byteLength;
    this.#at = Atomics.load(this.#control, writePosition);
  }

  /** Where an entry of so many bytes may be written; −1 where there is no room: then the reader will say when there is more. */
  reserve(size: number): number {
    const place = this.#place(size);
    if (place >= 0) return place;
    Atomics.store(this.#control, wantsRoom, 1);
    // The reader may have made room before it could see that.
    return this.#place(size);
  }

  /** Shows the entry that was written where `reserve` said. */
  commit(): void {
    this.#at = this.#next;
    Atomics.store(this.#control, writePosition, this.#next);
  }

  #place(size: number): number {
    const read = Atomics.load(this.#control, readPosition);
    const at = this.#at;
    if (at < read) return size < read - at ? this.#found(at, size) : -1;
    // Equal positions mean an empty ring: the last byte before the reader stays free.
    const room = this.#capacity - at;
    if (size < room || (size === room && read > 0)) return this.#found(at, size);
    if (size >= read) return -1;
    this.memory.ints[at >> 2] = wrapped;
    return this.#found(0, size);
  }

  #found(at: number, size: number): number {
    const next = at + size;
    this.#next = next === this.#capacity ? 0 : next;
    this.memory.ints[at >> 2] = size;
    return at;
  }
}

export class RingReader {
  readonly memory: PackMemory;
  readonly #control: Int32Array;
  readonly #capacity: number;
  #at: number;

  constructor({ control, data }: RingBuffers) {
    this.memory = packMemory(data);
    this.#control = new Int32Array(control);
    this.#capacity = data.byteLength;
    this.#at = Atomics.load(this.#control, readPosition);
  }

  /** Where the next entry lies; −1 where there is none. It stays there until it is released. */
  next(): number {
    if (Atomics.load(this.#control, writePosition) === this.#at) return -1;
    if (this.memory.ints[this.#at >> 2] === wrapped) this.#at = 0;
    return this.#at;
  }

  /** Lets the writer have the room of the entry that `next` gave. Says whether the writer waits to be told. */
  release(): boolean {
    const next = this.#at + this.memory.ints[this.#at >> 2]!;
    this.#at = next === this.#capacity ? 0 : next;
    Atomics.store(this.#control, readPosition, this.#at);
    return Atomics.load(this.#control, wantsRoom) === 1 && Atomics.exchange(this.#control, wantsRoom, 0) === 1;
  }
}
