import type { KeyedTable } from "../keyed-table.ts";
import { keyedTable } from "../keyed-table.ts";
import { OrderedNumbers } from "../ordered-numbers.ts";
import { encodeBlock, encodeEntries, restoreBlock, restoreEntries } from "../pane-blocks.ts";
import type { PaneFolding } from "../pane-folding.ts";
import type { PaneState, PanesAway } from "../pane-state.ts";
import {
  type Footprint,
  type GroupRange,
  keyedBytes,
  pieceBytes,
  type Recoverable,
  type StateDisk,
  type StateHost,
  type StatePiece,
  type StateSegment,
  type StateSnapshot,
} from "../state.ts";
import { type AwayKind, AwayRuns } from "./away-runs.ts";
import { BlockLog } from "./block-log.ts";
import { eachBlock } from "./read-blocks.ts";
import { SpaceRuns } from "./space-runs.ts";

/** Of the memory there is: what tables of panes may have, and the log. Windows that are made of them have the rest. */
const tableShare = 1 / 6;
const logShare = 1 / 6;

/** What is put together again at once has about this. */
const gatherShare = 1 / 6;

/** Entries in a piece of a copy. */
const pieceEntries = 4096;

/**
 * Partial results by pane and key, in tables as in memory as long as they fit. The largest are put away then: as runs of a log,
 * in order of their key groups, unread until their window fires. A key that comes again gets a new entry, and what it had
 * is merged with that. At a barrier the blocks of tables that have changed are written, and are blocks of the log as well.
 */
export class DiskPanes implements PaneState, PanesAway, Recoverable {
  readonly panes: Map<number, KeyedTable> = new Map();
  readonly times: OrderedNumbers = new OrderedNumbers();
  readonly #foldings: readonly PaneFolding[];
  readonly #host: StateHost;
  readonly #memoryBytes: number;
  readonly #log: BlockLog;
  readonly #away: SpaceRuns<KeyedTable>;
  /** Stands for the table of a pane that was put away. */
  readonly #none: KeyedTable;
  /** The blocks that were written of each table at the last barrier. */
  readonly #written = new Map<number, Set<number>>();
  /** Panes whose tables may have grown since they were last looked at. */
  readonly #touched = new Set<number>();
  readonly #bytes = new Map<number, number>();
  #tableBytes = 0;
  #entryBytes = 1;

  constructor(foldings: readonly PaneFolding[], host: StateHost, disk: StateDisk) {
    this.#foldings = foldings;
    this.#host = host;
    this.#memoryBytes = disk.memoryBytes;
    this.#log = new BlockLog(host, { ...disk, memoryBytes: disk.memoryBytes * logShare });
    const runs = new AwayRuns(paneKind(foldings, host), host.keys, host.maxParallelism, this.#log);
    this.#away = new SpaceRuns(runs, () => (this.#memoryBytes * gatherShare) / this.#entryBytes);
    this.#none = keyedTable(foldings);
  }

  get away(): PanesAway {
    return this;
  }

  pane(time: number): KeyedTable {
    this.#touched.add(time);
    let table = this.panes.get(time);
    if (table !== undefined && table !== this.#none) return table;
    if (table === undefined) this.times.add(time);
    table = keyedTable(this.#foldings);
    this.panes.set(time, table);
    return table;
  }

  drop(time: number): void {
    if (!this.panes.has(time)) return;
    this.#letGo(time);
    this.#away.drop(time);
    this.panes.delete(time);
    this.times.remove(time);
  }

  get isEmpty(): boolean {
    return this.#away.isEmpty;
  }

  has(time: number): boolean {
    return this.#away.has(time);
  }

  sizeOf(time: number): number {
    return this.#away.sizeOf(time);
  }

  relieve(): boolean {
    for (const time of this.#touched) this.#measure(time);
    this.#touched.clear();
    const most = this.#memoryBytes * tableShare;
    if (this.#tableBytes <= most) return false;
    const largest = [...this.#bytes].sort((a, b) => b[1] - a[1]);
    for (const [time] of largest) {
      if (this.#tableBytes <= most / 2) break;
      this.#putAway(time);
    }
    return true;
  }

  gather(times: readonly number[], visit: (table: KeyedTable) => void): void {
    for (const time of times) this.#putAway(time);
    this.#away.gather(times, visit);
  }

  partsOf(times: readonly number[]): number {
    if (!times.some((time) => this.#away.has(time))) return 0;
    const entries = times.reduce((sum, time) => sum + this.sizeOf(time) + (this.panes.get(time)?.size ?? 0), 0);
    return Math.ceil((entries * this.#entryBytes) / (this.#memoryBytes * gatherShare));
  }

  within(times: readonly number[], groups: GroupRange): KeyedTable {
    for (const time of times) this.#putAway(time);
    return this.#away.within(times, groups);
  }

  tableOf(time: number, key: number): KeyedTable {
    const group = this.#host.keys.groupOf(key);
    return this.#away.within([time], { from: group, to: group + 1 });
  }

  *sampleKeys(): Iterable<number> {
    for (const key of this.#away.samples()) yield this.#host.keys.numberOf(key);
  }

  snapshot(): StateSnapshot {
    const pieces = [...this.panes].flatMap(([time, table]): StatePiece[] => {
      const count = Math.ceil(table.size / pieceEntries);
      return Array.from({ length: count }, (_, at) => {
        const to = Math.min(table.size, (at + 1) * pieceEntries);
        const bytes = encodeBlock(time, this.#blocksOf(table), at * pieceEntries, to);
        return { id: this.#log.nextId(), take: () => bytes };
      });
    });
    // What was put away came before what is in the tables.
    return { scope: "pieces", pieces: [...this.#log.pieces(this.#away.ids()), ...pieces] };
  }

  restore(parts: readonly StateSnapshot[], owns?: (group: number) => boolean): void {
    for (const bytes of pieceBytes(parts)) this.#restoreBlock(bytes, owns);
    for (const bytes of keyedBytes(parts)) {
      restoreEntries({ bytes, at: 0 }, (time) => this.pane(time), this.#foldings, this.#host.keys);
      this.relieve();
    }
  }

  segments(): readonly StateSegment[] {
    for (const [time, table] of this.panes) if (table !== this.#none) this.#writeChanges(time, table);
    return this.#log.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    eachBlock(segments, (bytes, { from, to }) => this.#restoreBlock(bytes, (group) => group >= from && group < to));
  }

  /** Those in the tables: what was put away stands there with its keys. */
  eachKey(visit: (key: number) => void): void {
    for (const { keys, size } of this.panes.values()) for (let entry = 0; entry < size; entry++) visit(keys[entry]!);
  }

  footprint(): Footprint {
    let entries = 0;
    for (const [time, { size }] of this.panes) entries += size + this.sizeOf(time);
    return { entries, bytes: this.#tableBytes + this.#log.footprint().bytes };
  }

  close(): void {
    this.#log.close();
  }

  #blocksOf(table: KeyedTable): Parameters<typeof encodeBlock>[1] {
    return { table, foldings: this.#foldings, keys: this.#host.keys };
  }

  #restoreBlock(bytes: Uint8Array, owns: ((group: number) => boolean) | undefined): void {
    restoreBlock(bytes, (time) => this.pane(time), this.#foldings, this.#host.keys, owns);
    this.relieve();
  }

  #measure(time: number): void {
    const table = this.panes.get(time);
    const bytes = table === undefined || table === this.#none ? 0 : table.bytes;
    this.#tableBytes += bytes - (this.#bytes.get(time) ?? 0);
    if (bytes > 0) this.#bytes.set(time, bytes);
    else this.#bytes.delete(time);
  }

  #putAway(time: number): void {
    const table = this.panes.get(time);
    if (table === undefined || table === this.#none) return;
    if (table.size > 0) {
      this.#entryBytes = Math.max(1, table.bytes / table.size);
      this.#away.add(time, table);
    }
    this.#letGo(time);
    this.panes.set(time, this.#none);
  }

  /** Forgets the table of a pane, and what a barrier wrote of it. */
  #letGo(time: number): void {
    for (const id of this.#written.get(time) ?? []) this.#log.remove(id);
    this.#written.delete(time);
    this.#tableBytes -= this.#bytes.get(time) ?? 0;
    this.#bytes.delete(time);
    this.#touched.delete(time);
  }

  #writeChanges(time: number, table: KeyedTable): void {
    const before = this.#written.get(time) ?? new Set();
    const now = new Set<number>();
    const copy = (from: number, to: number): Uint8Array => encodeBlock(time, this.#blocksOf(table), from, to);
    const nextId = (): number => this.#log.nextId();
    for (const { id, take } of table.blocks.pieces(table.size, table.keys.length, { of: "changes", nextId, copy })) {
      now.add(id);
      if (take !== undefined) this.#log.put(id, take());
    }
    for (const id of before) if (!now.has(id)) this.#log.remove(id);
    this.#written.set(time, now);
  }
}

function paneKind(foldings: readonly PaneFolding[], { keys }: StateHost): AwayKind<KeyedTable> {
  const together = keyedTable(foldings);
  return {
    keysOf: (table) => table.keys.subarray(0, table.size),
    encode: (time, table, entries) => encodeEntries(time, { table, foldings, keys }, entries),
    restore: (bytes, into, owns) => restoreBlock(bytes, () => into, foldings, keys, owns),
    begin: () => {
      together.clear();
      return together;
    },
  };
}
