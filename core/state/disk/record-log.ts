import type { StateSegment } from "../state.ts";
import { Compaction } from "./compaction.ts";
import { LogSegments } from "./log-segments.ts";
import {
  aligned,
  flagsAt,
  groupAt,
  headerBytesOf,
  isFresh,
  keyLengthAt,
  kindAt,
  mostKeyBytes,
  type RecordMemory,
  recordKind,
  roomAt,
  setKind,
  sizeAt,
  valueLengthAt,
  writeHeader,
} from "./record.ts";
import { RecordReader } from "./record-reader.ts";
import { type LogFolder, type Segment, type StoredExpiry, tooLarge } from "./segment.ts";
import { type SegmentScan, scanOf } from "./segment-scan.ts";
import { SlotTable } from "./slot-table.ts";
import { stateSegment } from "./state-segment.ts";

export interface LogOptions {
  readonly folder: LogFolder;
  /** What it should hold in memory at most. The index of its keys is there however large it is. */
  readonly memoryBytes: number;
  readonly keyGroups: number;
  /** Stands in its files, and makes room for times in its records. */
  readonly expiry: StoredExpiry | undefined;
  /** Is told of each time that a record of a segment gets. */
  readonly onTime?: (segment: Segment, timeMs: number) => void;
  /** Is told once when the index of its keys takes more memory than all of it should. */
  readonly onLargeIndex?: (indexBytes: number) => void;
}

/** A key as the log has it. Who asks may write the next one in the same place. */
export interface LogKey {
  readonly group: number;
  /** 32 bits. */
  readonly hash: number;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** Bytes appended after which writing and compacting are due; less where segments are small. */
const paceBytes = 1 << 16;
const paceOfSegment = 1 / 8;

/** … and for which a share is done when nothing may have been. */
const tidyBytes = 1 << 16;

/** So many bytes are written, and looked at by compaction, for each that was appended. */
const paceFactor = 3;

/**
 * Records by key in files that only grow: an index in memory says where the last record of each key is, the newest part
 * of the log is in memory and changed in place, and what is older never changes. Whatever is done waits for the disk.
 *
 * @see Chandramouli et al., “FASTER: A Concurrent Key-Value Store with In-Place Updates”, SIGMOD 2018: its hybrid log.
 */
export class RecordLog {
  readonly timed: boolean;
  readonly headerBytes: number;
  readonly segments: LogSegments;
  readonly #options: LogOptions;
  readonly #tables: readonly SlotTable[];
  readonly #reader: RecordReader;
  readonly #compaction = new Compaction();
  #owedBytes = 0;
  #isIndexLarge = false;
  /** What was found last. */
  #key: LogKey | undefined;
  #slot = -1;
  #position = 0;

  constructor(options: LogOptions) {
    this.#options = options;
    this.timed = options.expiry !== undefined;
    this.headerBytes = headerBytesOf(this.timed);
    this.#tables = Array.from({ length: options.keyGroups }, () => new SlotTable());
    const { memoryBytes, keyGroups } = options;
    const sizes = { memoryBytes, indexBytes: () => this.indexBytes, headerBytes: this.headerBytes, keyGroups };
    this.segments = new LogSegments(options.folder, sizes, options.expiry);
    this.#reader = new RecordReader(this.segments, memoryBytes);
  }

  /** Where the found record is: valid until the next call. */
  get memory(): RecordMemory {
    return this.#reader.memory;
  }

  get start(): number {
    return this.#reader.start;
  }

  /** Keys that have a record. */
  get size(): number {
    return this.#tables.reduce((sum, table) => sum + table.size, 0);
  }

  get indexBytes(): number {
    return this.#tables.reduce((sum, table) => sum + table.sizeBytes, 0);
  }

  /** Finds the record of a key. What is found or not is what `set` and `remove` then change. */
  find(key: LogKey): boolean {
    const table = this.#tables[key.group]!;
    this.#key = key;
    for (let slot = table.first(key.hash); slot >= 0; slot = table.next(slot, key.hash)) {
      const position = table.positionAt(slot);
      this.#reader.load(position);
      if (!this.#isOf(key)) continue;
      this.#slot = slot;
      this.#position = position;
      return true;
    }
    this.#slot = -1;
    return false;
  }

  get kind(): number {
    return kindAt(this.memory.words, this.start);
  }

  get valueAt(): number {
    return this.start + this.headerBytes + keyLengthAt(this.memory.words, this.start);
  }

  get valueLength(): number {
    return valueLengthAt(this.memory.words, this.start);
  }

  /** NaN where nothing is known of it. */
  get timeMs(): number {
    return this.timed ? this.memory.doubles[(this.start >> 3) + 3]! : Number.NaN;
  }

  /** Gives the key of the last `find` a value: in place where its record is in the open segment and has the room. */
  set(kind: number, value: Uint8Array, length: number, timeMs: number): void {
    const key = this.#asked();
    const { open } = this.segments;
    const before = this.#slot < 0 ? undefined : this.segments.of(this.#position);
    if (before === open && roomAt(this.memory.words, this.start) >= length) {
      this.#overwrite(kind, value, length, timeMs);
      this.#options.onTime?.(open, timeMs);
    } else this.#setAnew(key, before, { kind, value, length, timeMs });
    this.#key = undefined;
    this.#pace();
  }

  /** Removes the key of the last `find`, which was there. */
  remove(): void {
    const key = this.#asked();
    const [segment, slot] = [this.segments.of(this.#position), this.#slot];
    const { words } = this.memory;
    const size = sizeAt(words, this.start, this.headerBytes);
    if (segment !== this.segments.open) {
      this.#append(key, { kind: recordKind.removed, value: nothing, length: 0, timeMs: Number.NaN }, 0, 0);
      this.segments.open.removals++;
    } else if ((flagsAt(words, this.start) & isFresh) !== 0) {
      setKind(words, this.start, recordKind.gone);
    } else {
      setKind(words, this.start, recordKind.removed);
      segment.removals++;
    }
    segment.living -= size;
    this.#tables[key.group]!.remove(slot);
    this.#key = undefined;
    this.#pace();
  }

  /** Notes that a key will be asked for soon. */
  want({ group, hash }: LogKey): void {
    const table = this.#tables[group]!;
    for (let slot = table.first(hash); slot >= 0; slot = table.next(slot, hash)) {
      const position = table.positionAt(slot);
      if (this.segments.of(position).memory === undefined) this.#reader.want(position);
    }
  }

  /** Reads what was wanted, in the order in which it lies on disk. */
  readAhead(): void {
    this.#reader.readAhead();
  }

  /** Calls back with every living record. Nothing may be changed meanwhile. */
  each(visit: (scan: SegmentScan) => void): void {
    for (const segment of this.segments.order) this.eachOf(segment, (scan) => void visit(scan));
  }

  /**
   * Calls back with the living records of a segment from an offset on, until it gives true or so many bytes were looked
   * at: then where it stopped, else undefined. Any record may be found and changed meanwhile.
   */
  eachOf(
    segment: Segment,
    visit: (scan: SegmentScan) => boolean | undefined,
    from?: number,
    atMostBytes: number = Number.POSITIVE_INFINITY,
  ): number | undefined {
    const scan = scanOf(segment, this.timed, from);
    const until = scan.offset + atMostBytes;
    this.segments.scans++;
    try {
      while (scan.nextWhole()) {
        const isDone = this.isLiving(segment, scan) && visit(scan) === true;
        if (isDone || scan.offset > until) return scan.offset + scan.sizeBytes;
      }
      return undefined;
    } finally {
      this.segments.scans--;
    }
  }

  /** Whether a record is what its key has now. */
  isLiving(segment: Segment, scan: SegmentScan): boolean {
    return kindAt(scan.memory.words, scan.start) >= recordKind.first && this.#slotOf(segment, scan) >= 0;
  }

  /** Moves a living record of an older segment to the end. */
  moveUp(segment: Segment, scan: SegmentScan): void {
    const { memory, start, sizeBytes } = scan;
    const at = this.segments.take(sizeBytes);
    const { open } = this.segments;
    open.memory!.bytes.set(memory.bytes.subarray(start, start + sizeBytes), at);
    // An earlier segment may have a value of the key.
    open.memory!.words[(at >> 2) + 5]! &= 0xffff;
    segment.living -= sizeBytes;
    open.living += sizeBytes;
    this.#owedBytes += sizeBytes;
    this.#tables[groupAt(memory.words, start)]!.setPosition(this.#slotOf(segment, scan), open.firstPosition + at / 8);
    this.#options.onTime?.(open, this.timed ? memory.doubles[(start >> 3) + 3]! : Number.NaN);
  }

  /** Lets go of a living record of which nobody needs to know that it was there. */
  drop(segment: Segment, scan: SegmentScan): void {
    this.#tables[groupAt(scan.memory.words, scan.start)]!.remove(this.#slotOf(segment, scan));
    segment.living -= scan.sizeBytes;
  }

  /** Compacts a bounded share, also where nothing is appended: for who lets go of records otherwise. */
  tidy(): void {
    if (this.segments.scans > 0) return;
    this.#owedBytes += tidyBytes;
    this.#settle();
  }

  /** Lets go of a segment of which nothing is needed. */
  retire(segment: Segment): void {
    this.segments.retire(segment);
    this.#reader.forget();
  }

  /** … if nothing is living in it, and no earlier one has what it says is removed. */
  retireEmpty(segment: Segment): void {
    const isOldest = segment === this.segments.order[0];
    if (segment.isSealed && segment.living === 0 && (segment.removals === 0 || isOldest)) this.retire(segment);
  }

  /** All that is there, as files that do not change any more: what comes next goes to a new one. */
  seal(): readonly StateSegment[] {
    this.segments.seal();
    return this.segments.order.slice(0, -1).map((segment) => stateSegment(segment, this.segments));
  }

  /** What a segment that was adopted says of a key is what counts from now on. */
  place(segment: Segment, key: LogKey, { offset, sizeBytes }: SegmentScan, timeMs: number): void {
    const position = segment.firstPosition + offset / 8;
    const table = this.#tables[key.group]!;
    if (this.find(key)) {
      this.segments.of(this.#position).living -= sizeAt(this.memory.words, this.start, this.headerBytes);
      table.setPosition(this.#slot, position);
    } else table.add(key.hash, position);
    segment.living += sizeBytes;
    if (this.timed) this.#options.onTime?.(segment, timeMs);
    this.#key = undefined;
  }

  /** The same of a key that has no value. */
  displace(key: LogKey): void {
    if (!this.find(key)) return;
    this.segments.of(this.#position).living -= sizeAt(this.memory.words, this.start, this.headerBytes);
    this.#tables[key.group]!.remove(this.#slot);
    this.#key = undefined;
  }

  close(): void {
    this.segments.close();
  }

  #slotOf(segment: Segment, { memory: { words }, start, offset }: SegmentScan): number {
    return this.#tables[groupAt(words, start)]!.find(words[(start >> 2) + 1]!, segment.firstPosition + offset / 8);
  }

  #asked(): LogKey {
    if (this.#key === undefined) throw new TypeError("Cannot change a record of the log as none was found; call find");
    return this.#key;
  }

  /** Nothing is changed before the new record is there: where that fails, it may be tried again. */
  #setAnew(key: LogKey, before: Segment | undefined, record: NewRecord): void {
    const { memory, start } = this;
    const [slot, table] = [this.#slot, this.#tables[key.group]!];
    // What grew once will grow again.
    const room =
      before !== undefined && before === this.segments.open ? record.length + (record.length >> 2) : record.length;
    const position = this.#append(key, record, room, before === undefined ? isFresh : 0);
    const { open } = this.segments;
    open.living += 8 * (open.firstPosition + open.length / 8 - position);
    if (before === undefined) table.add(key.hash, position);
    else {
      before.living -= sizeAt(memory.words, start, this.headerBytes);
      table.setPosition(slot, position);
      if (before === open) {
        this.memory.words[(this.start >> 2) + 5]! |= flagsAt(memory.words, start) << 16;
        setKind(memory.words, start, recordKind.gone);
      }
    }
    this.#options.onTime?.(open, record.timeMs);
  }

  #append(key: LogKey, { kind, value, length, timeMs }: NewRecord, room: number, flags: number): number {
    if (key.length > mostKeyBytes) throw tooLarge("a key", key.length, mostKeyBytes);
    const size = aligned(this.headerBytes + key.length + room);
    const start = this.segments.take(size);
    const { open } = this.segments;
    const memory = open.memory!;
    writeHeader(memory, start, key, kind, room, flags);
    memory.bytes.set(
      key.length === key.bytes.length ? key.bytes : key.bytes.subarray(0, key.length),
      start + this.headerBytes,
    );
    this.#reader.at(memory, start);
    this.#overwrite(kind, value, length, timeMs);
    this.#owedBytes += size;
    return open.firstPosition + start / 8;
  }

  #overwrite(kind: number, value: Uint8Array, length: number, timeMs: number): void {
    const { bytes, words, doubles } = this.memory;
    const { start, valueAt } = this;
    setKind(words, start, kind);
    words[(start >> 2) + 4] = length;
    if (this.timed) doubles[(start >> 3) + 3] = timeMs;
    bytes.set(length === value.length ? value : value.subarray(0, length), valueAt);
    bytes.fill(0, valueAt + length, start + sizeAt(words, start, this.headerBytes));
  }

  /** Work that is due for what was appended: a bounded share each time. */
  #pace(): void {
    const pace = Math.min(paceBytes, this.segments.segmentBytes * paceOfSegment);
    if (this.#owedBytes >= pace && this.segments.scans === 0) this.#settle();
  }

  #settle(): void {
    const due = paceFactor * this.#owedBytes;
    this.#owedBytes = 0;
    this.#compaction.step(this, due);
    this.segments.write(due + this.#owedBytes);
    this.#owedBytes = 0;
    this.#measureIndex();
  }

  #measureIndex(): void {
    if (this.#isIndexLarge) return;
    const { indexBytes } = this;
    if (indexBytes <= this.#options.memoryBytes) return;
    this.#isIndexLarge = true;
    this.#options.onLargeIndex?.(indexBytes);
  }

  #isOf({ bytes, length }: LogKey): boolean {
    const { memory, start } = this;
    if (keyLengthAt(memory.words, start) !== length) return false;
    const at = start + this.headerBytes;
    for (let k = 0; k < length; k++) if (memory.bytes[at + k] !== bytes[k]) return false;
    return true;
  }
}

interface NewRecord {
  readonly kind: number;
  readonly value: Uint8Array;
  readonly length: number;
  readonly timeMs: number;
}

const nothing = new Uint8Array(0);
