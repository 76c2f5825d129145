import { readValue, writeValue } from "../../data/codec.ts";
import type { Column } from "../../data/column.ts";
import { type PartialColumn, partialAt, setPartial } from "../../data/partial-columns.ts";
import type { DistinctRows } from "../distinct-sets.ts";
import type { GroupState } from "../group-state.ts";
import { type KeyedTable, keyedTable } from "../keyed-table.ts";
import { restoreBlock } from "../pane-blocks.ts";
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
import type { TableBlocks } from "../table-blocks.ts";
import { KeyedLog } from "./keyed-log.ts";
import { recordKind } from "./record.ts";

/** Of the memory there is, what the table may have; the rest is the log's. */
const tableShare = 1 / 2;

/** An entry of the table takes about this, and this many times what it takes on disk. */
const entryBytes = 64;
const entryFactor = 4;

/** What a record is taken to have before any was written. */
const typicalBytes = 64;

/**
 * Partial results by key: those of the last batches in a table as in memory, all others on disk. What has changed in the
 * table is written when it is full, and at a barrier.
 */
export class DiskGroups implements GroupState, KeyedTable, Recoverable {
  readonly #foldings: readonly PaneFolding[];
  readonly #records: KeyedLog;
  readonly #cached: KeyedTable;
  readonly #host: StateHost;
  readonly #memoryBytes: number;
  /** Whether an entry is not as it is on disk. Those from `#known` on are new. */
  #isDirty = new Uint8Array(64);
  #known = 0;
  readonly #written = { records: 1, bytes: typicalBytes };

  constructor(foldings: readonly PaneFolding[], distinct: "together" | "apart", host: StateHost, disk: StateDisk) {
    const memoryBytes = disk.memoryBytes * tableShare;
    this.#foldings = foldings;
    this.#host = host;
    this.#memoryBytes = memoryBytes;
    this.#records = new KeyedLog(host, { ...disk, memoryBytes: disk.memoryBytes - memoryBytes }, undefined);
    this.#cached = keyedTable(foldings, distinct === "together" ? host.keys : undefined);
  }

  get blocks(): TableBlocks {
    return this.#cached.blocks;
  }

  get table(): KeyedTable {
    return this;
  }

  readAhead(keys: Float64Array, selection: Int32Array | undefined, length: number): void {
    this.#markNew();
    if (this.#cached.size + length > this.#mostEntries) this.#evict();
    const { log, key } = this.#records;
    if (log.size === 0) return;
    // Keys without results never change.
    const changes = this.#foldings.length > 0 ? 1 : 0;
    const missing: number[] = [];
    for (let k = 0; k < length; k++) {
      const number = keys[selection === undefined ? k : selection[k]!]!;
      const entry = this.#cached.find(number);
      if (entry >= 0) this.#isDirty[entry]! |= changes;
      else {
        missing.push(number);
        log.want(key.of(number));
      }
    }
    log.readAhead();
    const known = this.#known;
    for (const number of missing) if (this.#cached.find(number) < 0) this.#load(number);
    this.#markNew();
    this.#isDirty.fill(changes, known, this.#known);
  }

  get size(): number {
    return this.#cached.size;
  }

  get bytes(): number {
    return this.#cached.bytes;
  }

  /** Keys may be in both places. */
  footprint(): Footprint {
    const { entries, bytes } = this.#records.footprint();
    return { entries: Math.max(entries, this.#cached.size), bytes: bytes + this.#cached.bytes };
  }

  get keys(): Float64Array {
    return this.#cached.keys;
  }

  get partials(): readonly PartialColumn[] {
    return this.#cached.partials;
  }

  addDistinct(columns: readonly Column[], rows: DistinctRows): void {
    this.#cached.addDistinct(columns, rows);
  }

  eachDistinct(visit: (number: number) => void): void {
    this.#cached.eachDistinct(visit);
  }

  locate(keys: Float64Array, selection: Int32Array | undefined, from: number, to: number, entries: Int32Array): void {
    this.#cached.locate(keys, selection, from, to, entries);
  }

  find(key: number): number {
    return this.#cached.find(key);
  }

  add(key: number): number {
    return this.#cached.add(key);
  }

  clear(): void {
    throw new TypeError(
      "Cannot clear groups on disk as they are only ever removed one by one; this is a defect of Millrace",
    );
  }

  keepOnly(): void {
    this.clear();
  }

  remove(entry: number): void {
    const { log, key } = this.#records;
    this.#markNew();
    if (log.size > 0 && log.find(key.of(this.#cached.keys[entry]!))) log.remove();
    this.#isDirty[entry] = this.#isDirty[this.#cached.size - 1]!;
    this.#cached.remove(entry);
    this.#known = this.#cached.size;
  }

  snapshot(): StateSnapshot {
    this.#flush();
    const groups = new Map<number, ReturnType<typeof groupWriter>>();
    this.#records.log.each((scan) => {
      const number = this.#records.numberIn(scan);
      const writer = groupWriter(groups, this.#host.keys.groupOf(number));
      writeValue(writer, 0);
      writeValue(writer, this.#host.keys.keyOf(number));
      const reader = this.#records.valueIn(scan);
      for (const folding of this.#foldings) writePartial(writer, folding, readPartial(reader, folding));
    });
    return {
      scope: "keyed",
      groups: new Map([...groups].map(([group, { bytes, length }]) => [group, bytes.slice(0, length)])),
    };
  }

  restore(parts: readonly StateSnapshot[], owns?: (group: number) => boolean): void {
    for (const bytes of pieceBytes(parts)) {
      const table = keyedTable(this.#foldings);
      restoreBlock(bytes, () => table, this.#foldings, this.#host.keys, owns);
      for (let entry = 0; entry < table.size; entry++) {
        this.#write(table.keys[entry]!, (at) => partialAt(table.partials[at]!, entry));
      }
    }
    for (const bytes of keyedBytes(parts)) {
      const reader = { bytes, at: 0 };
      while (reader.at < bytes.length) {
        // The pane.
        readValue(reader);
        const number = this.#host.keys.numberOf(readValue(reader));
        const partials = this.#foldings.map((folding) => readPartial(reader, folding));
        this.#write(number, (at) => partials[at]);
      }
    }
  }

  segments(): readonly StateSegment[] {
    this.#flush();
    return this.#records.log.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    this.#records.restoreSegments(segments, this, (host) => new DiskGroups(this.#foldings, "apart", host, host.disk!));
  }

  /** Those in the table: what is on disk stands there with its keys. */
  eachKey(visit: (key: number) => void): void {
    for (let entry = 0; entry < this.#cached.size; entry++) visit(this.#cached.keys[entry]!);
    this.#cached.eachDistinct(visit);
  }

  close(): void {
    this.#records.log.close();
  }

  get #mostEntries(): number {
    const { records, bytes } = this.#written;
    return this.#memoryBytes / (entryBytes + (entryFactor * bytes) / records);
  }

  /** What came since the last batch is not on disk. */
  #markNew(): void {
    const { size } = this.#cached;
    if (this.#isDirty.length < size) {
      const longer = new Uint8Array(2 * size);
      longer.set(this.#isDirty);
      this.#isDirty = longer;
    }
    if (this.#known < size) this.#isDirty.fill(1, this.#known, size);
    this.#known = size;
  }

  #load(number: number): void {
    const records = this.#records;
    if (!records.log.find(records.key.of(number))) return;
    // Copied: what is decoded may be kept.
    const reader = { bytes: records.valueBytes(), at: 0 };
    const entry = this.#cached.add(number);
    this.#foldings.forEach((folding, at) => {
      setPartial(this.#cached.partials[at]!, entry, readPartial(reader, folding));
    });
  }

  #evict(): void {
    this.#flush();
    this.#cached.clear();
    this.#known = 0;
  }

  #flush(): void {
    this.#markNew();
    // Before anything is on disk nobody notes what changes.
    const all = this.#records.log.size === 0;
    const { partials, keys, size } = this.#cached;
    for (let entry = 0; entry < size; entry++) {
      if (!all && this.#isDirty[entry] === 0) continue;
      this.#write(keys[entry]!, (at) => partialAt(partials[at]!, entry));
    }
    this.#isDirty.fill(0, 0, size);
  }

  #write(number: number, partialOf: (at: number) => unknown): void {
    const { log, key, writer } = this.#records;
    writer.length = 0;
    this.#foldings.forEach((folding, at) => {
      writePartial(writer, folding, partialOf(at));
    });
    log.find(key.of(number));
    this.#records.write(recordKind.first, Number.NaN);
    this.#written.records++;
    this.#written.bytes += writer.length;
  }
}
