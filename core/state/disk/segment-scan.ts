import { aligned, headerBytesOf, keyLengthAt, type RecordMemory, recordMemory, roomAt, sizeAt } from "./record.ts";
import { damaged, headBytes, isWhole, type Segment } from "./segment.ts";

/** Bytes that are read at a time. */
const pieceBytes = 1 << 18;

/** Where a scan reads. */
export interface ScanSource {
  readonly name: string;
  readonly length: number;
  /** Puts bytes at the beginning of `into`. */
  read(into: Uint8Array, length: number, position: number): number;
}

/**
 * Goes through records one by one. Each is checked; `next` gives false at the end, and where the rest is no whole record
 * (`torn`): a file that was cut, or damaged.
 */
export class SegmentScan {
  memory: RecordMemory;
  /** Where in `memory` the record begins. */
  start = 0;
  /** Where in the segment it does. */
  offset: number;
  sizeBytes = 0;
  readonly #source: ScanSource;
  readonly #headerBytes: number;
  readonly #inMemory: boolean;
  /** What `memory` holds of the segment. */
  #from = 0;
  #to = 0;

  constructor(source: ScanSource, timed: boolean, whole?: RecordMemory, from: number = headBytes) {
    this.#source = source;
    this.#headerBytes = headerBytesOf(timed);
    this.#inMemory = whole !== undefined;
    this.memory = whole ?? recordMemory(Math.min(pieceBytes, aligned(source.length)));
    this.offset = from;
  }

  get torn(): boolean {
    return this.sizeBytes === 0 && this.offset < this.#source.length;
  }

  next(): boolean {
    this.offset += this.sizeBytes;
    this.sizeBytes = 0;
    if (this.offset >= this.#source.length) return false;
    if (this.#inMemory) {
      this.start = this.offset;
      this.sizeBytes = sizeAt(this.memory.words, this.start, this.#headerBytes);
      return true;
    }
    if (!this.#has(this.#headerBytes)) return false;
    const { words } = this.memory;
    const sizeBytes = aligned(this.#headerBytes + keyLengthAt(words, this.start) + roomAt(words, this.start));
    if (sizeBytes > this.#source.length - this.offset || !this.#has(sizeBytes)) return false;
    if (!isWhole(this.memory, this.start, sizeBytes)) return false;
    this.sizeBytes = sizeBytes;
    return true;
  }

  /** `next` for what must be whole. */
  nextWhole(): boolean {
    if (this.next()) return true;
    if (this.torn) throw damaged(this.#source.name, this.offset, "its records must be as they were written");
    return false;
  }

  #has(length: number): boolean {
    if (this.offset + length > this.#to) {
      if (this.memory.bytes.length < length) this.memory = recordMemory(length);
      const most = Math.min(this.memory.bytes.length, this.#source.length - this.offset);
      this.#from = this.offset;
      this.#to = this.offset + this.#source.read(this.memory.bytes, most, this.offset);
    }
    this.start = this.offset - this.#from;
    return this.offset + length <= this.#to;
  }
}

/** A scan of a segment of this process. */
export function scanOf(segment: Segment, timed: boolean, from?: number): SegmentScan {
  return new SegmentScan(
    {
      name: segment.name,
      length: segment.length,
      read: (into, length, position) => segment.file!.read(into, 0, length, position),
    },
    timed,
    segment.memory,
    from,
  );
}
