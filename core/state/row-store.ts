import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { readBatch, writeBatch } from "../data/batch-codec.ts";
import { type ByteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import { keep, take } from "../data/compact.ts";
import { roughSizeOf } from "../data/size.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import { keyedBytes, type Recoverable, type StateDeclaration } from "./state.ts";
import { type StoreColumns, storeColumns } from "./store-columns.ts";

/**
 * Whole rows as columns, each in a place of its own that stays the same until it is removed: what an operator keeps that
 * takes rows back. Rows have the number of a key; what finds them (chains, orders, an index by content) is the operator's
 * own, made from `live` when it opens.
 */
export interface RowStore {
  readonly size: number;
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
}

/** Declares rows in places, with their event times where somebody asks for them. */
export function rowStore(name: string, what: "rows" | "timed rows" = "rows"): StateDeclaration<RowStore> {
  const timed = what === "timed rows";
  return { name, scope: "keyed", form: `placed ${what}`, create: ({ keys }) => memoryStore(keys, timed) };
}

const firstCapacity = 64;

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
      for (const bytes of keyedBytes(parts)) {
        const reader = { bytes, at: 0 };
        while (reader.at < bytes.length) {
          const numbers = Float64Array.from((readValue(reader) as unknown[]).map((key) => keys.numberOf(key)));
          const times = readValue(reader) as Float64Array | null;
          restoreRows(store, { ...readBatch(reader), times: times ?? undefined }, numbers);
        }
      }
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

function restoreRows(store: PlacedRows, batch: Batch, numbers: Float64Array): void {
  const places = new Int32Array(batch.rowCount);
  store.take(batch.rowCount, places);
  store.put(batch, Int32Array.from(places.keys()), batch.rowCount, numbers, places);
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

class PlacedRows implements RowStore {
  size = 0;
  capacity = 0;
  keys: Float64Array = new Float64Array(0);
  times: Float64Array = new Float64Array(0);
  /** The number of each row among all that came; 0 where a place is free. Until a row is removed that is its place. */
  #order: Float64Array | undefined;
  #came = 0;
  /** Places from here on were never used. */
  #fresh = 0;
  /** Places that were left, the last of which is taken first. */
  #free: Int32Array = new Int32Array(0);
  #freeCount = 0;
  readonly #columns: StoreColumns = storeColumns();
  readonly #timed: boolean;

  constructor(timed: boolean) {
    this.#timed = timed;
  }

  reserve(count: number): void {
    while (this.#fresh + count - this.#freeCount > this.capacity) this.#grow();
  }

  takeOne(): number {
    const place = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#fresh++;
    this.#came++;
    if (this.#order !== undefined) this.#order[place] = this.#came;
    this.size++;
    return place;
  }

  take(count: number, places: Int32Array): void {
    this.reserve(count);
    let k = 0;
    for (; k < count && this.#freeCount > 0; k++) places[k] = this.#free[--this.#freeCount]!;
    for (; k < count; k++) places[k] = this.#fresh++;
    if (this.#order !== undefined) for (let n = 0; n < count; n++) this.#order[places[n]!] = this.#came + n + 1;
    this.#came += count;
    this.size += count;
  }

  put(batch: Batch, rows: Int32Array, count: number, keys: Float64Array, places: Int32Array): void {
    this.#columns.put(batch, rows, count, places);
    for (let k = 0; k < count; k++) this.keys[places[k]!] = keys[rows[k]!]!;
    if (!this.#timed) return;
    if (batch.times !== undefined) for (let k = 0; k < count; k++) this.times[places[k]!] = batch.times[rows[k]!]!;
    else for (let k = 0; k < count; k++) this.times[places[k]!] = Number.NaN;
  }

  remove(place: number): void {
    this.#order ??= this.#asTheyCame();
    this.#order[place] = 0;
    this.#columns.clear(place);
    if (this.#free.length < this.capacity) this.#free = longer(this.#free, this.capacity);
    this.#free[this.#freeCount++] = place;
    this.size--;
  }

  /** Until a row is removed places are numbered in the order in which rows came. */
  #asTheyCame(): Float64Array {
    const order = new Float64Array(this.capacity);
    for (let place = 0; place < this.#fresh; place++) order[place] = place + 1;
    return order;
  }

  see(batch: Batch): void {
    if (lengthOf(batch) > 0 || batch.columns.length > 0) this.#columns.see(batch);
  }

  rows(): Batch | undefined {
    const { schema, columns } = this.#columns;
    return schema && makeBatch(schema, this.capacity, columns);
  }

  live(): Int32Array {
    const order = this.#order;
    if (order === undefined) return Int32Array.from({ length: this.#fresh }, (_, place) => place);
    const places: number[] = [];
    let inOrder = true;
    let before = 0;
    for (let place = 0; place < this.#fresh; place++) {
      const came = order[place]!;
      if (came === 0) continue;
      if (came < before) inOrder = false;
      before = came;
      places.push(place);
    }
    if (!inOrder) places.sort((a, b) => order[a]! - order[b]!);
    return Int32Array.from(places);
  }

  #grow(): void {
    this.capacity = Math.max(firstCapacity, 2 * this.capacity);
    this.keys = longer(this.keys, this.capacity);
    if (this.#timed) this.times = longer(this.times, this.capacity);
    if (this.#order !== undefined) this.#order = longer(this.#order, this.capacity);
    this.#columns.grow(this.capacity);
  }
}

function longer<Values extends Float64Array | Int32Array>(values: Values, length: number): Values {
  const out = new (values.constructor as Float64ArrayConstructor)(length) as Values;
  out.set(values);
  return out;
}
