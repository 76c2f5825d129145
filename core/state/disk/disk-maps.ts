import { readValue, writeValue } from "../../data/codec.ts";
import { encodeKey } from "../../data/key-group.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import type { Footprint, StateDisk, StateHost, StateSegment, StateSnapshot } from "../state.ts";
import { keyAt, type StateCursor } from "../user/cursor.ts";
import { type Expiry, isExpired, later, timeAt } from "../user/expiry.ts";
import { type MapHandle, mapHandle, nameless } from "../user/map-handle.ts";
import { groupsWriter, readGroups } from "../user/stored.ts";
import type { UserStore } from "../user/user-state.ts";
import { type EntryAt, MapRecords } from "./map-records.ts";
import type { OpenOnDisk } from "./restore-log.ts";

/** Maps of keys: each entry a record, beside those that list the names. */
export class DiskMaps<Name, Value> implements UserStore<MapHandle<Name, Value>> {
  readonly #name: string;
  readonly #where: string;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #records: MapRecords;

  constructor(name: string, expiry: Expiry | undefined, host: StateHost, disk: StateDisk) {
    this.#name = name;
    this.#where = `state ${JSON.stringify(name)}`;
    this.#expiry = expiry;
    this.#host = host;
    this.#records = new MapRecords(host, disk, expiry);
  }

  handle(cursor: StateCursor): MapHandle<Name, Value> {
    const nameOf = ({ name }: EntryAt): Name => readValue({ bytes: name, at: 0 }) as Name;
    const shownOf = ({ value }: EntryAt): Value => readValue({ bytes: value, at: 0 }) as Value;
    return mapHandle<Name, Value>({
      get: (name) => {
        const entry = this.#read(cursor, name);
        return entry === undefined ? undefined : shownOf(entry);
      },
      has: (name) => this.#read(cursor, name) !== undefined,
      set: (name, value) => this.#set(cursor, name, value),
      delete: (name) => this.#delete(cursor, name),
      clear: () => this.#clear(cursor),
      keys: () => this.#all(cursor).map(nameOf),
      values: () => this.#all(cursor).map(shownOf),
      entries: () => this.#all(cursor).map((entry) => [nameOf(entry), shownOf(entry)]),
      size: () => this.#size(cursor),
    });
  }

  keys(): Float64Array {
    return this.#records.numbers();
  }

  has(cursor: StateCursor): boolean {
    const number = keyAt(cursor, this.#name);
    const expiry = this.#expiry;
    if (expiry === undefined) return this.#records.sizeOf(number) > 0;
    return this.#records.all(number).some(({ timeMs }) => !isExpired(timeMs, expiry, timeAt(cursor, expiry)));
  }

  readAhead(keys: Float64Array, rows: Int32Array | undefined, count: number): void {
    this.#records.readAhead(keys, rows, count);
  }

  cleanUp(nowMs: number, budget: number): number {
    const expiry = this.#expiry!;
    return this.#records.cleanUp(nowMs, budget, (number, entry) => {
      if (isExpired(entry.timeMs, expiry, nowMs)) this.#records.remove(number, entry.name);
      else if (Number.isNaN(entry.timeMs)) this.#records.put(number, { ...entry, timeMs: nowMs });
      else return entry.timeMs;
      return Number.POSITIVE_INFINITY;
    });
  }

  get nextCleanUpMs(): number {
    return this.#records.nextCleanUpMs;
  }

  snapshot(): StateSnapshot {
    const expiry = this.#expiry;
    const groups = groupsWriter(this.#host, expiry);
    const nowMs = this.#records.nowMs();
    for (const number of this.#records.numbers()) {
      const entries = this.#records
        .all(number)
        .filter(({ timeMs }) => expiry === undefined || !isExpired(timeMs, expiry, nowMs));
      if (entries.length === 0) continue;
      const writer = groups.key(number);
      writeValue(writer, entries.length);
      for (const { name, value, timeMs } of entries) {
        groups.time(writer, timeMs);
        writeValue(writer, readValue({ bytes: name, at: 0 }));
        writeValue(writer, readValue({ bytes: value, at: 0 }));
      }
    }
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    readGroups(parts, this.#host, this.#expiry, (number, reader, time) => {
      for (let left = readValue(reader) as number; left > 0; left--) {
        const timeMs = time();
        const name = encodeKey(readValue(reader));
        const value = this.#records.encoded(readValue(reader));
        if (timeMs !== undefined) this.#records.put(number, { name, value, timeMs });
      }
    });
  }

  segments(): readonly StateSegment[] {
    return this.#records.segments();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    const open: OpenOnDisk = (host, expiry) => new DiskMaps(this.#name, expiry, host, host.disk!);
    this.#records.restoreSegments(segments, this, open);
  }

  /** What is on disk stands there with its keys: nobody needs to remember them. */
  eachKey(): void {}

  footprint(): Footprint {
    return this.#records.footprint();
  }

  close(): void {
    this.#records.close();
  }

  #read(cursor: StateCursor, name: Name): EntryAt | undefined {
    const number = keyAt(cursor, this.#name);
    const entry = name === undefined ? undefined : this.#records.get(number, encodeKey(name));
    return entry !== undefined && this.#isShown(number, entry, cursor) ? entry : undefined;
  }

  #all(cursor: StateCursor): EntryAt[] {
    const number = keyAt(cursor, this.#name);
    return this.#records.all(number).filter((entry) => this.#isShown(number, entry, cursor));
  }

  #size(cursor: StateCursor): number {
    return this.#expiry === undefined ? this.#records.sizeOf(keyAt(cursor, this.#name)) : this.#all(cursor).length;
  }

  /** Whether a reader sees the entry: it is gone then if it has expired, and refreshed where reading does that. */
  #isShown(number: number, entry: EntryAt, cursor: StateCursor): boolean {
    const expiry = this.#expiry;
    if (expiry === undefined) return true;
    const nowMs = timeAt(cursor, expiry);
    if (isExpired(entry.timeMs, expiry, nowMs)) {
      this.#remove(number, entry, cursor);
      return expiry.visibility === "returnExpiredIfNotCleanedUp";
    }
    if (expiry.updates === "onReadAndWrite") {
      this.#records.put(number, { ...entry, timeMs: later(entry.timeMs, nowMs) });
      cursor.undo?.push(() => this.#records.put(number, entry));
    }
    return true;
  }

  #set(cursor: StateCursor, name: Name, given: Value | undefined): void {
    if (given === undefined) return this.#delete(cursor, name);
    const number = keyAt(cursor, this.#name);
    if (name === undefined) throw nameless(this.#name);
    const bytes = encodeKey(plainCopy(name, this.#where));
    const value = this.#records.encoded(plainCopy(given, this.#where));
    const nowMs = this.#expiry === undefined ? Number.NaN : timeAt(cursor, this.#expiry);
    const before =
      cursor.undo === undefined && this.#expiry === undefined ? undefined : this.#records.get(number, bytes);
    this.#records.put(number, {
      name: bytes,
      value,
      timeMs: before === undefined ? nowMs : later(before.timeMs, nowMs),
    });
    cursor.undo?.push(() => {
      if (before === undefined) this.#records.remove(number, bytes);
      else this.#records.put(number, before);
    });
  }

  #delete(cursor: StateCursor, name: Name): void {
    const number = keyAt(cursor, this.#name);
    const entry = name === undefined ? undefined : this.#records.get(number, encodeKey(name));
    if (entry !== undefined) this.#remove(number, entry, cursor);
  }

  #clear(cursor: StateCursor): void {
    const number = keyAt(cursor, this.#name);
    // From the last on: then none has to take the place of another.
    for (const entry of this.#records.all(number).reverse()) this.#remove(number, entry, cursor);
  }

  #remove(number: number, entry: EntryAt, { undo }: StateCursor): void {
    this.#records.remove(number, entry.name);
    undo?.push(() => this.#records.put(number, entry));
  }
}
