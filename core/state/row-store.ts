import type { Batch } from "../data/batch.ts";
import { writeBatch } from "../data/batch-codec.ts";
import { type ByteWriter, writeValue, writtenBytes } from "../data/codec.ts";
import { keep, take } from "../data/compact.ts";
import { roughSizeOf } from "../data/size.ts";
import { DiskRows } from "./disk/disk-rows.ts";
import { readingSegments } from "./disk/restore-log.ts";
import { eachKeptRows, putRows } from "./kept-rows.ts";
import type { KeySpace } from "./key-space.ts";
import type { KeysAway } from "./keys-away.ts";
import { groupWriter } from "./pane-state.ts";
import { PlacedRows } from "./placed-rows.ts";
import type { Recoverable, StateDeclaration, StateHost } from "./state.ts";

/**
 * Whole rows as columns, each in a place of its own that stays the same until it is removed: what an operator keeps that
 * takes rows back. Rows have the number of a key; what finds them (chains, orders, an index by content) is the operator's
 * own, made from `live` when it opens.
 */
export interface RowStore {
  readonly size: number;
  /** Whether it has no rows, wherever they are; false as well where all those that were away are gone. */
  readonly isEmpty: boolean;
  /** Places there are, in use or not. */
  readonly capacity: number;
  /** The number of the key of each place. */
  readonly keys: Float64Array;
  /** The event time of each place, where the store keeps times; NaN where a row has none. */
  readonly times: Float64Array;
  /** Takes `count` places for rows that `put` brings; fills the first of `places`. */
  take(count: number, places: Int32Array): void;
  /** Makes room for so many rows more, so that `takeOne` finds it. */
  reserve(count: number): void;
  takeOne(): number;
  /** Copies `rows[k]` of a batch to `places[k]`, for k < count; keys stand at the row numbers. */
  put(batch: Batch, rows: Int32Array, count: number, keys: Float64Array, places: Int32Array): void;
  remove(place: number): void;
  /** Learns of the columns of a batch, for when there are no rows of it. */
  see(batch: Batch): void;
  /** All places as one batch, for gathering; undefined before anything was seen. Valid until the next `put`. */
  rows(): Batch | undefined;
  /** Places in use, in the order in which their rows came. */
  live(): Int32Array;
  /** Copies of the rows of a key, wherever they are, in the order in which they came. Looks at all that is in memory. */
  rowsOf(key: number): readonly Batch[];
  /** What does not fit into memory, where there is a disk for it. Places are those of the rows at hand then. */
  readonly away?: RowsAway;
}

/** Rows that were put away, by whole keys: no place is in use then. */
export interface RowsAway extends KeysAway {
  /** Brings back what the keys of a batch have: the places of the rows that came, those of a key as they came first. */
  bring(keys: Float64Array, selection: Int32Array | undefined, length: number): Int32Array;
}

/**
 * Declares rows in places, with their event times where somebody asks for them.
 *
 * @param where On disk for operators that look at the rows of a batch's keys only, once they are brought. `"named"`:
 * that know keys by their numbers when they do not look at them.
 */
export function rowStore(
  name: string,
  what: "rows" | "timed rows" = "rows",
  where: "memory" | "memory or disk" | "memory or disk, named" = "memory",
): StateDeclaration<RowStore> {
  const timed = what === "timed rows";
  const onDisk = (host: StateHost): DiskRows => new DiskRows(timed, host, where.endsWith("named"));
  return {
    name,
    scope: "keyed",
    form: `placed ${what}`,
    ...(where === "memory" ? {} : { onDisk: true }),
    create: (host) =>
      where !== "memory" && host.disk !== undefined
        ? onDisk(host)
        : readingSegments(memoryStore(host.keys, timed), host, onDisk),
  };
}

function memoryStore(keys: KeySpace, timed: boolean): RowStore & Recoverable {
  const store = new PlacedRows(timed);
  return Object.assign(store, {
    snapshot: () => {
      const writers = new Map<number, ByteWriter>();
      const rows = store.rows();
      for (const [group, places] of placesByGroup(store, keys)) {
        const writer = groupWriter(writers, group);
        writeValue(
          writer,
          Array.from(places, (place) => keys.keyOf(store.keys[place]!)),
        );
        writeValue(writer, timed ? Float64Array.from(places, (place) => store.times[place]!) : null);
        writeBatch(writer, keep(take(rows!, Int32Array.from(places))));
      }
      const groups = new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)]));
      return { scope: "keyed" as const, groups };
    },
    restore: (parts: Parameters<Recoverable["restore"]>[0]) => {
      eachKeptRows(parts, keys, (batch, numbers) => putRows(store, batch, numbers));
    },
    eachKey: (visit: (key: number) => void) => {
      for (const place of store.live()) visit(store.keys[place]!);
    },
    footprint: () => {
      const rows = store.rows();
      const times = timed ? 8 * store.capacity : 0;
      return { entries: store.size, bytes: (rows === undefined ? 0 : roughSizeOf(rows)) + times + 8 * store.capacity };
    },
  });
}

function placesByGroup(store: PlacedRows, keys: KeySpace): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  const groupOf = new Map<number, number>();
  for (const place of store.live()) {
    const key = store.keys[place]!;
    const group = groupOf.get(key) ?? keys.groupOf(key);
    groupOf.set(key, group);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [place]);
    else members.push(place);
  }
  return groups;
}
