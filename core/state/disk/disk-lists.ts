import { byteWriter, readValue, writeRaw, writeValue, writtenBytes } from "../../data/codec.ts";
import { plainCopy } from "../../data/plain-copy.ts";
import type { StateHost, StateSnapshot } from "../state.ts";
import { keyAt, type StateCursor } from "../user/cursor.ts";
import { type Expiry, isExpired, later, timeAt } from "../user/expiry.ts";
import { type ListHandle, listHandle, noItem } from "../user/list-handle.ts";
import { groupsWriter, livesAt, readGroups, readItems, writeItems } from "../user/stored.ts";
import type { UserStore } from "../user/user-state.ts";
import { KeyedLog, kindOf } from "./keyed-log.ts";
import type { Looked } from "./log-expiry.ts";
import { type OnDisk, onDisk } from "./on-disk.ts";
import { recordKind } from "./record.ts";
import type { LogKey } from "./record-log.ts";
import type { OpenOnDisk } from "./restore-log.ts";
import type { SegmentScan } from "./segment-scan.ts";

/*
 * head  = number of chunks · items in them · items in the tail (int32 each, as the codec writes them) · the tail
 * tail, chunk = each item, behind its time where items expire
 * The time of a head is the earliest of the items'. A tail that has become long is a chunk from then on.
 */

const headKind = recordKind.first;
const chunkKind: number = recordKind.first + 1;
const chunkMark = 1;
const mostTailBytes = 2048;

/** Where the tail begins: behind three numbers of five bytes. */
const tailAt = 15;

/** The items of a key, with the times of their updates where they expire. */
interface Items {
  readonly items: unknown[];
  readonly times: number[];
}

interface Head {
  readonly chunks: number;
  readonly inChunks: number;
  readonly inTail: number;
}

const nothing = new Uint8Array(0);

const noHead: Head = { chunks: 0, inChunks: 0, inTail: 0 };

/** Lists of keys: the newest items with their number in one record, older ones in records of their own. */
export function diskLists<Item>(
  name: string,
  expiry: Expiry | undefined,
  host: StateHost,
): UserStore<ListHandle<Item>> {
  const records = new KeyedLog(host, host.disk!, expiry);
  const open: OpenOnDisk = (at, until) => diskLists(name, until, at);
  return onDisk(new DiskLists<Item>(name, expiry, host, records), records, open);
}

class DiskLists<Item> implements Omit<UserStore<ListHandle<Item>>, keyof OnDisk> {
  readonly #name: string;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #records: KeyedLog;
  readonly #item = byteWriter();

  constructor(name: string, expiry: Expiry | undefined, host: StateHost, records: KeyedLog) {
    this.#name = name;
    this.#expiry = expiry;
    this.#host = host;
    this.#records = records;
  }

  handle(cursor: StateCursor): ListHandle<Item> {
    return listHandle<Item>({
      get: () => this.#read(cursor) as Item[],
      size: () => this.#size(cursor),
      add: (item) => this.#add(cursor, item),
      clear: () => this.#clear(cursor),
    });
  }

  keys(): Float64Array {
    return this.#records.numbers(headKind);
  }

  has(cursor: StateCursor): boolean {
    const number = keyAt(cursor, this.#name);
    const expiry = this.#expiry;
    if (expiry === undefined) return this.#findHead(number) !== undefined;
    return this.#load(number).times.some((timeMs) => !isExpired(timeMs, expiry, timeAt(cursor, expiry)));
  }

  cleanUp(nowMs: number, budget: number): number {
    return this.#records.cleanUp(nowMs, budget, (scan) => this.#look(scan, nowMs));
  }

  get nextCleanUpMs(): number {
    return this.#records.nextCleanUpMs;
  }

  snapshot(): StateSnapshot {
    const groups = groupsWriter(this.#host, this.#expiry);
    const lives = livesAt(this.#expiry, this.#host);
    this.#records.log.each((scan) => {
      if (kindOf(scan) !== headKind) return;
      const number = this.#records.numberIn(scan);
      writeItems(groups, number, this.#load(number), lives);
    });
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    readGroups(parts, this.#host, this.#expiry, (number, reader, time) => {
      readItems(reader, time, (item, timeMs) => this.#append(number, item, timeMs));
    });
  }

  /** The items that are to be seen. */
  #read(cursor: StateCursor): unknown[] {
    const number = keyAt(cursor, this.#name);
    const list = this.#load(number);
    const expiry = this.#expiry;
    if (expiry === undefined || list.items.length === 0) return list.items;
    const nowMs = timeAt(cursor, expiry);
    const hides = expiry.visibility === "neverReturnExpired";
    const shown = hides ? kept(list, expiry, nowMs) : list;
    const refreshes = expiry.updates === "onReadAndWrite";
    const times = refreshes
      ? shown.times.map((timeMs) => (isExpired(timeMs, expiry, nowMs) ? timeMs : later(timeMs, nowMs)))
      : shown.times;
    if (refreshes || shown.items.length < list.items.length) {
      this.#replace(number, { items: shown.items, times });
      cursor.undo?.push(() => this.#replace(number, list));
    }
    return shown.items;
  }

  #size(cursor: StateCursor): number {
    if (this.#expiry !== undefined) return this.#read(cursor).length;
    const head = this.#findHead(keyAt(cursor, this.#name)) ?? noHead;
    return head.inChunks + head.inTail;
  }

  #add(cursor: StateCursor, item: Item): void {
    const number = keyAt(cursor, this.#name);
    if (item === undefined) throw noItem(this.#name);
    const copy = plainCopy(item, `state ${JSON.stringify(this.#name)}`);
    const { undo } = cursor;
    if (undo !== undefined) this.#keepForUndo(number, undo);
    this.#append(number, copy, this.#expiry === undefined ? Number.NaN : timeAt(cursor, this.#expiry));
  }

  /** What is added goes to the tail, or makes a chunk of it that is number `chunks` now. */
  #keepForUndo(number: number, undo: (() => void)[]): void {
    const { key, log } = this.#records;
    const head = this.#findHead(number);
    const before = head && this.#records.valueBytes();
    const { timeMs } = log;
    undo.push(() => {
      this.#records.put(this.#chunkKey(number, head?.chunks ?? 0), chunkKind, undefined, Number.NaN);
      this.#records.put(key.of(number), headKind, before, timeMs);
    });
  }

  #append(number: number, item: unknown, timeMs: number): void {
    const { log, writer } = this.#records;
    const piece = this.#item;
    piece.length = 0;
    if (this.#expiry !== undefined) writeValue(piece, timeMs);
    writeValue(piece, item);
    let head = this.#findHead(number) ?? noHead;
    const earliest = head === noHead ? timeMs : Math.min(log.timeMs, timeMs);
    let tail = head === noHead ? nothing : this.#tail();
    if (tail.length >= mostTailBytes) {
      this.#records.put(this.#chunkKey(number, head.chunks), chunkKind, tail.slice(), Number.POSITIVE_INFINITY);
      tail = nothing;
      head = { chunks: head.chunks + 1, inChunks: head.inChunks + head.inTail, inTail: 0 };
      this.#findHead(number);
    }
    writer.length = 0;
    for (const part of [head.chunks, head.inChunks, head.inTail + 1]) writeValue(writer, part);
    writeRaw(writer, tail);
    writeRaw(writer, piece.bytes.subarray(0, piece.length));
    this.#records.write(headKind, earliest);
  }

  #tail(): Uint8Array {
    const { log } = this.#records;
    return log.memory.bytes.subarray(log.valueAt + tailAt, log.valueAt + log.valueLength);
  }

  #clear(cursor: StateCursor): void {
    const number = keyAt(cursor, this.#name);
    if (cursor.undo !== undefined) {
      const list = this.#load(number);
      cursor.undo.push(() => this.#replace(number, list));
    }
    this.#remove(number);
  }

  #replace(number: number, { items, times }: Items): void {
    this.#remove(number);
    items.forEach((item, at) => {
      this.#append(number, item, times[at] ?? Number.NaN);
    });
  }

  #remove(number: number): void {
    const head = this.#findHead(number);
    if (head === undefined) return;
    this.#records.log.remove();
    for (let chunk = 0; chunk < head.chunks; chunk++) {
      this.#records.put(this.#chunkKey(number, chunk), chunkKind, undefined, Number.NaN);
    }
  }

  /** All items there are, expired or not. */
  #load(number: number): Items {
    const list: Items = { items: [], times: [] };
    const head = this.#findHead(number);
    if (head === undefined) return list;
    const tail = this.#tail().slice();
    for (let chunk = 1; chunk < head.chunks; chunk++) this.#records.log.want(this.#chunkKey(number, chunk));
    if (head.chunks > 1) this.#records.log.readAhead();
    for (let chunk = 0; chunk < head.chunks; chunk++) {
      this.#records.log.find(this.#chunkKey(number, chunk));
      this.#readItems(this.#records.valueBytes(), list);
    }
    this.#readItems(tail, list);
    return list;
  }

  #readItems(bytes: Uint8Array, { items, times }: Items): void {
    for (const reader = { bytes, at: 0 }; reader.at < bytes.length; ) {
      if (this.#expiry !== undefined) times.push(readValue(reader) as number);
      items.push(readValue(reader));
    }
  }

  #findHead(number: number): Head | undefined {
    const records = this.#records;
    if (!records.log.find(records.key.of(number))) return undefined;
    const reader = records.value();
    const [chunks, inChunks, inTail] = [readValue(reader), readValue(reader), readValue(reader)] as number[];
    return { chunks: chunks!, inChunks: inChunks!, inTail: inTail! };
  }

  #chunkKey(number: number, chunk: number): LogKey {
    const told = byteWriter(8);
    writeValue(told, chunk);
    return this.#records.key.of(number).behind(chunkMark, writtenBytes(told));
  }

  #look(scan: SegmentScan, nowMs: number): Looked {
    const expiry = this.#expiry!;
    if (kindOf(scan) !== headKind) return { work: 0, timeMs: Number.POSITIVE_INFINITY };
    const timeMs = this.#records.timeIn(scan);
    if (!Number.isNaN(timeMs) && !isExpired(timeMs, expiry, nowMs)) return { work: 1, timeMs };
    const number = this.#records.numberIn(scan);
    const list = this.#load(number);
    const { items, times } = kept(list, expiry, nowMs);
    this.#replace(number, { items, times: times.map((time) => (Number.isNaN(time) ? nowMs : time)) });
    return { work: list.items.length, timeMs: Number.POSITIVE_INFINITY };
  }
}

function kept({ items, times }: Items, expiry: Expiry, nowMs: number): Items {
  const living = (_: unknown, at: number): boolean => !isExpired(times[at]!, expiry, nowMs);
  return { items: items.filter(living), times: times.filter(living) };
}
