import { type RecordMemory, recordMemory } from "./record.ts";
import type { Segment } from "./segment.ts";

/** Records closer together than this are read at once. */
const nearBytes = 2048;

/**
 * Bytes read before they are asked for: what is known to be asked for soon is read in the order in which it lies on disk.
 * All of it is forgotten when the next is read.
 */
export class ReadAhead {
  readonly memory: RecordMemory;
  #wanted = new Float64Array(1024);
  #count = 0;
  /** Position → where it is in `memory`; −1 where a slot is free. */
  #positions = new Float64Array(16);
  #starts = new Int32Array(16).fill(-1);
  #ends = new Int32Array(16);
  #used = 0;

  constructor(sizeBytes: number) {
    this.memory = recordMemory(sizeBytes);
  }

  want(position: number): void {
    if (this.#count === this.#wanted.length) {
      const longer = new Float64Array(2 * this.#count);
      longer.set(this.#wanted);
      this.#wanted = longer;
    }
    this.#wanted[this.#count++] = position;
  }

  forget(): void {
    if (this.#used > 0) this.#starts.fill(-1);
    this.#used = 0;
    this.#count = 0;
  }

  /** Reads `typical` bytes at each wanted position, as many as there is room for. Readers must look whether that was enough. */
  fetch(typical: number, segments: { of(position: number): Segment }): void {
    const count = this.#count;
    if (this.#used > 0) this.#starts.fill(-1);
    this.#used = 0;
    this.#count = 0;
    if (count === 0) return;
    this.#reserve(count);
    const wanted = this.#wanted.subarray(0, count).sort();
    const { bytes } = this.memory;
    let filled = 0;
    for (let at = 0; at < count; ) {
      const first = wanted[at]!;
      const segment = segments.of(first);
      const offset = (first - segment.firstPosition) * 8;
      const { length } = segment;
      let to = at + 1;
      let end = typical;
      while (
        to < count &&
        (wanted[to]! - first) * 8 <= end + nearBytes &&
        (wanted[to]! - first) * 8 < length - offset
      ) {
        end = (wanted[to]! - first) * 8 + typical;
        to++;
      }
      const size = Math.min(end, length - offset);
      if (filled + size > bytes.length) return;
      segment.file!.read(bytes, filled, size, offset);
      for (; at < to; at++) this.#put(wanted[at]!, filled + (wanted[at]! - first) * 8, filled + size);
      filled = (filled + size + 7) & ~7;
    }
  }

  /** What knows where the bytes at a position are, or −1. */
  find(position: number): number {
    if (this.#used === 0) return -1;
    const mask = this.#starts.length - 1;
    for (let slot = slotOf(position, mask); this.#starts[slot]! >= 0; slot = (slot + 1) & mask) {
      if (this.#positions[slot] === position) return slot;
    }
    return -1;
  }

  /** Where in `memory` they begin. */
  startAt(slot: number): number {
    return this.#starts[slot]!;
  }

  /** Where in `memory` what was read together with them ends. */
  endAt(slot: number): number {
    return this.#ends[slot]!;
  }

  #put(position: number, start: number, end: number): void {
    const mask = this.#starts.length - 1;
    let slot = slotOf(position, mask);
    for (; this.#starts[slot]! >= 0; slot = (slot + 1) & mask) if (this.#positions[slot] === position) return;
    this.#positions[slot] = position;
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    this.#used++;
  }

  #reserve(count: number): void {
    if (this.#starts.length >= 2 * count) return;
    const capacity = 2 ** Math.ceil(Math.log2(2 * count));
    this.#positions = new Float64Array(capacity);
    this.#starts = new Int32Array(capacity).fill(-1);
    this.#ends = new Int32Array(capacity);
  }
}

function slotOf(position: number, mask: number): number {
  return (Math.imul(position | 0, 0x9e3779b1) >>> 12) & mask;
}
