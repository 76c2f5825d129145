import { type Batch, lengthOf } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import type { OrderedRun } from "../state/ordered-run.ts";
import type { KeptBatch } from "../state/row-state.ts";
import type { BuildSide } from "./join-probing.ts";
import type { JoinTable } from "./join-table.ts";
import { ascendingUpTo, isAscending } from "./kernels/ascending.ts";
import { countUp } from "./kernels/count-up.ts";

/** Rows of a block on disk. */
const blockRows = 8192;

/**
 * The right side of a join where it does not fit into memory and its keys are numbers that come in ascending order: it goes to
 * disk as it is, and left rows that come in that order, too, meet it range by range: each range is indexed once, and no left
 * row is ever written. Nobody has to say that inputs are sorted; where one turns out not to be, the rest is joined by key group.
 *
 * @see Blasgen, Eswaran, "Storage and access in relational data bases", IBM Systems Journal 16(4), 1977 (merging scans).
 */
export class OrderedRight {
  readonly #run: OrderedRun;
  readonly #right: BuildSide;
  /** What a range may take in memory, bytes of rows. */
  readonly #rangeBytes: number;
  /** Whether all right rows so far have come in order. */
  #isOrdered: boolean;
  readonly #lastRight = Float64Array.of(Number.NEGATIVE_INFINITY);
  readonly #lastLeft = Float64Array.of(Number.NEGATIVE_INFINITY);
  /** The last key of each block on disk. */
  #lastKeys: number[] = [];
  /** The block that comes behind the range at hand, and the last key of that. */
  #next = 0;
  #rangeEnd = Number.NEGATIVE_INFINITY;
  #table: JoinTable | undefined;

  constructor(run: OrderedRun, right: BuildSide, rangeBytes: number) {
    this.#run = run;
    this.#right = right;
    this.#rangeBytes = rangeBytes;
    // Of what was there before a restore nobody knows the order.
    this.#isOrdered = right.sizeBytes === 0;
  }

  /** Whether some of the right side is on disk in order. */
  get isUsed(): boolean {
    return this.#run.batches > 0;
  }

  see(keys: Float64Array, batch: Batch): void {
    this.#isOrdered &&= isAscending(keys, batch.selection, lengthOf(batch), this.#lastRight) === 1;
  }

  /** Puts what is kept of the right side on disk, if it has come in order and can be written. Gives how many rows. */
  spill(): number {
    const rows = this.#isOrdered ? this.#right.all() : undefined;
    if (rows === undefined || !this.#run.accepts(rows.batch)) return 0;
    const { rowCount } = rows.batch;
    for (let from = 0; from < rowCount; from += blockRows) {
      const to = Math.min(from + blockRows, rowCount);
      const block = take(rows.batch, countUp(from, new Int32Array(to - from)));
      this.#run.append(block, rows.keys.slice(from, to));
      this.#lastKeys.push(rows.keys[to - 1]!);
    }
    this.#right.clear();
    return rowCount;
  }

  /** Joins left rows; gives those that do not come in order, or undefined where all did. */
  probe({ batch, keys }: KeptBatch): KeptBatch | undefined {
    const length = lengthOf(batch);
    for (let from = 0; from < length; ) {
      const count = ascendingUpTo(keys, batch.selection, from, length, this.#rangeEnd, this.#lastLeft);
      if (count < 0) return { batch: { ...batch, selection: rowsOf(batch, from, length) }, keys };
      if (count > 0)
        this.#right.probe(this.#tableOf(), { batch: { ...batch, selection: rowsOf(batch, from, from + count) }, keys });
      from += count;
      if (from < length && !this.#advance(keys[rowsOf(batch, from, from + 1)[0]!]!)) {
        return { batch: { ...batch, selection: rowsOf(batch, from, length) }, keys };
      }
    }
    return undefined;
  }

  /** Hands out the right side: the range at hand stays kept, `visit` is called with the rest. */
  giveUp(visit: (rows: KeptBatch) => void): void {
    for (const rows of this.#run.rest()) visit(rows);
    this.#isOrdered = false;
    this.clear();
  }

  clear(): void {
    this.#run.clear();
    this.#lastKeys = [];
    this.#next = 0;
    this.#table = undefined;
  }

  #tableOf(): JoinTable {
    this.#table ??= this.#right.table();
    return this.#table;
  }

  /** Goes on to the range that has this key. False where the rows of one key are more than fit into memory. */
  #advance(key: number): boolean {
    this.#right.clear();
    this.#run.lend(0, 0);
    this.#table = undefined;
    const { batches } = this.#run;
    while (this.#next < batches && this.#lastKeys[this.#next]! < key) this.#next++;
    const first = this.#next;
    let isFull = false;
    while (this.#next < batches) {
      const block = this.#run.read(this.#next);
      // A range ends between two keys.
      if (isFull && block.keys[0]! > this.#lastKeys[this.#next - 1]!) break;
      if (this.#right.sizeBytes > 2 * this.#rangeBytes) return false;
      this.#right.keep(block);
      this.#run.lend(first, ++this.#next);
      isFull = this.#right.sizeBytes >= this.#rangeBytes;
    }
    this.#rangeEnd = this.#next < batches ? this.#lastKeys[this.#next - 1]! : Number.POSITIVE_INFINITY;
    return true;
  }
}

function rowsOf({ selection }: Batch, from: number, to: number): Int32Array {
  return selection?.subarray(from, to) ?? countUp(from, new Int32Array(to - from));
}
