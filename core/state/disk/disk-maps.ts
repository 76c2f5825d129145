import { decodeValue } from "../../data/codec.ts";
import { encodeKey } from "../../data/key-group.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import type { StateHost, StateSnapshot } from "../state.ts";
import { keyAt, type StateCursor } from "../user/cursor.ts";
import { type Expiry, isExpired, later, timeAt } from "../user/expiry.ts";
import { type MapHandle, mapHandle, nameless } from "../user/map-handle.ts";
import { groupsWriter, livesAt, readEntries, readGroups, type StoredMapEntry, writeEntries } from "../user/stored.ts";
import type { UserStore } from "../user/user-state.ts";
import { type EntryAt, MapRecords } from "./map-records.ts";
import { type OnDisk, onDisk } from "./on-disk.ts";
import type { OpenOnDisk } from "./restore-log.ts";

/** Maps of keys: each entry a record, beside those that list the names. */
export function diskMaps<Name, Value>(
  name: string,
  expiry: Expiry | undefined,
  host: StateHost,
): UserStore<MapHandle<Name, Value>> {
  const records = new MapRecords(host, host.disk!, expiry);
  const open: OpenOnDisk = (at, until) => diskMaps(name, until, at);
  return onDisk(new DiskMaps<Name, Value>(name, expiry, host, records), records, open);
}

class DiskMaps<Name, Value> implements Omit<UserStore<MapHandle<Name, Value>>, keyof OnDisk> {
  readonly #name: string;
  readonly #where: string;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #records: MapRecords;

  constructor(name: string, expiry: Expiry | undefined, host: StateHost, records: MapRecords) {
    this.#name = name;
    this.#where = `state ${JSON.stringify(name)}`;
    this.#expiry = expiry;
    this.#host = host;
    this.#records = records;
  }

  handle(cursor: StateCursor): MapHandle<Name, Value> {
    return mapHandle<Name, Value, EntryAt>({
      read: (name) => this.#read(cursor, name),
      all: () => this.#all(cursor),
      size: () => this.#size(cursor),
      set: (name, value) => this.#set(cursor, name, value),
      delete: (name) => this.#delete(cursor, name),
      clear: () => this.#clear(cursor),
      nameOf: ({ name }) => decodeValue(name) as Name,
      shownOf: ({ value }) => decodeValue(value) as Value,
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
    const groups = groupsWriter(this.#host, this.#expiry);
    const lives = livesAt(this.#expiry, this.#host);
    for (const number of this.#records.numbers()) {
      const entries = this.#records.all(number).map(({ name, value, timeMs }): StoredMapEntry => {
        return { name: decodeValue(name), value: decodeValue(value), timeMs };
      });
      writeEntries(groups, number, entries, lives);
    }
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    readGroups(parts, this.#host, this.#expiry, (number, reader, time) => {
      readEntries(reader, time, ({ name, value, timeMs }) => {
        this.#records.put(number, { name: encodeKey(name), value: this.#records.encoded(value), timeMs });
      });
    });
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
