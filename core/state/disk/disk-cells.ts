import type { StateHost, StateSnapshot } from "../state.ts";
import type { CellCodec, CellStore } from "../user/cells.ts";
import { keyAt, type StateCursor } from "../user/cursor.ts";
import { type Expiry, isExpired, later, timeAt } from "../user/expiry.ts";
import { groupsWriter, readGroups } from "../user/stored.ts";
import { KeyedLog } from "./keyed-log.ts";
import type { Looked } from "./log-expiry.ts";
import { type OnDisk, onDisk } from "./on-disk.ts";
import { recordKind } from "./record.ts";
import type { OpenOnDisk } from "./restore-log.ts";
import type { Segment } from "./segment.ts";
import type { SegmentScan } from "./segment-scan.ts";

/** One value for each key, each a record. */
export function diskCells<Value>(
  name: string,
  codec: CellCodec<Value>,
  expiry: Expiry | undefined,
  host: StateHost,
): CellStore<Value> {
  const records = new KeyedLog(host, host.disk!, expiry);
  const open: OpenOnDisk = (at, until) => diskCells(name, codec, until, at);
  return onDisk(new DiskCells(name, codec, expiry, host, records), records, open);
}

class DiskCells<Value> implements Omit<CellStore<Value>, keyof OnDisk> {
  readonly #name: string;
  readonly #codec: CellCodec<Value>;
  readonly #expiry: Expiry | undefined;
  readonly #host: StateHost;
  readonly #records: KeyedLog;

  constructor(name: string, codec: CellCodec<Value>, expiry: Expiry | undefined, host: StateHost, records: KeyedLog) {
    this.#name = name;
    this.#codec = codec;
    this.#expiry = expiry;
    this.#host = host;
    this.#records = records;
  }

  read(cursor: StateCursor): { readonly value: Value } | undefined {
    if (!this.#find(cursor)) return undefined;
    const records = this.#records;
    const expiry = this.#expiry;
    const value = this.#codec.read(records.value());
    if (expiry === undefined) return { value };
    const nowMs = timeAt(cursor, expiry);
    if (isExpired(records.log.timeMs, expiry, nowMs)) {
      this.#remove(cursor);
      return expiry.visibility === "neverReturnExpired" ? undefined : { value };
    }
    if (expiry.updates === "onReadAndWrite") this.#set(cursor, value, later(records.log.timeMs, nowMs));
    return { value };
  }

  live(cursor: StateCursor): { readonly value: Value } | undefined {
    if (!this.#find(cursor)) return undefined;
    const { log } = this.#records;
    if (this.#expiry !== undefined && isExpired(log.timeMs, this.#expiry, timeAt(cursor, this.#expiry))) {
      this.#remove(cursor);
      return undefined;
    }
    return { value: this.#codec.read(this.#records.value()) };
  }

  has(cursor: StateCursor): boolean {
    if (!this.#find(cursor)) return false;
    return (
      this.#expiry === undefined || !isExpired(this.#records.log.timeMs, this.#expiry, timeAt(cursor, this.#expiry))
    );
  }

  write(cursor: StateCursor, value: Value): void {
    const found = this.#find(cursor);
    const nowMs = this.#expiry === undefined ? Number.NaN : timeAt(cursor, this.#expiry);
    this.#set(cursor, value, found ? later(this.#records.log.timeMs, nowMs) : nowMs, found);
  }

  clear(cursor: StateCursor): void {
    if (this.#find(cursor)) this.#remove(cursor);
  }

  keys(): Float64Array {
    return this.#records.numbers(recordKind.first);
  }

  cleanUp(nowMs: number, budget: number): number {
    return this.#records.cleanUp(nowMs, budget, (scan, segment) => this.#look(scan, segment, nowMs));
  }

  get nextCleanUpMs(): number {
    return this.#records.nextCleanUpMs;
  }

  snapshot(): StateSnapshot {
    const expiry = this.#expiry;
    const records = this.#records;
    const groups = groupsWriter(this.#host, expiry);
    const nowMs = records.nowMs();
    records.log.each((scan) => {
      const timeMs = records.timeIn(scan);
      if (expiry !== undefined && isExpired(timeMs, expiry, nowMs)) return;
      const writer = groups.key(records.numberIn(scan));
      groups.time(writer, timeMs);
      this.#codec.write(writer, this.#codec.read(records.valueIn(scan)));
    });
    return groups.snapshot();
  }

  restore(parts: readonly StateSnapshot[]): void {
    const { log, key, writer } = this.#records;
    readGroups(parts, this.#host, this.#expiry, (number, reader, time) => {
      const timeMs = time();
      const value = this.#codec.read(reader);
      if (timeMs === undefined) return;
      writer.length = 0;
      this.#codec.write(writer, value);
      log.find(key.of(number));
      this.#records.write(recordKind.first, timeMs);
    });
  }

  #find(cursor: StateCursor): boolean {
    return this.#records.log.find(this.#records.key.of(keyAt(cursor, this.#name)));
  }

  /** Of the record found last, where there is one. */
  #set(cursor: StateCursor, value: Value, timeMs: number, found = true): void {
    const { log, writer } = this.#records;
    this.#keepForUndo(cursor, found ? this.#records.valueBytes : undefined, log.timeMs);
    writer.length = 0;
    this.#codec.write(writer, value);
    this.#records.write(recordKind.first, timeMs);
  }

  #remove(cursor: StateCursor): void {
    this.#keepForUndo(cursor, this.#records.valueBytes, this.#records.log.timeMs);
    this.#records.log.remove();
  }

  #keepForUndo({ key, undo }: StateCursor, before: (() => Uint8Array) | undefined, timeMs: number): void {
    if (undo === undefined) return;
    const value = before?.call(this.#records);
    undo.push(() => this.#records.put(this.#records.key.of(key), recordKind.first, value, timeMs));
  }

  #look(scan: SegmentScan, segment: Segment, nowMs: number): Looked {
    const timeMs = this.#records.timeIn(scan);
    if (isExpired(timeMs, this.#expiry!, nowMs)) {
      this.#records.log.drop(segment, scan);
      return { work: 1, timeMs: Number.POSITIVE_INFINITY };
    }
    if (!Number.isNaN(timeMs)) return { work: 1, timeMs };
    const { bytes, at, end } = this.#records.valueIn(scan);
    const value = bytes.slice(at, end);
    this.#records.put(this.#records.key.of(this.#records.numberIn(scan)), recordKind.first, value, nowMs);
    return { work: 1, timeMs: Number.POSITIVE_INFINITY };
  }
}
