import { type ByteReader, type ByteWriter, byteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { keyedBytes, type StateSnapshot } from "../state.ts";
import { changedEntry, identityOf, type StateFormat, type StoredEntry } from "./stored-entry.ts";

/** What the bytes of a key group begin with, and what is said of each key behind it. */
interface Layout {
  /** How many values there are before the first key. */
  readonly headLength: number;
  /** Of what nobody wrote before. */
  readonly newHead: readonly unknown[];
  /** Reads all that is said of the next key. */
  readonly read: (reader: ByteReader, head: readonly unknown[]) => Iterable<StoredEntry>;
  /** Writes all entries of a key; with a time only where the head has one to live. */
  readonly write: (writer: ByteWriter, entries: readonly StoredEntry[], head: readonly unknown[]) => void;
}

const entryOf = (key: unknown, value: unknown, rest: Partial<StoredEntry> = {}): StoredEntry => {
  return { key, pane: null, name: null, value, timeMs: null, ...rest };
};

/** Time to live and its kind, or null twice: `user/stored.ts`. */
const expiring = { headLength: 2, newHead: [null, null] } as const;

const timeIn = (reader: ByteReader, [ttlMs]: readonly unknown[]): number | null => {
  return ttlMs === null ? null : (readValue(reader) as number);
};

const writeTime = (writer: ByteWriter, { timeMs }: StoredEntry, [ttlMs]: readonly unknown[]): void => {
  if (ttlMs !== null) writeValue(writer, timeMs ?? Number.NaN);
};

/** `value`, `reducing` and `aggregating` of process functions. */
export const cellFormat: StateFormat = entryFormat({
  ...expiring,
  read: (reader, head) => {
    const key = readValue(reader);
    const timeMs = timeIn(reader, head);
    return [entryOf(key, readValue(reader), { timeMs })];
  },
  write: (writer, entries, head) => {
    for (const entry of entries.slice(-1)) {
      writeValue(writer, entry.key);
      writeTime(writer, entry, head);
      writeValue(writer, entry.value);
    }
  },
});

export const listFormat: StateFormat = entryFormat({
  ...expiring,
  read: (reader, head) => {
    const key = readValue(reader);
    return Array.from({ length: readValue(reader) as number }, () => {
      const timeMs = timeIn(reader, head);
      return entryOf(key, readValue(reader), { timeMs });
    });
  },
  write: (writer, entries, head) => {
    writeValue(writer, entries[0]!.key);
    writeValue(writer, entries.length);
    for (const entry of entries) {
      writeTime(writer, entry, head);
      writeValue(writer, entry.value);
    }
  },
});

export const mapFormat: StateFormat = entryFormat({
  ...expiring,
  read: (reader, head) => {
    const key = readValue(reader);
    return Array.from({ length: readValue(reader) as number }, () => {
      const timeMs = timeIn(reader, head);
      const name = readValue(reader);
      return entryOf(key, readValue(reader), { timeMs, name });
    });
  },
  write: (writer, entries, head) => {
    writeValue(writer, entries[0]!.key);
    writeValue(writer, entries.length);
    for (const entry of entries) {
      writeTime(writer, entry, head);
      writeValue(writer, entry.name);
      writeValue(writer, entry.value);
    }
  },
});

/** What operators keep row by row: key, namespace, value. */
export const valueFormat: StateFormat = entryFormat({
  headLength: 0,
  newHead: [],
  read: (reader) => {
    const key = readValue(reader);
    const pane = readValue(reader) as number;
    return [entryOf(key, readValue(reader), { pane })];
  },
  write: (writer, entries) => {
    for (const { key, pane, value } of entries) for (const part of [key, pane ?? 0, value]) writeValue(writer, part);
  },
});

/** The value is the time. */
export const timerFormat: StateFormat = entryFormat({
  headLength: 0,
  newHead: [],
  read: (reader) => {
    const key = readValue(reader);
    const value = readValue(reader);
    return [entryOf(key, value, { pane: readValue(reader) as number })];
  },
  write: (writer, entries) => {
    for (const { key, pane, value } of entries) for (const part of [key, value, pane ?? 0]) writeValue(writer, part);
  },
});

/** The pane is the start; besides there are its end and whether it has fired. */
export function sessionFormat(names: readonly string[]): StateFormat {
  return entryFormat({
    headLength: 0,
    newHead: [],
    read: (reader) => {
      const key = readValue(reader);
      const pane = readValue(reader) as number;
      const rest = [readValue(reader), readValue(reader)];
      return [entryOf(key, readFields(reader, names), { pane, rest })];
    },
    write: (writer, entries) => {
      for (const { key, pane, value, rest = [pane, 0] } of entries) {
        for (const part of [key, pane, ...rest]) writeValue(writer, part);
        writeFields(writer, value);
      }
    },
  });
}

export function readFields(reader: ByteReader, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, readValue(reader)]));
}

/** In the order that they have: whoever changes fields puts them into that of the job. */
export function writeFields(writer: ByteWriter, value: unknown): void {
  for (const partial of Object.values(value as object)) writeValue(writer, partial);
}

function entryFormat(layout: Layout): StateFormat {
  const parse = (snapshot: StateSnapshot): { head: readonly unknown[]; entries: StoredEntry[] } => {
    let head = layout.newHead;
    const entries: StoredEntry[] = [];
    for (const bytes of keyedBytes([snapshot])) {
      const reader = { bytes, at: 0 };
      head = Array.from({ length: layout.headLength }, () => readValue(reader));
      while (reader.at < bytes.length) for (const entry of layout.read(reader, head)) entries.push(entry);
    }
    return { head, entries };
  };
  const format = (
    entries: Iterable<StoredEntry>,
    head: readonly unknown[],
    groupOf: (key: unknown) => number,
  ): StateSnapshot => {
    const ofKey = Map.groupBy(entries, ({ key }) => identityOf(key));
    const writers = new Map<number, ByteWriter>();
    for (const some of ofKey.values()) {
      const group = groupOf(some[0]!.key);
      const writer = writers.get(group) ?? byteWriter();
      if (!writers.has(group)) for (const part of head) writeValue(writer, part);
      writers.set(group, writer);
      layout.write(writer, some, head);
    }
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  };
  return {
    read: (snapshot) => parse(snapshot).entries,
    change: (snapshot, change, groupOf) => {
      const { head, entries } = parse(snapshot);
      return format(
        entries.map((entry) => changedEntry(entry, change)),
        head,
        groupOf,
      );
    },
    write: (entries, groupOf) => format(entries, layout.newHead, groupOf),
  };
}
