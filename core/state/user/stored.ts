import { type ByteReader, type ByteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { groupWriter } from "../pane-state.ts";
import { keyedBytes, type StateHost, type StateSnapshot } from "../state.ts";
import { type Expiry, type ExpiryTime, isExpired, timeOf } from "./expiry.ts";

/*
 * A key group's bytes: the time to live (null: none) and its kind of time, then, until the end, each key with what the
 * kind of state writes. The times of updates are there only where there is a time to live.
 */

/** Writes what is kept of keys, by key group. */
export interface GroupsWriter {
  /** Where the content of a key is to be written. */
  key(key: number): ByteWriter;
  time(writer: ByteWriter, timeMs: number): void;
  snapshot(): StateSnapshot;
}

export function groupsWriter({ keys }: StateHost, expiry: Expiry | undefined): GroupsWriter {
  const writers = new Map<number, ByteWriter>();
  return {
    key: (key) => {
      const writer = groupWriter(writers, keys.groupOf(key));
      if (writer.length === 0) {
        writeValue(writer, expiry?.ttlMs ?? null);
        writeValue(writer, expiry?.time ?? null);
      }
      writeValue(writer, keys.keyOf(key));
      return writer;
    },
    time: (writer, timeMs) => {
      if (expiry !== undefined) writeValue(writer, timeMs);
    },
    snapshot: () => ({
      scope: "keyed",
      groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])),
    }),
  };
}

/** The items of a list, with the times of their updates where they expire. */
export interface StoredItems {
  readonly items: readonly unknown[];
  readonly times: readonly number[];
}

/** Of a list: how many items live at a time, and each of them. */
export function writeItems(
  groups: GroupsWriter,
  key: number,
  { items, times }: StoredItems,
  lives: (timeMs: number) => boolean,
): void {
  const places = [...items.keys()].filter((at) => times.length === 0 || lives(times[at]!));
  if (places.length === 0) return;
  const writer = groups.key(key);
  writeValue(writer, places.length);
  for (const at of places) {
    groups.time(writer, times[at]!);
    writeValue(writer, items[at]);
  }
}

/** Calls back with each item that has not expired. */
export function readItems(
  reader: ByteReader,
  time: () => number | undefined,
  add: (item: unknown, timeMs: number) => void,
): void {
  for (let left = readValue(reader) as number; left > 0; left--) {
    const timeMs = time();
    const item = readValue(reader);
    if (timeMs !== undefined) add(item, timeMs);
  }
}

/** An entry of a map; its time is NaN where it does not expire. */
export interface StoredMapEntry {
  readonly name: unknown;
  readonly value: unknown;
  readonly timeMs: number;
}

/** Of a map: how many entries live at a time, and each of them. */
export function writeEntries(
  groups: GroupsWriter,
  key: number,
  entries: readonly StoredMapEntry[],
  lives: (timeMs: number) => boolean,
): void {
  const kept = entries.filter(({ timeMs }) => lives(timeMs));
  if (kept.length === 0) return;
  const writer = groups.key(key);
  writeValue(writer, kept.length);
  for (const { name, value, timeMs } of kept) {
    groups.time(writer, timeMs);
    writeValue(writer, name);
    writeValue(writer, value);
  }
}

/** Calls back with each entry that has not expired. */
export function readEntries(
  reader: ByteReader,
  time: () => number | undefined,
  add: (entry: StoredMapEntry) => void,
): void {
  for (let left = readValue(reader) as number; left > 0; left--) {
    const timeMs = time();
    const name = readValue(reader);
    const value = readValue(reader);
    if (timeMs !== undefined) add({ name, value, timeMs });
  }
}

/** Whether what was updated at a time has not expired now; all lives where nothing expires. */
export function livesAt(expiry: Expiry | undefined, host: StateHost): (timeMs: number) => boolean {
  if (expiry === undefined) return () => true;
  const nowMs = timeOf(host, expiry.time);
  return (timeMs) => !isExpired(timeMs, expiry, nowMs);
}

/**
 * Calls back with each key that the parts hold; `read` takes its content from the reader. `time` reads the time of an
 * update: NaN where there is none to go on from, and undefined where the content had expired by the time to live that it
 * was written with, so that a longer one does not bring it back.
 */
export function readGroups(
  parts: readonly StateSnapshot[],
  host: StateHost,
  expiry: Expiry | undefined,
  read: (key: number, reader: ByteReader, time: () => number | undefined) => void,
): void {
  for (const bytes of keyedBytes(parts)) {
    const reader = { bytes, at: 0 };
    const time = timeReader(reader, host, expiry);
    while (reader.at < bytes.length) read(host.keys.numberOf(readValue(reader)), reader, time);
  }
}

function timeReader(reader: ByteReader, host: StateHost, expiry: Expiry | undefined): () => number | undefined {
  const ttlMs = readValue(reader) as number | null;
  const time = readValue(reader) as ExpiryTime | null;
  if (ttlMs === null || time === null) return () => Number.NaN;
  const nowMs = timeOf(host, time);
  return () => {
    const timeMs = readValue(reader) as number;
    if (timeMs + ttlMs <= nowMs) return undefined;
    return time === expiry?.time ? timeMs : Number.NaN;
  };
}
