import { encodeKey } from "../../data/key-group.ts";
import type { StateSnapshot } from "../state.ts";

/** One thing that state holds of a key, in its stored form. */
export interface StoredEntry {
  readonly key: unknown;
  /** What tells several of a key apart: a window's start or pane, or a timer's window; null where there is one only. */
  readonly pane: number | null;
  /** Of an entry of a map. */
  readonly name: unknown;
  readonly value: unknown;
  /** When it was updated last, where it has a time to live, ms. */
  readonly timeMs: number | null;
  /** What else the form has of it. */
  readonly rest?: readonly unknown[];
}

/** How entries become those of another job. */
export interface EntryChange {
  readonly key?: ((key: unknown) => unknown) | undefined;
  readonly value?: ((value: unknown) => unknown) | undefined;
  /** The same of whole rows that are columns: the new names of columns. */
  readonly rows?: RowsChange | undefined;
}

export interface RowsChange {
  readonly rename: ReadonlyMap<string, string>;
  readonly remove: ReadonlySet<string>;
  readonly convert: ReadonlyMap<string, (value: unknown) => unknown>;
  readonly add: ReadonlyMap<string, unknown>;
}

/** What can be read, changed and made of a form of state, without the operator that it is of. */
export interface StateFormat {
  read(snapshot: StateSnapshot): Iterable<StoredEntry>;
  /** The same state with other keys or fields, in the key groups of the new keys. */
  change(snapshot: StateSnapshot, change: EntryChange, groupOf: (key: unknown) => number): StateSnapshot;
  /** State of entries that somebody made. */
  write(entries: Iterable<StoredEntry>, groupOf: (key: unknown) => number): StateSnapshot;
}

/** What tells keys apart: themselves where they are no objects, texts behind a letter that no bytes begin with. */
export function identityOf(key: unknown): unknown {
  if (typeof key === "string") return `t${key}`;
  if (typeof key !== "object" || key === null) return key;
  let text = "o";
  for (const byte of encodeKey(key)) text += String.fromCharCode(byte);
  return text;
}

export function changedEntry(entry: StoredEntry, { key, value }: EntryChange): StoredEntry {
  if (key === undefined && value === undefined) return entry;
  return {
    ...entry,
    key: key === undefined ? entry.key : key(entry.key),
    value: value === undefined ? entry.value : value(entry.value),
  };
}
