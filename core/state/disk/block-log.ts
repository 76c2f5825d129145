import { uniqueName } from "../../platform/mod.ts";
import type { Footprint, StateDisk, StateHost, StateSegment } from "../state.ts";
import { recordKind } from "./record.ts";
import { type LogKey, RecordLog } from "./record-log.ts";

/*
 * Blocks of entries as records of a log, whatever key groups the entries are of. A record's key:
 *
 *   0 number of the block, in the order in which blocks came (double, little endian) · 8 name of the log (UTF-8)
 */

/** Blocks by number, each written once. Those who read its files see by its name that numbers of others are others. */
export class BlockLog {
  readonly #log: RecordLog;
  readonly #key: { readonly group: 0; hash: number; readonly bytes: Uint8Array; readonly length: number };
  readonly #number: DataView;
  /** Copies that are to be made before their blocks go. */
  readonly #pending = new Map<number, () => void>();
  #lastId = 0;

  constructor(host: StateHost, disk: StateDisk) {
    this.#log = new RecordLog({
      folder: disk.folder,
      memoryBytes: disk.memoryBytes,
      keyGroups: host.maxParallelism,
      expiry: undefined,
      onLargeIndex: (indexBytes) => disk.onLargeIndex?.(indexBytes, this.#log.size),
    });
    const name = new TextEncoder().encode(uniqueName());
    const bytes = new Uint8Array(8 + name.length);
    bytes.set(name, 8);
    this.#number = new DataView(bytes.buffer);
    this.#key = { group: 0, hash: 0, bytes, length: bytes.length };
  }

  nextId(): number {
    return ++this.#lastId;
  }

  put(id: number, bytes: Uint8Array): void {
    this.#log.find(this.#keyOf(id));
    this.#log.set(recordKind.first, bytes, bytes.length, Number.NaN);
  }

  /** A copy. */
  read(id: number): Uint8Array {
    const log = this.#log;
    if (!log.find(this.#keyOf(id))) {
      throw new TypeError(
        `Cannot read a block of state on disk as it must be there: got number ${id}, which is not; this is a defect of Millrace`,
      );
    }
    return log.memory.bytes.slice(log.valueAt, log.valueAt + log.valueLength);
  }

  remove(id: number): void {
    this.#pending.get(id)?.();
    if (this.#log.find(this.#keyOf(id))) this.#log.remove();
  }

  /** For a snapshot: each block's bytes as they are now, read when they are asked for, or when the block goes. */
  pieces(ids: Iterable<number>): { readonly id: number; readonly take: () => Uint8Array }[] {
    // What an earlier snapshot noted and nobody asked for is not asked for any more.
    this.#pending.clear();
    return Array.from(ids, (id) => {
      let kept: Uint8Array | undefined;
      this.#pending.set(id, () => {
        this.#pending.delete(id);
        kept = this.read(id);
      });
      const take = (): Uint8Array => {
        this.#pending.delete(id);
        return kept ?? this.read(id);
      };
      return { id: this.nextId(), take };
    });
  }

  seal(): readonly StateSegment[] {
    return this.#log.seal();
  }

  footprint(): Footprint {
    return { entries: this.#log.size, bytes: this.#log.segments.sizeBytes + this.#log.indexBytes };
  }

  close(): void {
    this.#log.close();
  }

  #keyOf(id: number): LogKey {
    this.#number.setFloat64(0, id, true);
    this.#key.hash = Math.imul(id, 0x9e3779b1) | 0;
    return this.#key;
  }
}
