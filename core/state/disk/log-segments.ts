import type { GroupRange } from "../state.ts";
import { aligned, type RecordMemory, recordMemory } from "./record.ts";
import {
  headBytes,
  type LogFolder,
  mostSegmentBytes,
  positionsOfSegment,
  Segment,
  type StoredExpiry,
  tooLarge,
  writeHead,
} from "./segment.ts";

export interface LogSizes {
  /** What it should hold in memory at most, the index of its keys included. */
  readonly memoryBytes: number;
  readonly indexBytes: () => number;
  readonly headerBytes: number;
  readonly keyGroups: number;
}

const leastSegmentBytes = 4096;
const coarseBytes = 1 << 22;

/** Of the memory beside the index, what a segment has: one is open, two are written meanwhile, the rest is for reading. */
const segmentShare = 1 / 8;

/** Of all memory, however large the index is. */
const leastShare = 1 / 64;

/** The segments of a log: the last one is open and takes records, those before it are written and never change. */
export class LogSegments {
  /** From the oldest on. */
  order: readonly Segment[] = [];
  open: Segment;
  /** Scans under way: memory that they read is not used for other records. */
  scans = 0;
  readonly headerBytes: number;
  readonly #folder: LogFolder;
  readonly #expiry: StoredExpiry | undefined;
  readonly #groups: GroupRange;
  readonly #memoryBytes: number;
  readonly #indexBytes: () => number;
  /** Of those that are opened from now on. */
  #segmentBytes = leastSegmentBytes;
  readonly #bySlot: (Segment | undefined)[] = [];
  /** Sealed, and at least in part in memory only. */
  readonly #unwritten: Segment[] = [];
  #spare: RecordMemory | undefined;
  /** Not needed any more, but read by a checkpoint. */
  readonly #held = new Set<Segment>();

  constructor(folder: LogFolder, sizes: LogSizes, expiry: StoredExpiry | undefined) {
    this.headerBytes = sizes.headerBytes;
    this.#folder = folder;
    this.#expiry = expiry;
    this.#groups = { from: 0, to: sizes.keyGroups };
    this.#memoryBytes = sizes.memoryBytes;
    this.#indexBytes = sizes.indexBytes;
    this.open = this.#begin(0);
  }

  /** Bytes that all have together. */
  get sizeBytes(): number {
    let sizeBytes = 0;
    for (const { length } of this.order) sizeBytes += length;
    return sizeBytes;
  }

  get livingBytes(): number {
    let sizeBytes = 0;
    for (const { living } of this.order) sizeBytes += living;
    return sizeBytes;
  }

  get segmentBytes(): number {
    return this.#segmentBytes;
  }

  of(position: number): Segment {
    return this.#bySlot[Math.floor(position / positionsOfSegment)]!;
  }

  /** Makes room at the end of the open segment; gives where it begins. The memory is what it is. */
  take(sizeBytes: number): number {
    if (sizeBytes > mostSegmentBytes - headBytes) {
      throw tooLarge("a value with its key", sizeBytes, mostSegmentBytes - headBytes);
    }
    if (this.open.length + sizeBytes > this.open.memory!.bytes.length) {
      this.seal();
      if (sizeBytes > this.#segmentBytes - headBytes) this.#replace(sizeBytes);
    }
    const start = this.open.length;
    this.open.length += sizeBytes;
    return start;
  }

  /** What the open segment has does not change any more; another one takes what comes. */
  seal(): void {
    const { open } = this;
    if (open.length === headBytes) return;
    open.isSealed = true;
    this.#unwritten.push(open);
    this.open = this.#begin(0);
    // More than two are more memory than there should be.
    if (this.#unwritten.length > 2) this.write(Number.POSITIVE_INFINITY, 2);
  }

  /** Writes about so many bytes, from the oldest on, until at most `keep` segments are left. */
  write(sizeBytes: number, keep = 0): void {
    for (let left = sizeBytes; left > 0 && this.#unwritten.length > keep; ) {
      const segment = this.#unwritten[0]!;
      left -= segment.write(this.#folder, this.headerBytes, left);
      if (segment.written < segment.length) continue;
      this.#unwritten.shift();
      if (this.scans === 0 && segment.memory!.bytes.length === this.#segmentBytes) this.#spare = segment.memory;
      segment.memory = undefined;
    }
  }

  /** Writes all of one; of those that were let go of while a checkpoint reads them none is written otherwise. */
  writeAll(segment: Segment): void {
    if (segment.isRetired && segment.memory !== undefined) {
      segment.write(this.#folder, this.headerBytes, Number.POSITIVE_INFINITY);
      segment.memory = undefined;
    }
    while (segment.memory !== undefined) this.write(Number.POSITIVE_INFINITY, this.#unwritten.length - 1);
  }

  /** Lets go of one of which nothing is needed. */
  retire(segment: Segment): void {
    this.order = this.order.filter((each) => each !== segment);
    this.#bySlot[segment.slot] = undefined;
    segment.isRetired = true;
    const unwritten = this.#unwritten.indexOf(segment);
    if (unwritten >= 0) this.#unwritten.splice(unwritten, 1);
    if (segment.readers === 0) segment.close(this.#folder);
    else this.#held.add(segment);
  }

  /** No more is read of it by one that `readers` counts. */
  release(segment: Segment): void {
    if (--segment.readers > 0 || !segment.isRetired) return;
    this.#held.delete(segment);
    segment.close(this.#folder);
  }

  /** A sealed one before the open one, to be filled by whoever asks. */
  adopt(name: string, groups: GroupRange): Segment {
    this.seal();
    const segment = new Segment(this.#freeSlot(), groups, name);
    segment.length = 0;
    segment.isSealed = true;
    segment.openFile(this.#folder);
    this.#bySlot[segment.slot] = segment;
    this.order = [...this.order.slice(0, -1), segment, this.open];
    return segment;
  }

  close(): void {
    for (const segment of [...this.#bySlot, ...this.#held]) segment?.close(this.#folder);
  }

  #begin(atLeast: number): Segment {
    const segment = new Segment(this.#freeSlot(), this.#groups);
    this.#segmentBytes = this.#fittingBytes();
    const sizeBytes = Math.max(this.#segmentBytes, atLeast);
    const spare = this.#spare?.bytes.length === sizeBytes ? this.#spare : undefined;
    if (spare !== undefined) this.#spare = undefined;
    segment.memory = spare ?? recordMemory(sizeBytes);
    writeHead(segment.memory, this.#expiry);
    this.#bySlot[segment.slot] = segment;
    this.order = [...this.order, segment];
    return segment;
  }

  #fittingBytes(): number {
    const beside = (this.#memoryBytes - this.#indexBytes()) * segmentShare;
    const share = Math.max(beside, this.#memoryBytes * leastShare, leastSegmentBytes);
    // Sizes change seldom, so that memory can be used again.
    return Math.min(mostSegmentBytes, share < coarseBytes ? aligned(share) : share - (share % coarseBytes));
  }

  /** The open segment, which is empty, by one that has the room. */
  #replace(sizeBytes: number): void {
    const empty = this.open;
    this.#bySlot[empty.slot] = undefined;
    this.order = this.order.slice(0, -1);
    this.open = this.#begin(sizeBytes + headBytes);
  }

  #freeSlot(): number {
    const free = this.#bySlot.indexOf(undefined);
    return free < 0 ? this.#bySlot.length : free;
  }
}
