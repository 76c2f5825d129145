import type { LogSegments } from "./log-segments.ts";
import { ReadAhead } from "./read-ahead.ts";
import { aligned, type RecordMemory, recordMemory, sizeAt } from "./record.ts";
import { damaged, isWhole, type Segment } from "./segment.ts";

const leastAheadBytes = 1 << 14;
const mostAheadBytes = 1 << 24;

/** Of the memory of a log, what is read ahead into. */
const aheadShare = 1 / 32;

/** Longer records are read in two steps. */
const mostTypicalBytes = 2048;

/** Finds the bytes of records, wherever they are, and checks those that come from a file. */
export class RecordReader {
  /** Where the record that was loaded last is: valid until the next one is. */
  memory: RecordMemory = recordMemory(0);
  start = 0;
  readonly #segments: LogSegments;
  readonly #ahead: ReadAhead;
  #scratch: RecordMemory = recordMemory(512);
  /** So many bytes are read at first. */
  #typicalBytes = 256;

  constructor(segments: LogSegments, memoryBytes: number) {
    this.#segments = segments;
    this.#ahead = new ReadAhead(Math.min(mostAheadBytes, Math.max(leastAheadBytes, aligned(memoryBytes * aheadShare))));
  }

  /** A record in memory is the one at hand. */
  at(memory: RecordMemory, start: number): void {
    this.memory = memory;
    this.start = start;
  }

  want(position: number): void {
    this.#ahead.want(position);
  }

  readAhead(): void {
    this.#ahead.fetch(this.#typicalBytes, this.#segments);
  }

  /** Positions may mean other records from now on. */
  forget(): void {
    this.#ahead.forget();
  }

  /** Finds the bytes of a record: in memory, among what was read ahead, or on disk. */
  load(position: number): void {
    const segment = this.#segments.of(position);
    const offset = (position - segment.firstPosition) * 8;
    if (segment.memory !== undefined) {
      this.memory = segment.memory;
      this.start = offset;
      return;
    }
    const at = this.#ahead.find(position);
    if (at >= 0) {
      this.memory = this.#ahead.memory;
      this.start = this.#ahead.startAt(at);
      const size = sizeAt(this.memory.words, this.start, this.#segments.headerBytes);
      if (this.start + size <= this.#ahead.endAt(at) && isWhole(this.memory, this.start, size)) return;
    }
    this.#read(segment, offset);
  }

  #read(segment: Segment, offset: number): void {
    let size = Math.min(this.#typicalBytes, segment.length - offset);
    for (let known = false; ; known = true) {
      if (this.#scratch.bytes.length < size) this.#scratch = recordMemory(2 * size);
      const got = segment.file!.read(this.#scratch.bytes, 0, size, offset);
      this.memory = this.#scratch;
      this.start = 0;
      const whole = got < this.#segments.headerBytes ? 0 : sizeAt(this.memory.words, 0, this.#segments.headerBytes);
      const fits = whole > 0 && whole <= segment.length - offset;
      if (fits && whole <= got) {
        if (isWhole(this.memory, 0, whole)) return;
      } else if (fits && !known && got === size) {
        size = whole;
        this.#typicalBytes = Math.max(this.#typicalBytes, Math.min(whole, mostTypicalBytes));
        continue;
      }
      throw damaged(segment.name, offset, "its records must be as they were written");
    }
  }
}
