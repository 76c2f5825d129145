import type { ByteReader, ByteWriter } from "../../data/codec.ts";
import type { Footprint, StateHost, StateSnapshot } from "../state.ts";
import { valuesFootprint } from "../value-footprint.ts";
import { keyAt, type StateCursor } from "./cursor.ts";
import { type Expiring, type Expiry, ExpiryQueue, isExpired, later, timeAt, timeOf } from "./expiry.ts";
import { KeyedItems } from "./keyed-items.ts";
import { groupsWriter, readGroups } from "./stored.ts";
import type { UserStore } from "./user-state.ts";

/** One value of a key. */
interface Cell<Value> extends Expiring {
  readonly key: number;
  value: Value;
}

/** How a value is written and read again. */
export interface CellCodec<Value> {
  readonly write: (writer: ByteWriter, value: Value) => void;
  readonly read: (reader: ByteReader) => Value;
}

/** One value for each key, with its time to live: what value, reducing and aggregating state are made of. */
export interface CellStore<Value> extends Omit<UserStore<unknown>, "handle"> {
  /** What the key at hand has, if it is to be seen. */
  read(cursor: StateCursor): { readonly value: Value } | undefined;
  /** What a new value is folded into: an expired one is not, even where it may be seen. */
  live(cursor: StateCursor): { readonly value: Value } | undefined;
  write(cursor: StateCursor, value: Value): void;
  clear(cursor: StateCursor): void;
}

export class Cells<Value> implements CellStore<Value> {
  readonly #name: string;
  readonly #codec: CellCodec<Value>;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #cells = new KeyedItems<Cell<Value>>();
  readonly #queue: ExpiryQueue<Cell<Value>> | undefined;

  constructor(name: string, codec: CellCodec<Value>, expiry: Expiry | undefined, host: StateHost) {
    this.#name = name;
    this.#codec = codec;
    this.#expiry = expiry;
    this.#host = host;
    this.#queue = expiry && new ExpiryQueue(expiry);
  }

  read(cursor: StateCursor): Cell<Value> | undefined {
    const cell = this.#cells.get(keyAt(cursor, this.#name));
    const expiry = this.#expiry;
    if (cell === undefined || expiry === undefined) return cell;
    const nowMs = timeAt(cursor, expiry);
    if (isExpired(cell.timeMs, expiry, nowMs)) {
      this.#remove(cell, cursor);
      return expiry.visibility === "neverReturnExpired" ? undefined : cell;
    }
    if (expiry.updates === "onReadAndWrite") this.#update(cell, cell.value, nowMs, cursor);
    return cell;
  }

  live(cursor: StateCursor): Cell<Value> | undefined {
    const cell = this.#cells.get(keyAt(cursor, this.#name));
    const expiry = this.#expiry;
    if (cell === undefined || expiry === undefined) return cell;
    if (!isExpired(cell.timeMs, expiry, timeAt(cursor, expiry))) return cell;
    this.#remove(cell, cursor);
    return undefined;
  }

  has(cursor: StateCursor): boolean {
    const cell = this.#cells.get(keyAt(cursor, this.#name));
    if (cell === undefined || this.#expiry === undefined) return cell !== undefined;
    return !isExpired(cell.timeMs, this.#expiry, timeAt(cursor, this.#expiry));
  }

  write(cursor: StateCursor, value: Value): void {
    const key = keyAt(cursor, this.#name);
    const nowMs = this.#expiry === undefined ? Number.NaN : timeAt(cursor, this.#expiry);
    const known = this.#cells.get(key);
    if (known !== undefined) return this.#update(known, value, nowMs, cursor);
    const cell: Cell<Value> = { key, value, timeMs: nowMs, bucket: Number.NaN };
    this.#put(cell);
    cursor.undo?.push(() => this.#remove(cell, undefined));
  }

  clear(cursor: StateCursor): void {
    const cell = this.#cells.get(keyAt(cursor, this.#name));
    if (cell !== undefined) this.#remove(cell, cursor);
  }

  keys(): Float64Array {
    return this.#cells.keys;
  }

  cleanUp(nowMs: number, budget: number): number {
    return this.#queue?.cleanUp(nowMs, budget, ({ key }) => this.#cells.delete(key)) ?? budget;
  }

  get nextCleanUpMs(): number {
    return this.#queue?.nextMs ?? Number.POSITIVE_INFINITY;
  }

  snapshot(): StateSnapshot {
    const expiry = this.#expiry;
    const groups = groupsWriter(this.#host, expiry);
    const nowMs = expiry === undefined ? 0 : timeOf(this.#host, expiry.time);
    for (const cell of this.#cells.values()) {
      if (expiry !== undefined && isExpired(cell.timeMs, expiry, nowMs)) continue;
      const writer = groups.key(cell.key);
      groups.time(writer, cell.timeMs);
      this.#codec.write(writer, cell.value);
    }
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    readGroups(parts, this.#host, this.#expiry, (key, reader, time) => {
      const timeMs = time();
      const value = this.#codec.read(reader);
      if (timeMs !== undefined) this.#put({ key, value, timeMs, bucket: Number.NaN });
    });
  }

  footprint(): Footprint {
    const { entries, bytes } = valuesFootprint(valuesOf(this.#cells.values()), this.#cells.size);
    return { entries, bytes: bytes + this.#cells.tableBytes };
  }

  eachKey(visit: (key: number) => void): void {
    for (const { key } of this.#cells.values()) visit(key);
  }

  #put(cell: Cell<Value>): void {
    this.#cells.set(cell.key, cell);
    this.#queue?.push(cell);
  }

  #update(cell: Cell<Value>, value: Value, nowMs: number, { undo }: StateCursor): void {
    const before = { value: cell.value, timeMs: cell.timeMs };
    cell.value = value;
    cell.timeMs = later(cell.timeMs, nowMs);
    undo?.push(() => Object.assign(cell, before));
  }

  #remove(cell: Cell<Value>, cursor: StateCursor | undefined): void {
    this.#cells.delete(cell.key);
    this.#queue?.forget(cell);
    cursor?.undo?.push(() => this.#put(cell));
  }
}

function* valuesOf(cells: Iterable<Cell<unknown>>): Iterable<unknown> {
  for (const { value } of cells) yield value;
}
