import { type ByteWriter, byteWriter, writtenBytes } from "../../data/codec.ts";
import { type KeptBatch, RowChunks } from "../row-chunks.ts";
import type { RowState, SpacesAway } from "../row-state.ts";
import {
  type Footprint,
  type GroupRange,
  keyedBytes,
  type Recoverable,
  type StateDisk,
  type StateHost,
  type StateSegment,
  type StateSnapshot,
} from "../state.ts";
import { restoreRows, writeRows, writeSome } from "../stored-rows.ts";
import { type AwayKind, AwayRuns } from "./away-runs.ts";
import { BlockLog } from "./block-log.ts";
import { eachBlock } from "./read-blocks.ts";
import { SpaceRuns } from "./space-runs.ts";

/** Of the memory there is: what rows that came may have, and what is read again at once; the rest is the log's. */
const rowShare = 1 / 3;
const gatherShare = 1 / 3;

const noKeys = new Float64Array(0);

/**
 * Whole rows by namespace, in memory as long as they fit. The largest namespaces are put away then: as runs of a log, in order of
 * their key groups, unread until somebody asks for all that the namespace has of some key groups. At a barrier the rows that came
 * since the last one are written, and stay in memory.
 */
export class DiskSpaces implements RowState, SpacesAway, Recoverable {
  readonly spaces: Map<number, RowChunks> = new Map();
  readonly #host: StateHost;
  readonly #memoryBytes: number;
  readonly #log: BlockLog;
  readonly #away: SpaceRuns<RowChunks>;
  /** Rows that are in memory, too: the first ones of each namespace, so many of them. */
  readonly #written: SpaceRuns<RowChunks>;
  readonly #writtenRows = new Map<number, number>();
  /** Namespaces that may have grown since they were last looked at. */
  readonly #touched = new Set<number>();
  readonly #bytes = new Map<number, number>();
  #allBytes = 0;
  #rowBytes = 1;

  constructor(host: StateHost, disk: StateDisk) {
    this.#host = host;
    this.#memoryBytes = disk.memoryBytes;
    const logBytes = disk.memoryBytes * (1 - rowShare - gatherShare);
    this.#log = new BlockLog(host, { ...disk, memoryBytes: logBytes });
    const runs = new AwayRuns(rowKind(host), host.keys, host.maxParallelism, this.#log);
    const rowsAtOnce = (): number => this.#gatherBytes / this.#rowBytes;
    this.#away = new SpaceRuns(runs, rowsAtOnce);
    this.#written = new SpaceRuns(runs, rowsAtOnce);
  }

  get away(): SpacesAway {
    return this;
  }

  space(namespace: number): RowChunks {
    this.#touched.add(namespace);
    let rows = this.spaces.get(namespace);
    if (rows === undefined) {
      rows = new RowChunks();
      this.spaces.set(namespace, rows);
    }
    return rows;
  }

  drop(namespace: number): void {
    this.#letGo(namespace);
    this.#written.drop(namespace);
    this.#away.drop(namespace);
    this.spaces.delete(namespace);
  }

  partsOf(namespaces: readonly number[]): number {
    if (!namespaces.some((namespace) => this.#away.has(namespace))) return 0;
    const rows = namespaces.reduce((sum, namespace) => sum + this.#sizeOf(namespace), 0);
    return Math.ceil((rows * this.#rowBytes) / this.#gatherBytes);
  }

  relieve(): void {
    for (const namespace of this.#touched) this.#measure(namespace);
    this.#touched.clear();
    const most = this.#memoryBytes * rowShare;
    if (this.#allBytes <= most) return;
    for (const [namespace] of [...this.#bytes].sort((a, b) => b[1] - a[1])) {
      if (this.#allBytes <= most / 2) break;
      this.#putAway(namespace);
    }
  }

  within(namespaces: readonly number[], groups: GroupRange): KeptBatch | undefined {
    for (const namespace of namespaces) this.#putAway(namespace);
    return this.#away.within(namespaces, groups).all();
  }

  snapshot(): StateSnapshot {
    const { keys } = this.#host;
    const writers = new Map<number, ByteWriter>();
    for (const [namespace, rows] of this.spaces) {
      this.#away.gather([namespace], (some) => writeRows(writers, namespace, some, keys));
      writeRows(writers, namespace, rows, keys);
    }
    return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
  }

  restore(parts: readonly StateSnapshot[]): void {
    for (const bytes of keyedBytes(parts)) this.#restoreRows(bytes, undefined);
  }

  segments(): readonly StateSegment[] {
    for (const [namespace, rows] of this.spaces) {
      if (rows.size > this.#writtenOf(namespace)) this.#written.add(namespace, rows.since(this.#writtenOf(namespace)));
      this.#writtenRows.set(namespace, rows.size);
    }
    return this.#log.seal();
  }

  restoreSegments(segments: readonly StateSegment[]): void {
    eachBlock(segments, (bytes, { from, to }) => this.#restoreRows(bytes, (group) => group >= from && group < to));
  }

  /** Those in memory: what was put away stands there with its keys. */
  eachKey(visit: (key: number) => void): void {
    for (const rows of this.spaces.values()) for (const key of rows.all()?.keys ?? noKeys) visit(key);
  }

  footprint(): Footprint {
    let entries = 0;
    for (const namespace of this.spaces.keys()) entries += this.#sizeOf(namespace);
    return { entries, bytes: this.#allBytes + this.#log.footprint().bytes };
  }

  close(): void {
    this.#log.close();
  }

  get #gatherBytes(): number {
    return this.#memoryBytes * gatherShare;
  }

  #sizeOf(namespace: number): number {
    return (this.spaces.get(namespace)?.size ?? 0) + this.#away.sizeOf(namespace);
  }

  #writtenOf(namespace: number): number {
    return this.#writtenRows.get(namespace) ?? 0;
  }

  #restoreRows(bytes: Uint8Array, owns: ((group: number) => boolean) | undefined): void {
    restoreRows({ bytes, at: 0 }, this.#host.keys, (namespace) => this.space(namespace), owns);
    this.relieve();
  }

  #measure(namespace: number): void {
    const bytes = this.spaces.get(namespace)?.sizeBytes ?? 0;
    this.#allBytes += bytes - (this.#bytes.get(namespace) ?? 0);
    if (bytes > 0) this.#bytes.set(namespace, bytes);
    else this.#bytes.delete(namespace);
  }

  /** What a barrier has written is there already. */
  #putAway(namespace: number): void {
    const rows = this.spaces.get(namespace);
    if (rows === undefined || rows.size === 0) return;
    this.#rowBytes = Math.max(1, rows.sizeBytes / rows.size);
    const later = rows.since(this.#writtenOf(namespace));
    this.#away.put(namespace, this.#written.take(namespace));
    if (later.size > 0) this.#away.add(namespace, later);
    this.#letGo(namespace);
    this.spaces.set(namespace, new RowChunks());
  }

  #letGo(namespace: number): void {
    this.#writtenRows.delete(namespace);
    this.#allBytes -= this.#bytes.get(namespace) ?? 0;
    this.#bytes.delete(namespace);
    this.#touched.delete(namespace);
  }
}

function rowKind({ keys }: StateHost): AwayKind<RowChunks> {
  const numbersOf = (rows: RowChunks): Float64Array => {
    const numbers = rows.all()?.keys ?? noKeys;
    return numbers.length === 0 ? new Float64Array(rows.size) : numbers;
  };
  return {
    keysOf: numbersOf,
    encode: (namespace, rows, entries) => {
      const writer = byteWriter(1 << 12);
      const kept = { batch: rows.all()!.batch, keys: numbersOf(rows) };
      writeSome(writer, namespace, kept, new Uint8Array(rows.size), entries, keys);
      return writtenBytes(writer);
    },
    restore: (bytes, into, owns) => restoreRows({ bytes, at: 0 }, keys, () => into, owns),
    begin: () => new RowChunks(),
  };
}
