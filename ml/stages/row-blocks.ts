import { type Batch, type Column, concatBatches, keep, makeBatch, take } from "../../core/mod.ts";

/** Rows of a block: with 100 features it fits into the cache of a core (800 kB). */
export const blockRows = 1024;

/**
 * Cuts batches into blocks of `blockRows` rows, the last one smaller, however large the batches are: what sums over blocks, and what
 * is learned by it, does not depend on those. A block is only read, and not kept after the call.
 */
export class RowBlocks {
  readonly #see: (block: Batch) => void;
  #waiting: Batch[] = [];
  #waitingRows = 0;

  constructor(see: (block: Batch) => void) {
    this.#see = see;
  }

  /** Takes the rows of a batch without a selection; those of them that make no whole block yet are copied. */
  add(batch: Batch): void {
    let start = 0;
    while (start < batch.rowCount) {
      const end = Math.min(batch.rowCount, start + blockRows - this.#waitingRows);
      // Whole blocks begin at multiples of 8 rows, where bytes of bits begin, unless rows wait.
      if (this.#waitingRows === 0 && end - start === blockRows && start % 8 === 0) this.#see(slice(batch, start, end));
      else this.#wait(copyOf(batch, start, end));
      start = end;
    }
  }

  /** Shows what is left. */
  end(): void {
    if (this.#waitingRows === 0) return;
    const block = concatBatches(this.#waiting);
    this.#waiting = [];
    this.#waitingRows = 0;
    this.#see(block);
  }

  #wait(batch: Batch): void {
    this.#waiting.push(batch);
    this.#waitingRows += batch.rowCount;
    if (this.#waitingRows === blockRows) this.end();
  }
}

function copyOf(batch: Batch, start: number, end: number): Batch {
  const rows = Int32Array.from({ length: end - start }, (_, at) => start + at);
  return keep(take(batch, rows));
}

/** Rows of a batch as views of it. */
function slice(batch: Batch, start: number, end: number): Batch {
  if (start === 0 && end === batch.rowCount) return batch;
  const columns = batch.columns.map((column) => sliceOf(column, start, end));
  return makeBatch(batch.schema, end - start, columns, { reused: batch.reused });
}

function sliceOf(column: Column, start: number, end: number): Column {
  const validity = column.validity?.subarray(start >> 3, (end + 7) >> 3);
  switch (column.layout) {
    case "dictionary":
      return { ...column, codes: column.codes.subarray(start, end), validity };
    case "utf8":
      return {
        ...column,
        starts: column.starts.subarray(start, end),
        lengths: column.lengths.subarray(start, end),
        validity,
      };
    case "vector":
      return { ...column, data: column.data.subarray(start * column.type.size, end * column.type.size), validity };
    case "values":
      return { ...column, values: column.values.slice(start, end) };
    default:
      return { ...column, values: column.values.subarray(start, end), validity } as Column;
  }
}
