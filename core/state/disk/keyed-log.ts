import { type ByteWriter, byteWriter } from "../../data/codec.ts";
import type { KeySpace } from "../key-space.ts";
import type { Footprint, Recoverable, StateDisk, StateHost, StateSegment } from "../state.ts";
import { type Expiry, timeOf } from "../user/expiry.ts";
import { KeyWriter } from "./key-writer.ts";
import { LogExpiry, type Looked } from "./log-expiry.ts";
import { type LogKey, RecordLog } from "./record-log.ts";
import { expiresAlike, type OpenOnDisk, restoreConverted, restoreLog } from "./restore-log.ts";
import type { Segment } from "./segment.ts";
import type { SegmentScan } from "./segment-scan.ts";

/** A log as state is kept in it: by the numbers of an operator's keys, with values from a writer. */
export class KeyedLog {
  readonly log: RecordLog;
  readonly key: KeyWriter;
  readonly keys: KeySpace;
  /** What values are written with. */
  readonly writer: ByteWriter = byteWriter(1 << 12);
  readonly #host: StateHost;
  readonly #expiry: Expiry | undefined;
  readonly #due: LogExpiry | undefined;

  constructor(host: StateHost, disk: StateDisk, expiry: Expiry | undefined) {
    this.keys = host.keys;
    this.#host = host;
    this.#expiry = expiry;
    this.#due = expiry && new LogExpiry(expiry);
    this.key = new KeyWriter(host.keys, host.maxParallelism);
    this.log = new RecordLog({
      folder: disk.folder,
      memoryBytes: disk.memoryBytes,
      keyGroups: host.maxParallelism,
      expiry,
      onLargeIndex: (indexBytes) => disk.onLargeIndex?.(indexBytes, this.log.size),
      onTime: (segment, timeMs) => this.#due?.note(segment, timeMs),
    });
  }

  /** Sets the record found last to what is in the writer. */
  write(kind: number, timeMs: number): void {
    this.log.set(kind, this.writer.bytes, this.writer.length, timeMs);
  }

  /** The value of the record found last, to be read at once. */
  value(): { readonly bytes: Uint8Array; at: number } {
    return { bytes: this.log.memory.bytes, at: this.log.valueAt };
  }

  /** The same as a copy. */
  valueBytes(): Uint8Array {
    const { log } = this;
    return log.memory.bytes.slice(log.valueAt, log.valueAt + log.valueLength);
  }

  /** Gives a key, as it is written now, a value or none. */
  put(key: LogKey, kind: number, value: Uint8Array | undefined, timeMs: number): void {
    const found = this.log.find(key);
    if (value !== undefined) this.log.set(kind, value, value.length, timeMs);
    else if (found) this.log.remove();
  }

  /** Reads what is on disk of the first records of keys, before they are asked for one by one. */
  readAhead(keys: Float64Array, rows: Int32Array | undefined, count: number): void {
    for (let k = 0; k < count; k++) this.log.want(this.key.of(keys[rows === undefined ? k : rows[k]!]!));
    this.log.readAhead();
  }

  /** The value in a scanned record. */
  valueIn(scan: SegmentScan): { readonly bytes: Uint8Array; at: number; readonly end: number } {
    const { words, bytes } = scan.memory;
    const at = scan.start + this.log.headerBytes + (words[(scan.start >> 2) + 2]! & 0xffffff);
    return { bytes, at, end: at + words[(scan.start >> 2) + 4]! };
  }

  /** The time in a scanned record; NaN where it has none. */
  timeIn(scan: SegmentScan): number {
    return this.log.timed ? scan.memory.doubles[(scan.start >> 3) + 3]! : Number.NaN;
  }

  numberIn(scan: SegmentScan): number {
    return this.key.numberIn(scan, this.log.headerBytes);
  }

  /** The keys that have a record of a kind. */
  numbers(kind: number): Float64Array {
    const numbers: number[] = [];
    this.log.each((scan) => {
      if (kindOf(scan) === kind) numbers.push(this.numberIn(scan));
    });
    return Float64Array.from(numbers);
  }

  cleanUp(nowMs: number, budget: number, look: (scan: SegmentScan, segment: Segment) => Looked): number {
    if (this.#due === undefined || nowMs === Number.NEGATIVE_INFINITY) return budget;
    const left = this.#due.cleanUp(this.log, nowMs, budget, look);
    this.log.tidy();
    return left;
  }

  get nextCleanUpMs(): number {
    return this.#due?.nextMs ?? Number.POSITIVE_INFINITY;
  }

  /** Records, and their bytes on disk or on the way there, with the index. */
  footprint(): Footprint {
    return { entries: this.log.size, bytes: this.log.segments.sizeBytes + this.log.indexBytes };
  }

  seal(): readonly StateSegment[] {
    return this.log.seal();
  }

  close(): void {
    this.log.close();
  }

  /** The time by which state expires now. */
  nowMs(): number {
    return this.#expiry === undefined ? 0 : timeOf(this.#host, this.#expiry.time);
  }

  /**
   * Takes in files of such state, or copies what is in them.
   *
   * @param target What this is part of, and how it is opened.
   */
  restoreSegments(segments: readonly StateSegment[], target: Recoverable, open: OpenOnDisk): void {
    if (expiresAlike(segments, this.#expiry)) restoreLog(this.log, segments);
    else restoreConverted(target, segments, this.#host, open);
  }
}

export function kindOf({ memory: { words }, start }: SegmentScan): number {
  return words[(start >> 2) + 2]! >>> 24;
}
