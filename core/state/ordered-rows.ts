import type { Batch } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import type { RowState } from "./row-state.ts";
import type { SpilledRows } from "./spilled-rows.ts";

/** Rows of a batch that is written: what is read again is in memory as a whole. */
const blockRows = 8192;

/** Rows in the order they came, to be gone through as often as one likes: the earlier ones on disk where memory is short. */
export class OrderedRows {
  readonly #kept: RowState;
  readonly #spilled: SpilledRows;
  /** The namespace of the rows in memory, and the part of those on disk. */
  readonly #place: number;
  /** Rows that cannot be written stay in memory, and all that come later with them. */
  #isKept = false;

  constructor(kept: RowState, spilled: SpilledRows, place: number) {
    this.#kept = kept;
    this.#spilled = spilled;
    this.#place = place;
  }

  get isEmpty(): boolean {
    return (this.#inMemory?.size ?? 0) === 0 && this.#spilled.batchesOf(this.#place) === 0;
  }

  /** About the memory that its rows take. */
  get sizeBytes(): number {
    return this.#inMemory?.sizeBytes ?? 0;
  }

  add(batch: Batch): void {
    this.#kept.space(this.#place).add(batch);
  }

  /** Puts the rows in memory on disk, where they can be. Gives how many. */
  spill(): number {
    const rows = this.#isKept ? undefined : this.#inMemory?.all()?.batch;
    if (rows === undefined) return 0;
    this.#isKept = !this.#spilled.accepts(rows);
    if (this.#isKept) return 0;
    for (const block of blocksOf(rows)) this.#spilled.append(this.#place, block);
    this.#kept.drop(this.#place);
    return rows.rowCount;
  }

  *batches(): Generator<Batch, void, undefined> {
    for (let at = 0; at < this.#spilled.batchesOf(this.#place); at++) yield this.#spilled.read(this.#place, at).batch;
    const rest = this.#inMemory?.all()?.batch;
    if (rest !== undefined) yield rest;
  }

  /** Lets go of all rows: of all that share its place on disk. */
  clear(): void {
    this.#kept.drop(this.#place);
    this.#spilled.clear();
    this.#isKept = false;
  }

  get #inMemory(): ReturnType<RowState["space"]> | undefined {
    return this.#kept.spaces.get(this.#place);
  }
}

/** A compact batch in blocks of a usual size. */
function* blocksOf(rows: Batch): Generator<Batch, void, undefined> {
  if (rows.rowCount <= 2 * blockRows) return yield rows;
  for (let from = 0; from < rows.rowCount; from += blockRows) {
    const length = Math.min(blockRows, rows.rowCount - from);
    const block = new Int32Array(length);
    for (let row = 0; row < length; row++) block[row] = from + row;
    yield take(rows, block);
  }
}
