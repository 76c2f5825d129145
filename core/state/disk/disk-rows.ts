import type { Batch } from "../../data/batch.ts";
import { writeBatch } from "../../data/batch-codec.ts";
import { type ByteWriter, writeValue, writtenBytes } from "../../data/codec.ts";
import { roughSizeOf } from "../../data/size.ts";
import { eachKeptRows, putRows } from "../kept-rows.ts";
import { groupWriter } from "../pane-state.ts";
import { PlacedRows } from "../placed-rows.ts";
import type { RowStore, RowsAway } from "../row-store.ts";
import type { Footprint, Recoverable, StateHost, StateSegment, StateSnapshot } from "../state.ts";
import { KeyedLog } from "./keyed-log.ts";
import { KeysAtHand, NamedKeys } from "./keys-at-hand.ts";
import { recordKind } from "./record.ts";
import { type GatheredRows, gatheredBatch, RowRecords } from "./row-records.ts";

/** Of the memory there is, what rows at hand may have; the rest is the log's. */
const handShare = 1 / 2;

/** What a row takes beside its values, with what operators find it by. */
const rowBytes = 64;

const noPlaces = new Int32Array(0);

/**
 * Whole rows in places, by whole keys: those of the last batches in memory, of all others a record a key. Operators ask for the
 * keys of a batch before it. When there is too much at hand, all of it is put away, between two batches; what has changed is
 * written then, and at a barrier.
 */
export class DiskRows implements RowStore, RowsAway, Recoverable {
  readonly #timed: boolean;
  readonly #host: StateHost;
  readonly #log: KeyedLog;
  readonly #records: RowRecords;
  readonly #handBytes: number;
  readonly #rows: PlacedRows;
  readonly #hand: KeysAtHand;
  readonly #named: NamedKeys | undefined;
  readonly #measured = { rows: 0, bytes: 0 };

  /** @param isNamed Whether keys that stand for others keep their numbers as long as they have rows. */
  constructor(timed: boolean, host: StateHost, isNamed = false) {
    const disk = host.disk!;
    this.#timed = timed;
    this.#named = isNamed ? new NamedKeys() : undefined;
    this.#host = host;
    this.#handBytes = disk.memoryBytes * handShare;
    this.#log = new KeyedLog(host, { ...disk, memoryBytes: disk.memoryBytes - this.#handBytes }, undefined);
    this.#hand = new KeysAtHand(this.#log);
    this.#records = new RowRecords(this.#log, timed);
    this.#rows = new PlacedRows(timed);
  }

  get away(): RowsAway {
    return this;
  }

  get size(): number {
    return this.#rows.size;
  }

  get isEmpty(): boolean {
    return this.#rows.isEmpty && this.#log.log.size === 0;
  }

  get capacity(): number {
    return this.#rows.capacity;
  }

  get keys(): Float64Array {
    return this.#rows.keys;
  }

  get times(): Float64Array {
    return this.#rows.times;
  }

  take(count: number, places: Int32Array): void {
    this.#rows.take(count, places);
  }

  reserve(count: number): void {
    this.#rows.reserve(count);
  }

  takeOne(): number {
    return this.#rows.takeOne();
  }

  put(batch: Batch, rows: Int32Array, count: number, keys: Float64Array, places: Int32Array): void {
    for (let k = 0; k < count; k++) this.#change(keys[rows[k]!]!);
    this.#rows.put(batch, rows, count, keys, places);
  }

  remove(place: number): void {
    // A place that was taken and left again has the key of another row, which may be away.
    const key = this.#rows.keys[place]!;
    if (this.#hand.has(key)) this.#hand.changed.add(key);
    this.#rows.remove(place);
  }

  see(batch: Batch): void {
    this.#rows.see(batch);
  }

  rows(): Batch | undefined {
    return this.#rows.rows();
  }

  live(): Int32Array {
    return this.#rows.live();
  }

  rowsOf(key: number): readonly Batch[] {
    if (this.#hand.has(key)) return this.#rows.rowsOf(key);
    // Not brought: who makes something of the rows at hand would not hear of it.
    if (!this.#log.log.find(this.#log.key.of(key))) return [];
    const gathered = new Map<string, GatheredRows>();
    this.#records.read(key, gathered);
    return Array.from(gathered.values(), gatheredBatch);
  }

  get nothingAway(): boolean {
    return this.#log.log.size === 0;
  }

  get isFull(): boolean {
    return this.#handSize > this.#handBytes;
  }

  putAway(): void {
    this.#flush();
    this.#rows.clear();
    this.#hand.clear();
    this.#measured.rows = 0;
  }

  bring(keys: Float64Array, selection: Int32Array | undefined, length: number): Int32Array {
    const gathered = new Map<string, GatheredRows>();
    this.#hand.bring(keys, selection, length, (key) => this.#records.read(key, gathered));
    if (gathered.size === 0) return noPlaces;
    const places = [...gathered.values()].map((rows) => {
      return putRows(this.#rows, gatheredBatch(rows), Float64Array.from(rows.numbers));
    });
    return places.length === 1 ? places[0]! : Int32Array.from(places.flatMap((each) => [...each]));
  }

  allKeys(): Float64Array {
    this.#flush();
    return this.#log.numbers(recordKind.first);
  }

  snapshot(): StateSnapshot {
    this.#flush();
    const writers = new Map<number, ByteWriter>();
    const { keys } = this.#host;
    this.#records.eachGroup((group, gathered) => {
      const writer = groupWriter(writers, group);
      for (const rows of gathered.values()) {
        writeValue(
          writer,
          rows.numbers.map((number) => keys.keyOf(number)),
        );
        const { times, ...batch } = gatheredBatch(rows);
        writeValue(writer, times ?? null);
        writeBatch(writer, { ...batch, times: undefined });
      }
    });
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[]): void {
    eachKeptRows(parts, this.#host.keys, (batch, numbers) => {
      if (this.isFull) this.putAway();
      this.bring(numbers, undefined, numbers.length);
      putRows(this, batch, numbers);
    });
  }

  segments(): readonly StateSegment[] {
    this.#flush();
    return this.#log.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    this.#log.restoreSegments(segments, this, (host) => new DiskRows(this.#timed, host));
    this.#named?.noteAll(this.#log);
  }

  /** Those at hand: what is on disk stands there with its keys. */
  eachKey(visit: (key: number) => void): void {
    this.#named?.eachKey(visit);
    this.#hand.eachKey(visit);
  }

  footprint(): Footprint {
    const { entries, bytes } = this.#log.footprint();
    return { entries: Math.max(entries, this.#hand.size), bytes: bytes + this.#handSize };
  }

  close(): void {
    this.#log.close();
  }

  #change(key: number): void {
    if (!this.#hand.has(key)) {
      throw new TypeError(
        `Cannot keep a row on disk as the rows of its key must be at hand: got key number ${key}; this is a defect of Millrace`,
      );
    }
    this.#hand.changed.add(key);
  }

  get #handSize(): number {
    const { used } = this.#rows;
    if (used > 2 * this.#measured.rows) {
      const rows = this.#rows.rows();
      this.#measured.rows = used;
      this.#measured.bytes = rows === undefined ? 0 : roughSizeOf({ ...rows, rowCount: used });
    }
    const { rows, bytes } = this.#measured;
    return used * (rowBytes + (rows === 0 ? 0 : bytes / rows)) + this.#hand.bytes;
  }

  /** Writes the rows of keys that have changed. */
  #flush(): void {
    if (this.#hand.changed.size === 0) return;
    const places = new Map<number, number[]>();
    for (const key of this.#hand.changed) places.set(key, []);
    for (const place of this.#rows.live()) places.get(this.#rows.keys[place]!)?.push(place);
    const rows = this.#rows.rows();
    const writing = rows && this.#records.writing(rows, this.#timed ? this.#rows.times : undefined);
    const { log, key } = this.#log;
    for (const [number, of] of places) {
      this.#named?.note(number, of.length > 0);
      if (of.length > 0) this.#records.write(number, of, writing!);
      else if (log.find(key.of(number))) log.remove();
    }
    this.#hand.changed.clear();
  }
}
