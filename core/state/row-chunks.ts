import { type Batch, lengthOf } from "../data/batch.ts";
import { keep, take } from "../data/compact.ts";
import { concat } from "../data/concat.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { sizeOf } from "../data/size.ts";

/** Whole rows, kept as columns in the order they came, each with the number of its key. */
export interface KeptRows {
  readonly size: number;
  /** About the memory that they take. */
  readonly sizeBytes: number;
  /** Keeps the rows of a batch; `keys` stand at its row numbers. Without any, the key of all rows is 0. */
  add(batch: Batch, keys?: Float64Array): void;
  /** All rows as one batch, and their keys; undefined where there are none. Keys are empty where all are 0. */
  all(): KeptBatch | undefined;
  /** A byte for each row that the operator may set, such as "has met a partner"; 0 at first. */
  marks(): Uint8Array;
}

export interface KeptBatch {
  readonly batch: Batch;
  readonly keys: Float64Array;
}

/** Chunks up to this many rows are put together as they come, so that single rows do not stay batches of their own. */
const smallRows = 128;

const noKeys = new Float64Array(0);

/** Rows in the batches that they came in, small ones put together. */
export class RowChunks implements KeptRows {
  size = 0;
  sizeBytes = 0;
  readonly #chunks: KeptBatch[] = [];
  #marks = new Uint8Array(0);

  add(batch: Batch, keys: Float64Array = noKeys): void {
    const length = lengthOf(batch);
    if (length === 0) return;
    const selected = keys.length > 0 && batch.selection !== undefined;
    const own = selected ? gatherFloat64(keys, batch.selection!) : keys.slice(0, length);
    const kept = keep(batch);
    this.#chunks.push({ batch: kept, keys: own });
    this.size += length;
    this.sizeBytes += sizeOf(kept) + own.byteLength;
    while (this.#lastTwoAreSmall()) this.#merge(this.#chunks.length - 2);
  }

  all(): KeptBatch | undefined {
    if (this.#chunks.length > 1) this.#merge(0);
    return this.#chunks[0];
  }

  /** The rows from a number on, as chunks of their own. */
  since(row: number): RowChunks {
    const later = new RowChunks();
    let start = 0;
    for (const { batch, keys } of this.#chunks) {
      const from = Math.max(0, row - start);
      start += batch.rowCount;
      if (from >= batch.rowCount) continue;
      const rows = Int32Array.from({ length: batch.rowCount - from }, (_, k) => from + k);
      later.add(from === 0 ? batch : take(batch, rows), from === 0 ? keys : keys.slice(from));
    }
    return later;
  }

  marks(): Uint8Array {
    if (this.#marks.length < this.size) {
      const longer = new Uint8Array(Math.max(this.size, 2 * this.#marks.length));
      longer.set(this.#marks);
      this.#marks = longer;
    }
    return this.#marks;
  }

  /** Sizes fall by half at least, as digits of a counter: each row is copied a logarithmic number of times. */
  #lastTwoAreSmall(): boolean {
    const last = this.#chunks.at(-1)!.batch.rowCount;
    const before = this.#chunks.at(-2)?.batch.rowCount ?? smallRows;
    return before + last <= smallRows && before < 2 * last;
  }

  #merge(from: number): void {
    const merged = this.#chunks.splice(from);
    const batch = concat(merged.map((chunk) => chunk.batch));
    // Zeros where some rows were added without keys.
    const keys = merged.every((chunk) => chunk.keys.length === 0) ? noKeys : new Float64Array(batch.rowCount);
    let at = 0;
    for (const chunk of merged) {
      if (chunk.keys.length > 0) keys.set(chunk.keys, at);
      at += chunk.batch.rowCount;
    }
    this.#chunks.push({ batch, keys });
  }
}
