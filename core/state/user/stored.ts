import { type ByteReader, type ByteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { groupWriter } from "../pane-state.ts";
import { keyedBytes, type StateHost, type StateSnapshot } from "../state.ts";
import { type Expiry, type ExpiryTime, timeOf } from "./expiry.ts";

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
