import { type Batch, lengthOf } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import { sizeOf } from "../data/size.ts";
import type { OrderedRun } from "../state/ordered-run.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import type { BuildSide, Part } from "./join-parts.ts";
import type { JoinTable } from "./join-table.ts";
import { ascendingUpTo, isAscending } from "./kernels/ascending.ts";
import { countUp } from "./kernels/count-up.ts";

/** Rows of a block on disk. */
const blockRows = 8192;

interface Block {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** Blocks that are in memory together. */
interface Range {
  readonly from: number;
  readonly to: number;
  /** The last key: +∞ of the last range. */
  readonly last: number;
  /** Whether they fit: all but those of one key that has very many rows. */
  readonly fits: boolean;
}

/** Ranges there are at most: what is by range has numbers of 16 bits. */
const mostRanges = 60_000;

/**
 * The right side of a join where it does not fit into memory and its keys are numbers that come in ascending order: it goes to
 * disk as it is, and left rows that come in that order, too, meet it range by range: each range is indexed once, and no left
 * row is ever written. Nobody has to say that inputs are sorted; where left rows turn out not to be, the rest of them goes to
 * disk by these ranges, so that no right row is written twice.
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
  #blocks: Block[] = [];
  #ranges: readonly Range[] = [];
  /** The range at hand. */
  #at = -1;
  #table: JoinTable | undefined;

  constructor(run: OrderedRun, right: BuildSide, rangeBytes: number) {
    this.#run = run;
    this.#right = right;
    this.#rangeBytes = rangeBytes;
    // Of what was there before a restore nobody knows the order.
    this.#isOrdered = right.sizeBytes() === 0;
  }

  /** Whether some of the right side is on disk in order. */
  get isUsed(): boolean {
    return this.#blocks.length > 0;
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
      const keys = rows.keys.slice(from, to);
      this.#run.append(0, block, keys);
      this.#blocks.push({ first: keys[0]!, last: keys.at(-1)!, bytes: sizeOf(block) + keys.byteLength });
    }
    this.#right.clear();
    return rowCount;
  }

  /** All of the right side is on disk in order. */
  beginMerge(): void {
    this.#ranges = rangesOfBlocks(this.#blocks, this.#rangeBytes);
  }

  /** Joins left rows; gives those that do not come in order, or that meet more than fits, or undefined where all were joined. */
  probe({ batch, keys }: KeptBatch): KeptBatch | undefined {
    const length = lengthOf(batch);
    for (let from = 0; from < length; ) {
      const bound = this.#ranges[this.#at]?.last ?? Number.NEGATIVE_INFINITY;
      const count = ascendingUpTo(keys, batch.selection, from, length, bound, this.#lastLeft);
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

  /** Left rows come in no order any more: all that is left is joined range by range, each of which is read again. */
  endMerge(): void {
    this.#letGo();
    this.#at = -1;
  }

  /** The last key of each range, +∞ of the last one. */
  lasts(): Float64Array {
    return Float64Array.from(this.#ranges.map(({ last }) => last));
  }

  /** The right rows of each range. */
  parts(): Part[] {
    return this.#ranges.map(({ from, to }) => ({ batches: to - from, read: (at) => this.#run.read(0, from + at) }));
  }

  /** Hands out the right side. */
  giveUp(visit: (rows: KeptBatch) => void): void {
    for (const rows of this.#run.rest()) visit(rows);
    this.#isOrdered = false;
    this.clear();
  }

  clear(): void {
    this.#run.clear();
    this.#blocks = [];
    this.#ranges = [];
    this.#at = -1;
    this.#table = undefined;
  }

  #tableOf(): JoinTable {
    this.#table ??= this.#right.table();
    return this.#table;
  }

  #letGo(): void {
    this.#right.clear();
    this.#run.lend(0, 0);
    this.#table = undefined;
  }

  /** Goes on to the range that this key is in. False where it does not fit into memory. */
  #advance(key: number): boolean {
    this.#letGo();
    this.#at++;
    while (this.#ranges[this.#at]!.last < key) this.#at++;
    const { from, to, fits } = this.#ranges[this.#at]!;
    if (!fits) return false;
    for (let at = from; at < to; at++) this.#right.keep(this.#run.read(0, at));
    this.#run.lend(from, to);
    return true;
  }
}

function rangesOfBlocks(blocks: readonly Block[], rangeBytes: number): Range[] {
  const ranges: Range[] = [];
  const leastBlocks = Math.ceil(blocks.length / mostRanges);
  let [from, bytes] = [0, 0];
  blocks.forEach((block, at) => {
    bytes += block.bytes;
    const to = at + 1;
    const next = blocks[to];
    // A range ends between two keys.
    const isFull = bytes >= rangeBytes && to - from >= leastBlocks && next !== undefined && next.first > block.last;
    if (!isFull && next !== undefined) return;
    const fits = to - from <= leastBlocks || bytes <= 2 * rangeBytes;
    ranges.push({ from, to, last: next === undefined ? Number.POSITIVE_INFINITY : block.last, fits });
    [from, bytes] = [to, 0];
  });
  return ranges;
}

function rowsOf({ selection }: Batch, from: number, to: number): Int32Array {
  return selection?.subarray(from, to) ?? countUp(from, new Int32Array(to - from));
}
