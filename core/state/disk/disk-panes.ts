import type { KeyedTable } from "../keyed-table.ts";
import { keyedTable } from "../keyed-table.ts";
import { OrderedNumbers } from "../ordered-numbers.ts";
import { encodeBlock, restoreBlock, restoreEntries } from "../pane-blocks.ts";
import type { PaneFolding } from "../pane-folding.ts";
import type { PaneState, PanesAway } from "../pane-state.ts";
import {
  type Footprint,
  keyedBytes,
  pieceBytes,
  type Recoverable,
  type StateDisk,
  type StateHost,
  type StatePiece,
  type StateSegment,
  type StateSnapshot,
} from "../state.ts";
import { AwayRuns, type Run } from "./away-runs.ts";
import { BlockLog } from "./block-log.ts";
import { eachBlock } from "./read-blocks.ts";

/** Of the memory there is: what tables of panes may have, and the log. Windows that are made of them have the rest. */
const tableShare = 1 / 6;
const logShare = 1 / 6;

/** What is put together again at once has about this. */
const gatherShare = 1 / 6;

/** So many runs are made one: an entry is written once more each time that there are so many times as many. */
const runsTogether = 4;

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
  readonly #away: AwayRuns;
  /** Runs of panes, from the earliest on. */
  readonly #runs = new Map<number, Run[]>();
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
    this.#away = new AwayRuns(foldings, host.keys, host.maxParallelism, this.#log);
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
    for (const run of this.#runs.get(time) ?? []) this.#away.remove(run);
    this.#runs.delete(time);
    this.panes.delete(time);
    this.times.remove(time);
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  has(time: number): boolean {
    return this.#runs.has(time);
  }

  sizeOf(time: number): number {
    return this.#runs.get(time)?.reduce((sum, { entries }) => sum + entries, 0) ?? 0;
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
    const runs = times.flatMap((time) => this.#runs.get(time) ?? []);
    this.#away.gather(runs, this.#gatheredEntries, visit);
  }

  tableOf(time: number, key: number): KeyedTable {
    return this.#away.tableOf(this.#runs.get(time) ?? [], key);
  }

  *sampleKeys(): Iterable<number> {
    for (const runs of this.#runs.values()) {
      for (const { samples } of runs) for (const key of samples) yield this.#host.keys.numberOf(key);
    }
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
    const ids = [...this.#runs.values()].flat().flatMap(({ blocks }) => blocks.map(({ id }) => id));
    // What was put away came before what is in the tables.
    return { scope: "pieces", pieces: [...this.#log.pieces(ids), ...pieces] };
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

  get #gatheredEntries(): number {
    return (this.#memoryBytes * gatherShare) / this.#entryBytes;
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

  /** Puts a table away as a run, and the last runs together where so many are of one age. */
  #putAway(time: number): void {
    const table = this.panes.get(time);
    if (table === undefined || table === this.#none) return;
    if (table.size > 0) {
      this.#entryBytes = Math.max(1, table.bytes / table.size);
      const runs = this.#runs.get(time) ?? [];
      runs.push(this.#away.write(time, table));
      this.#runs.set(time, runs);
      while (runs.length >= runsTogether && runs.at(-runsTogether)!.age === runs.at(-1)!.age) this.#merge(time, runs);
    }
    this.#letGo(time);
    this.panes.set(time, this.#none);
  }

  #merge(time: number, runs: Run[]): void {
    const before = runs.splice(-runsTogether);
    const merged: Run[] = [];
    this.#away.gather(before, this.#gatheredEntries, (table) => merged.push(this.#away.write(time, table)));
    for (const run of before) this.#away.remove(run);
    runs.push({
      age: 1 + before[0]!.age,
      entries: merged.reduce((sum, { entries }) => sum + entries, 0),
      blocks: merged.flatMap(({ blocks }) => blocks),
      samples: merged.flatMap(({ samples }) => samples),
    });
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
