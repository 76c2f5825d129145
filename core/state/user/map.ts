import { encodeKey } from "../../data/key-group.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import { diskMaps } from "../disk/disk-maps.ts";
import { readingSegments } from "../disk/restore-log.ts";
import type { Footprint, StateHost, StateSnapshot } from "../state.ts";
import { valuesFootprint } from "../value-footprint.ts";
import { askedBy } from "./asked.ts";
import { keyAt, type StateCursor } from "./cursor.ts";
import { type Expiring, type Expiry, ExpiryQueue, isExpired, later, timeAt } from "./expiry.ts";
import { KeyedItems } from "./keyed-items.ts";
import { type MapHandle, mapHandle, nameless } from "./map-handle.ts";
import { groupsWriter, livesAt, readEntries, readGroups, writeEntries } from "./stored.ts";
import type { UserState, UserStore } from "./user-state.ts";

/** Each entry has a time to live of its own. */
export function userMap<Name, Value>(expiry: Expiry | undefined): UserState<MapHandle<Name, Value>> {
  return {
    kind: "map",
    expires: expiry?.time,
    declare: (name) => ({
      name,
      scope: "keyed",
      form: "map",
      onDisk: true,
      asked: askedBy((handle) => new Map(handle.entries())),
      create: (host) => {
        const onDisk = (at: StateHost, until: Expiry | undefined) => diskMaps<Name, Value>(name, until, at);
        return host.disk === undefined
          ? readingSegments(new Maps<Name, Value>(name, expiry, host), host, onDisk)
          : onDisk(host, expiry);
      },
    }),
  };
}

interface Entry extends Expiring {
  readonly map: Entries;
  readonly id: unknown;
  readonly name: unknown;
  value: unknown;
}

/** The entries of a key, by what tells their names apart. */
interface Entries {
  readonly key: number;
  readonly byId: Map<unknown, Entry>;
}

class Maps<Name, Value> implements UserStore<MapHandle<Name, Value>> {
  readonly #name: string;
  readonly #where: string;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #maps = new KeyedItems<Entries>();
  readonly #queue: ExpiryQueue<Entry> | undefined;
  /** Entries of all keys. */
  #size = 0;

  constructor(name: string, expiry: Expiry | undefined, host: StateHost) {
    this.#name = name;
    this.#where = `state ${JSON.stringify(name)}`;
    this.#expiry = expiry;
    this.#host = host;
    this.#queue = expiry && new ExpiryQueue(expiry);
  }

  handle(cursor: StateCursor): MapHandle<Name, Value> {
    return mapHandle<Name, Value, Entry>({
      read: (name) => this.#read(cursor, name),
      all: () => this.#all(cursor),
      size: () => this.#all(cursor).length,
      set: (name, value) => this.#set(cursor, name, value),
      delete: (name) => this.#delete(cursor, name),
      clear: () => this.#clear(cursor),
      nameOf: ({ name }) => plainCopy(name, this.#where) as Name,
      shownOf: ({ value }) => plainCopy(value, this.#where) as Value,
    });
  }

  keys(): Float64Array {
    return this.#maps.keys;
  }

  has(cursor: StateCursor): boolean {
    const map = this.#maps.get(keyAt(cursor, this.#name));
    const expiry = this.#expiry;
    if (map === undefined || expiry === undefined) return map !== undefined;
    return [...map.byId.values()].some(({ timeMs }) => !isExpired(timeMs, expiry, timeAt(cursor, expiry)));
  }

  cleanUp(nowMs: number, budget: number): number {
    return this.#queue?.cleanUp(nowMs, budget, (entry) => this.#remove(entry, undefined)) ?? budget;
  }

  get nextCleanUpMs(): number {
    return this.#queue?.nextMs ?? Number.POSITIVE_INFINITY;
  }

  snapshot(): StateSnapshot {
    const groups = groupsWriter(this.#host, this.#expiry);
    const lives = livesAt(this.#expiry, this.#host);
    for (const { key, byId } of this.#maps.values()) writeEntries(groups, key, [...byId.values()], lives);
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    readGroups(parts, this.#host, this.#expiry, (key, reader, time) => {
      const map: Entries = { key, byId: new Map() };
      readEntries(reader, time, (entry) => {
        this.#put({ ...entry, map, id: identityOf(entry.name), bucket: Number.NaN });
      });
    });
  }

  footprint(): Footprint {
    const { entries, bytes } = valuesFootprint(entriesOf(this.#maps.values()), this.#size);
    return { entries, bytes: bytes + this.#maps.tableBytes };
  }

  eachKey(visit: (key: number) => void): void {
    for (const { key } of this.#maps.values()) visit(key);
  }

  #read(cursor: StateCursor, name: Name): Entry | undefined {
    const entry = this.#maps.get(keyAt(cursor, this.#name))?.byId.get(identityOf(name));
    return entry !== undefined && this.#isShown(entry, cursor) ? entry : undefined;
  }

  /** All entries that are to be seen. */
  #all(cursor: StateCursor): Entry[] {
    const map = this.#maps.get(keyAt(cursor, this.#name));
    return map === undefined ? [] : [...map.byId.values()].filter((entry) => this.#isShown(entry, cursor));
  }

  /** Whether a reader sees the entry: it is gone then if it has expired, and refreshed where reading does that. */
  #isShown(entry: Entry, cursor: StateCursor): boolean {
    const expiry = this.#expiry;
    if (expiry === undefined) return true;
    const nowMs = timeAt(cursor, expiry);
    if (isExpired(entry.timeMs, expiry, nowMs)) {
      this.#remove(entry, cursor);
      return expiry.visibility === "returnExpiredIfNotCleanedUp";
    }
    if (expiry.updates === "onReadAndWrite") this.#update(entry, entry.value, nowMs, cursor);
    return true;
  }

  #set(cursor: StateCursor, name: Name, value: Value | undefined): void {
    if (value === undefined) return this.#delete(cursor, name);
    const key = keyAt(cursor, this.#name);
    if (name === undefined) throw nameless(this.#name);
    const kept = plainCopy(value, this.#where);
    const nowMs = this.#expiry === undefined ? Number.NaN : timeAt(cursor, this.#expiry);
    const map = this.#maps.get(key) ?? { key, byId: new Map() };
    const id = identityOf(name);
    const known = map.byId.get(id);
    if (known !== undefined) return this.#update(known, kept, nowMs, cursor);
    const entry = { map, id, name: plainCopy(name, this.#where), value: kept, timeMs: nowMs, bucket: Number.NaN };
    this.#put(entry);
    cursor.undo?.push(() => this.#remove(entry, undefined));
  }

  #delete(cursor: StateCursor, name: Name): void {
    const entry = this.#maps.get(keyAt(cursor, this.#name))?.byId.get(identityOf(name));
    if (entry !== undefined) this.#remove(entry, cursor);
  }

  #clear(cursor: StateCursor): void {
    const map = this.#maps.get(keyAt(cursor, this.#name));
    if (map !== undefined) for (const entry of [...map.byId.values()]) this.#remove(entry, cursor);
  }

  #put(entry: Entry): void {
    entry.map.byId.set(entry.id, entry);
    this.#size++;
    if (entry.map.byId.size === 1) this.#maps.set(entry.map.key, entry.map);
    this.#queue?.push(entry);
  }

  #update(entry: Entry, value: unknown, nowMs: number, { undo }: StateCursor): void {
    const before = { value: entry.value, timeMs: entry.timeMs };
    entry.value = value;
    entry.timeMs = later(entry.timeMs, nowMs);
    undo?.push(() => Object.assign(entry, before));
  }

  #remove(entry: Entry, cursor: StateCursor | undefined): void {
    const { key, byId } = entry.map;
    if (byId.delete(entry.id)) this.#size--;
    if (byId.size === 0) this.#maps.delete(key);
    this.#queue?.forget(entry);
    cursor?.undo?.push(() => this.#put(entry));
  }
}

function* entriesOf(maps: Iterable<Entries>): Iterable<unknown> {
  for (const { byId } of maps) for (const { name, value } of byId.values()) yield [name, value];
}

/** Objects stand for themselves by their bytes, as text that no name of the user's is. */
function identityOf(name: unknown): unknown {
  if (typeof name === "string") return name.startsWith("\0") ? `\0text ${name}` : name;
  if (typeof name !== "object" || name === null) return name;
  let text = "\0";
  for (const byte of encodeKey(name)) text += String.fromCharCode(byte);
  return text;
}
