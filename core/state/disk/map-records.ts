import { byteWriter, readValue, writeRaw, writeValue, writtenBytes } from "../../data/codec.ts";
import type { Footprint, Recoverable, StateDisk, StateHost, StateSegment } from "../state.ts";
import type { Expiry } from "../user/expiry.ts";
import { KeyedLog, kindOf } from "./keyed-log.ts";
import { keyLengthAt, recordKind } from "./record.ts";
import type { LogKey } from "./record-log.ts";
import type { OpenOnDisk } from "./restore-log.ts";
import type { SegmentScan } from "./segment-scan.ts";

/*
 * head  = number of entries · names of the first 64    (key)
 * names = names of the next 64                         (key, 1, number of the record)
 * entry = its place among the names · value            (key, 2, name)
 * Names are bytes; the last one takes the place of one that goes. Only entries have times.
 */

const headKind = recordKind.first;
const namesKind: number = recordKind.first + 1;
const entryKind: number = recordKind.first + 2;
const namesMark = 1;
const entryMark = 2;
const namesOfRecord = 64;

/** Entries from which on reading them in the order of the disk is worth while. */
const manyEntries = 8;

export interface EntryAt {
  /** As `encodeKey` writes it. */
  readonly name: Uint8Array;
  readonly value: Uint8Array;
  /** NaN where there is none. */
  readonly timeMs: number;
}

/** Entries by key and name, and the names of each key. */
export class MapRecords {
  readonly #records: KeyedLog;
  /** For names, whose records are written while an entry is being written. */
  readonly #names = byteWriter();
  readonly #value = byteWriter();

  constructor(host: StateHost, disk: StateDisk, expiry: Expiry | undefined) {
    this.#records = new KeyedLog(host, disk, expiry);
  }

  encoded(value: unknown): Uint8Array {
    this.#value.length = 0;
    writeValue(this.#value, value);
    return writtenBytes(this.#value);
  }

  get(number: number, name: Uint8Array): EntryAt | undefined {
    if (!this.#records.log.find(this.#entryKey(number, name))) return undefined;
    const { timeMs } = this.#records.log;
    const { value } = stored(this.#records.valueBytes());
    return { name, value, timeMs };
  }

  put(number: number, { name, value, timeMs }: EntryAt): void {
    const place = this.#placeOf(number, name) ?? this.#addName(number, name);
    this.#setEntry(number, name, place, value, timeMs);
  }

  /** Removes an entry that may be there. */
  remove(number: number, name: Uint8Array): void {
    const place = this.#placeOf(number, name);
    if (place === undefined) return;
    this.#records.log.remove();
    const last = this.sizeOf(number) - 1;
    const lastRecord = recordOf(last);
    const names = this.#namesIn(number, lastRecord);
    const moved = names.pop()!;
    const size = last;
    this.#setNames(number, lastRecord, names, size);
    if (lastRecord > 0) this.#setNames(number, 0, this.#namesIn(number, 0), size);
    if (place === last) return;
    const record = recordOf(place);
    const others = this.#namesIn(number, record);
    others[place % namesOfRecord] = moved;
    this.#setNames(number, record, others, size);
    this.#records.log.find(this.#entryKey(number, moved));
    const { timeMs } = this.#records.log;
    const { value } = stored(this.#records.valueBytes());
    this.#setEntry(number, moved, place, value, timeMs);
  }

  sizeOf(number: number): number {
    const { log, key } = this.#records;
    return log.find(key.of(number)) ? (readValue(this.#records.value()) as number) : 0;
  }

  all(number: number): EntryAt[] {
    const size = this.sizeOf(number);
    const entries: EntryAt[] = [];
    for (let record = 0; record * namesOfRecord < size; record++) {
      const names = this.#namesIn(number, record);
      if (size > manyEntries) {
        for (const name of names) this.#records.log.want(this.#entryKey(number, name));
        this.#records.log.readAhead();
      }
      for (const name of names) entries.push(this.get(number, name)!);
    }
    return entries;
  }

  numbers(): Float64Array {
    return this.#records.numbers(headKind);
  }

  readAhead(keys: Float64Array, rows: Int32Array | undefined, count: number): void {
    this.#records.readAhead(keys, rows, count);
  }

  /** Calls back with the entries of segments that are due; what it gives is the time that the entry waits for. */
  cleanUp(nowMs: number, budget: number, look: (number: number, entry: EntryAt) => number): number {
    return this.#records.cleanUp(nowMs, budget, (scan) => {
      if (kindOf(scan) !== entryKind) return { work: 0, timeMs: Number.POSITIVE_INFINITY };
      const { bytes, at, end } = this.#records.valueIn(scan);
      const { value } = stored(bytes.slice(at, end));
      const entry = { name: this.#nameIn(scan), value, timeMs: this.#records.timeIn(scan) };
      return { work: 1, timeMs: look(this.#records.numberIn(scan), entry) };
    });
  }

  get nextCleanUpMs(): number {
    return this.#records.nextCleanUpMs;
  }

  nowMs(): number {
    return this.#records.nowMs();
  }

  seal(): readonly StateSegment[] {
    return this.#records.log.seal();
  }

  restoreSegments(segments: readonly StateSegment[], target: Recoverable, open: OpenOnDisk): void {
    this.#records.restoreSegments(segments, target, open);
  }

  footprint(): Footprint {
    return this.#records.footprint();
  }

  close(): void {
    this.#records.log.close();
  }

  /** Where an entry stands among the names; undefined where it is not there. The log has found it, or that there is none. */
  #placeOf(number: number, name: Uint8Array): number | undefined {
    return this.#records.log.find(this.#entryKey(number, name))
      ? (readValue(this.#records.value()) as number)
      : undefined;
  }

  #addName(number: number, name: Uint8Array): number {
    const place = this.sizeOf(number);
    const record = recordOf(place);
    const names = this.#namesIn(number, record);
    names.push(name);
    this.#setNames(number, record, names, place + 1);
    if (record > 0) this.#setNames(number, 0, this.#namesIn(number, 0), place + 1);
    return place;
  }

  #setEntry(number: number, name: Uint8Array, place: number, value: Uint8Array, timeMs: number): void {
    const { log, writer } = this.#records;
    log.find(this.#entryKey(number, name));
    writer.length = 0;
    writeValue(writer, place);
    writeRaw(writer, value);
    this.#records.write(entryKind, timeMs);
  }

  #namesIn(number: number, record: number): Uint8Array[] {
    const records = this.#records;
    if (!records.log.find(this.#namesKey(number, record))) return [];
    const reader = { bytes: records.valueBytes(), at: 0 };
    if (record === 0) readValue(reader);
    const names: Uint8Array[] = [];
    while (reader.at < reader.bytes.length) names.push(readValue(reader) as Uint8Array);
    return names;
  }

  #setNames(number: number, record: number, names: readonly Uint8Array[], size: number): void {
    const writer = this.#names;
    writer.length = 0;
    if (record === 0) writeValue(writer, size);
    for (const name of names) writeValue(writer, name);
    const value = names.length === 0 ? undefined : writer.bytes.subarray(0, writer.length);
    const kind = record === 0 ? headKind : namesKind;
    this.#records.put(this.#namesKey(number, record), kind, value, Number.POSITIVE_INFINITY);
  }

  #namesKey(number: number, record: number): LogKey {
    const head = this.#records.key.of(number);
    return record === 0 ? head : head.behind(namesMark, this.encoded(record));
  }

  #entryKey(number: number, name: Uint8Array): LogKey {
    return this.#records.key.of(number).behind(entryMark, name);
  }

  /** Behind the key and the mark. */
  #nameIn({ memory: { bytes, words }, start }: SegmentScan): Uint8Array {
    const reader = { bytes, at: start + this.#records.log.headerBytes };
    const end = reader.at + keyLengthAt(words, start);
    readValue(reader);
    return bytes.slice(reader.at + 1, end);
  }
}

function recordOf(place: number): number {
  return Math.floor(place / namesOfRecord);
}

function stored(bytes: Uint8Array): { readonly value: Uint8Array } {
  const reader = { bytes, at: 0 };
  readValue(reader);
  return { value: bytes.subarray(reader.at) };
}
