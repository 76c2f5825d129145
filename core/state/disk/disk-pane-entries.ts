import { type ByteWriter, readValue, writeValue, writtenBytes } from "../../data/codec.ts";
import { partialAt } from "../../data/partial-columns.ts";
import type { ChangingPanes, EntriesAway } from "../changing-panes.ts";
import { type KeyedTable, keyedTable } from "../keyed-table.ts";
import { OrderedNumbers } from "../ordered-numbers.ts";
import { mergeEntry, restoreBlock, restoreEntries } from "../pane-blocks.ts";
import { type PaneFolding, readPartial, writePartial } from "../pane-folding.ts";
import { groupWriter } from "../pane-state.ts";
import {
  type Footprint,
  keyedBytes,
  pieceBytes,
  type Recoverable,
  type StateDisk,
  type StateHost,
  type StateSegment,
  type StateSnapshot,
} from "../state.ts";
import { DiskPanes } from "./disk-panes.ts";
import { KeyedLog } from "./keyed-log.ts";
import { recordKind } from "./record.ts";
import type { LogKey } from "./record-log.ts";
import type { SegmentScan } from "./segment-scan.ts";

/** Of the memory there is: what is at hand, what is put together at once, and the keys of each pane; the rest is the log's. */
const handShare = 1 / 3;
const gatherShare = 1 / 6;
const keyShare = 1 / 6;

/** Tells the records of a key apart, before the time of their pane. */
const paneMark = 1;

/** What an entry is taken to have in memory before any was. */
const typicalBytes = 128;

/** What it takes to know that an entry has changed. */
const changeBytes = 32;

/** After so many new records it is seen whether the keys of panes take too much. */
const relievedEvery = 1024;

/**
 * Partial results by pane and key, each a record: those of the last batches in tables as in memory. What has changed is
 * written when there is too much at hand, and at a barrier. Which keys a pane has is noted beside, in runs by key group, as
 * nobody could go through the records of a pane else; it is no part of a checkpoint: who restores reads all records once.
 */
export class DiskPaneEntries implements ChangingPanes, EntriesAway, Recoverable {
  readonly panes: Map<number, KeyedTable> = new Map();
  readonly times: OrderedNumbers = new OrderedNumbers();
  readonly #foldings: readonly PaneFolding[];
  readonly #host: StateHost;
  readonly #memoryBytes: number;
  readonly #records: KeyedLog;
  readonly #keysOf: DiskPanes;
  /** How many records each pane has. */
  readonly #counts = new Map<number, number>();
  /** Keys of panes that may not be as they are on disk: what the table of the pane does not have of them is nowhere. */
  readonly #changed = new Map<number, Set<number>>();
  /** How many those are: also of such as have gone again they are to be few. */
  #changes = 0;
  readonly #wanted: { readonly time: number; readonly key: number }[] = [];
  /** Stands for the table of a pane of which nothing is at hand. */
  readonly #none: KeyedTable;
  readonly #together: KeyedTable;
  readonly #timeBytes = new Uint8Array(8);
  readonly #time = new DataView(this.#timeBytes.buffer);
  #entryBytes = typicalBytes;
  #noted = 0;

  constructor(foldings: readonly PaneFolding[], host: StateHost, disk: StateDisk) {
    const { memoryBytes } = disk;
    this.#foldings = foldings;
    this.#host = host;
    this.#memoryBytes = memoryBytes;
    const logShare = 1 - handShare - gatherShare - keyShare;
    this.#records = new KeyedLog(host, { ...disk, memoryBytes: memoryBytes * logShare }, undefined);
    this.#keysOf = new DiskPanes([], host, { ...disk, memoryBytes: memoryBytes * keyShare });
    this.#none = keyedTable(foldings);
    this.#together = keyedTable(foldings);
  }

  get away(): EntriesAway {
    return this;
  }

  pane(time: number): KeyedTable {
    let table = this.panes.get(time);
    if (table !== undefined && table !== this.#none) return table;
    if (table === undefined) this.times.add(time);
    table = keyedTable(this.#foldings);
    this.panes.set(time, table);
    return table;
  }

  drop(time: number): void {
    if (!this.panes.delete(time)) return;
    this.times.remove(time);
    this.#changes -= this.#changed.get(time)?.size ?? 0;
    this.#changed.delete(time);
    if (!this.#counts.delete(time)) return;
    const { log } = this.#records;
    this.#keysOf.gather([time], ({ keys, size }) => {
      for (let entry = 0; entry < size; entry++) if (log.find(this.#keyOf(time, keys[entry]!))) log.remove();
    });
    this.#keysOf.drop(time);
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  has(time: number): boolean {
    return this.#counts.has(time);
  }

  sizeOf(time: number): number {
    this.#putAway();
    return this.#counts.get(time) ?? 0;
  }

  relieve(): void {
    if (this.#handBytes > this.#memoryBytes * handShare) this.#putAway();
  }

  want(time: number, key: number, why: "to change" | "to read"): void {
    const changed = this.#changed.get(time);
    if (changed?.has(key) === true) return;
    if (why === "to change") {
      if (changed === undefined) this.#changed.set(time, new Set([key]));
      else changed.add(key);
      this.#changes++;
    }
    if (!this.#counts.has(time) || this.panes.get(time)!.find(key) >= 0) return;
    this.#wanted.push({ time, key });
    this.#records.log.want(this.#keyOf(time, key));
  }

  bring(): void {
    const { log } = this.#records;
    log.readAhead();
    for (const { time, key } of this.#wanted) {
      if (!log.find(this.#keyOf(time, key))) continue;
      const table = this.pane(time);
      // It may have been wanted twice.
      if (table.find(key) < 0) mergeEntry(this.#valueRead(), table, key, this.#foldings);
    }
    this.#wanted.length = 0;
  }

  gather(times: readonly number[], visit: (table: KeyedTable) => void): void {
    this.#putAway();
    const there = times.filter((time) => this.#counts.has(time));
    const atOnce = Math.max(1, Math.floor((this.#memoryBytes * gatherShare) / this.#entryBytes));
    this.#keysOf.gather(there, ({ keys, size }) => {
      for (let from = 0; from < size; from += atOnce) {
        this.#gatherKeys(there, keys.slice(from, Math.min(size, from + atOnce)));
        if (this.#together.size > 0) visit(this.#together);
      }
    });
    this.#together.clear();
  }

  snapshot(): StateSnapshot {
    this.#flush();
    const writers = new Map<number, ByteWriter>();
    const { keys } = this.#host;
    this.#records.log.each((scan) => {
      const { number, time } = this.#placeOf(scan);
      const writer = groupWriter(writers, keys.groupOf(number));
      writeValue(writer, time);
      writeValue(writer, keys.keyOf(number));
      const reader = this.#records.valueIn(scan);
      for (const folding of this.#foldings) writePartial(writer, folding, readPartial(reader, folding));
    });
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[], owns?: (group: number) => boolean): void {
    const { keys } = this.#host;
    const foldings = this.#foldings;
    for (const bytes of pieceBytes(parts)) {
      this.#restored((tableOf) => restoreBlock(bytes, tableOf, foldings, keys, owns));
    }
    for (const bytes of keyedBytes(parts)) {
      this.#restored((tableOf) => restoreEntries({ bytes, at: 0 }, tableOf, foldings, keys));
    }
  }

  segments(): readonly StateSegment[] {
    this.#flush();
    return this.#records.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    this.#records.restoreSegments(segments, this, (host) => new DiskPaneEntries(this.#foldings, host, host.disk!));
    this.#records.log.each((scan) => {
      const { number, time } = this.#placeOf(scan);
      this.#note(time, number);
    });
  }

  /** What is on disk stands there with its keys. */
  eachKey(visit: (key: number) => void): void {
    for (const { keys, size } of this.panes.values()) for (let entry = 0; entry < size; entry++) visit(keys[entry]!);
    for (const changed of this.#changed.values()) for (const key of changed) visit(key);
    this.#keysOf.eachKey(visit);
  }

  footprint(): Footprint {
    const { entries, bytes } = this.#records.footprint();
    const atHand = [...this.panes.values()].reduce((sum, { size }) => sum + size, 0);
    return {
      entries: Math.max(entries, atHand),
      bytes: bytes + this.#handBytes + this.#keysOf.footprint().bytes,
    };
  }

  close(): void {
    this.#records.close();
    this.#keysOf.close();
  }

  get #handBytes(): number {
    return this.#tableBytes + this.#changes * changeBytes;
  }

  get #tableBytes(): number {
    let bytes = 0;
    for (const table of this.panes.values()) if (table !== this.#none) bytes += table.bytes;
    return bytes;
  }

  #gatherKeys(times: readonly number[], keys: Float64Array): void {
    const { log } = this.#records;
    this.#together.clear();
    for (const time of times) for (const key of keys) log.want(this.#keyOf(time, key));
    log.readAhead();
    for (const time of times) {
      for (const key of keys) {
        if (log.find(this.#keyOf(time, key))) mergeEntry(this.#valueRead(), this.#together, key, this.#foldings);
      }
    }
  }

  /** The value of the record found last. Copied: what is decoded may be kept. */
  #valueRead(): { readonly bytes: Uint8Array; at: number } {
    return { bytes: this.#records.valueBytes(), at: 0 };
  }

  #restored(read: (tableOf: (time: number) => KeyedTable) => void): void {
    const tables = new Map<number, KeyedTable>();
    read((time) => {
      const table = tables.get(time) ?? keyedTable(this.#foldings);
      tables.set(time, table);
      return table;
    });
    for (const [time, table] of tables) {
      for (let entry = 0; entry < table.size; entry++) this.#write(time, table.keys[entry]!, table, entry);
    }
  }

  #putAway(): void {
    const atHand = [...this.panes.values()].reduce((sum, { size }) => sum + size, 0);
    if (atHand > 0) this.#entryBytes = Math.max(1, this.#tableBytes / atHand);
    this.#flush();
    for (const time of this.panes.keys()) this.panes.set(time, this.#none);
  }

  #flush(): void {
    const { log } = this.#records;
    for (const [time, keys] of this.#changed) {
      const table = this.panes.get(time);
      for (const key of keys) {
        const entry = table?.find(key) ?? -1;
        if (entry >= 0) this.#write(time, key, table!, entry);
        else if (this.#counts.has(time) && log.find(this.#keyOf(time, key))) {
          log.remove();
          this.#countOff(time);
        }
      }
    }
    this.#changed.clear();
    this.#changes = 0;
  }

  #write(time: number, key: number, table: KeyedTable, entry: number): void {
    const { log, writer } = this.#records;
    writer.length = 0;
    this.#foldings.forEach((folding, at) => writePartial(writer, folding, partialAt(table.partials[at]!, entry)));
    const isNew = !log.find(this.#keyOf(time, key));
    this.#records.write(recordKind.first, Number.NaN);
    if (isNew) this.#note(time, key);
  }

  /** A record of a pane and a key is new. */
  #note(time: number, key: number): void {
    if (!this.panes.has(time)) {
      this.panes.set(time, this.#none);
      this.times.add(time);
    }
    this.#counts.set(time, 1 + (this.#counts.get(time) ?? 0));
    this.#keysOf.pane(time).add(key);
    if (++this.#noted % relievedEvery === 0) this.#keysOf.relieve();
  }

  /** A key may come again: that it was noted stays. */
  #countOff(time: number): void {
    this.#counts.set(time, this.#counts.get(time)! - 1);
  }

  #keyOf(time: number, key: number): LogKey {
    this.#time.setFloat64(0, time, true);
    return this.#records.key.of(key).behind(paneMark, this.#timeBytes);
  }

  #placeOf(scan: SegmentScan): { readonly number: number; readonly time: number } {
    const { bytes } = scan.memory;
    const reader = { bytes, at: scan.start + this.#records.log.headerBytes };
    const number = this.#host.keys.numberOf(readValue(reader));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return { number, time: view.getFloat64(reader.at + 1, true) };
  }
}
