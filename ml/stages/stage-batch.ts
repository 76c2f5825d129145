import { type Batch, type Column, columnNamed, valueAt } from "../../core/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { isAbsent, matrixOfColumn, numbersOf, type Place, type SparseRows, sparseOf } from "./columns.ts";

/** The columns of a batch as a stage reads them. What they give is only read, and not kept after the call. */
export interface StageBatch {
  readonly rowCount: number;
  /** The number of its first row among those of the pass, or that a subtask was given. */
  readonly firstRow: number;
  /** Numbers of a column; truth as 1 and 0, NaN where there is none. */
  numbers(column: string): Float64Array;
  /**
   * Vectors of a column, dense or sparse, as the rows of a matrix; NaN where there is none.
   *
   * @param size How many numbers each must have, where that is known: others are an error.
   */
  vectors(column: string, size?: number): Matrix;
  /** Vectors of a column of sparse ones, none of its numbers where there is none; undefined where they are dense. */
  sparse(column: string, size?: number): SparseRows | undefined;
  /** What the rows have in a column, null where there is nothing. */
  values(column: string): readonly unknown[];
  /** The column as the engine has it. */
  column(column: string): Column;
  isAbsent(column: string, row: number): boolean;
  /** Numbers for what is given back, zeros or left over: they are used again for the next batch. */
  room(length: number): Float64Array;
  /** Leaves a row out. */
  drop(row: number): void;
  /** A row that cannot be processed: an error, or left out, as `onError` of the step says. */
  fail(row: number, error: Error): void;
}

/** What becomes of rows that cannot be processed. */
export type FailedRow = (row: number, error: Error) => void;

/** A batch as a stage reads it; one for all batches of a task, as is the room that it gives. */
export class BatchColumns implements StageBatch {
  readonly #step: string;
  readonly #failed: FailedRow;
  readonly #rooms: Float64Array[] = [];
  readonly #read = new Map<string, Column>();
  #roomsTaken = 0;
  #batch!: Batch;
  #dropped: Set<number> | undefined;
  firstRow = 0;

  constructor(step: string, failed: FailedRow) {
    this.#step = step;
    this.#failed = failed;
  }

  /** Goes on to the next batch, which has no selection. */
  next(batch: Batch): this {
    this.firstRow += this.#batch?.rowCount ?? 0;
    this.#batch = batch;
    this.#read.clear();
    this.#dropped = undefined;
    this.#roomsTaken = 0;
    return this;
  }

  get rowCount(): number {
    return this.#batch.rowCount;
  }

  /** Whether it has given room, which is written over. */
  get gaveRoom(): boolean {
    return this.#roomsTaken > 0;
  }

  /** The rows that are not left out; undefined where all are kept. */
  get kept(): Int32Array | undefined {
    const dropped = this.#dropped;
    if (dropped === undefined) return undefined;
    return Int32Array.from(Array.from({ length: this.rowCount }, (_, row) => row).filter((row) => !dropped.has(row)));
  }

  numbers(column: string): Float64Array {
    return numbersOf(this.column(column), this.rowCount, this.#place(column));
  }

  vectors(column: string, size?: number): Matrix {
    return matrixOfColumn(this.column(column), this.rowCount, this.#place(column), size);
  }

  sparse(column: string, size?: number): SparseRows | undefined {
    return sparseOf(this.column(column), this.rowCount, this.#place(column), size);
  }

  #place(column: string): Place {
    return { step: this.#step, column, firstRow: this.firstRow };
  }

  values(column: string): readonly unknown[] {
    const { rowCount } = this;
    const read = this.column(column);
    if (read.layout === "values" && read.values.length === rowCount) return read.values;
    return Array.from({ length: rowCount }, (_, row) => valueAt(read, row));
  }

  column(column: string): Column {
    let read = this.#read.get(column);
    if (read === undefined) {
      read = columnNamed(this.#batch, column, this.#step);
      this.#read.set(column, read);
    }
    return read;
  }

  isAbsent(column: string, row: number): boolean {
    return isAbsent(this.column(column), row);
  }

  room(length: number): Float64Array {
    const at = this.#roomsTaken++;
    const before = this.#rooms[at];
    if (before !== undefined && before.length >= length) return before.subarray(0, length);
    const made = new Float64Array(length);
    this.#rooms[at] = made;
    return made;
  }

  drop(row: number): void {
    this.#dropped ??= new Set();
    this.#dropped.add(row);
  }

  fail(row: number, error: Error): void {
    this.#failed(row, error);
    this.drop(row);
  }
}
