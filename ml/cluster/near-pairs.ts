import { ownMemory } from "../matrix/kernel-choice.ts";
import { type KernelMemory, memoryFor } from "../matrix/kernel-memory.ts";
import type { Matrix } from "../matrix/matrix.ts";

/** Some rows, by their places, and the places after each that are near it. */
export interface NearPlaces {
  readonly start: number;
  readonly ends: Uint32Array; // [places]: where those near it end in `found`
  readonly found: Uint32Array;
}

/** Numbers of `found` at a time, unless one row takes more. */
const askedTogether = 2 ** 20;
/** More pairs are sought again in each pass. */
const mostKept = 2 ** 24;
const single = 2 ** -24;

/**
 * All pairs of rows within a distance, each once. Rows have places: side by side in the order of the column that spreads widest, by which alone
 * most are too far.
 */
export class NearPairs {
  /** The row at each place. */
  readonly order: Int32Array;
  readonly #distance: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #memory: KernelMemory;
  readonly #points: Float64Array;
  readonly #tiles: Float32Array;
  readonly #bound: number;
  readonly #spare: Uint32Array;
  readonly #found: Uint32Array;
  readonly #ends: Uint32Array;
  /** What the first pass has found; undefined where that was too much. */
  #kept: NearPlaces[] | undefined = [];
  #isKnown = false;

  constructor(matrix: Matrix, distance: number) {
    const { data, rows, columns } = matrix;
    [this.#distance, this.#rows, this.#columns] = [distance, rows, columns];
    const { byWidth, means } = widths(matrix);
    const key = (row: number): number => data[row * columns + byWidth[0]!]!;
    this.order = Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => key(a) - key(b) || a - b);
    const tiled = 4 * Math.ceil(rows / 4);
    const together = Math.min(tiled, Math.max(4, 4 * Math.floor(askedTogether / rows / 4)));
    this.#memory = ownMemory(
      memoryFor(8 * rows * columns, 4 * tiled * columns, 16 * rows, 4 * together * rows, 4 * together),
    );
    this.#points = this.#memory.float64(rows * columns);
    this.#tiles = this.#memory.float32(tiled * columns).fill(0);
    this.#spare = this.#memory.uint32(4 * rows);
    this.#found = this.#memory.uint32(together * rows);
    this.#ends = this.#memory.uint32(together);
    this.#bound = this.#lay(data, byWidth, means);
  }

  /** Puts rows in their places; gives how large the estimate of a squared distance may be, in those of what is asked for. */
  #lay(data: Float64Array, byWidth: readonly number[], means: Float64Array): number {
    const columns = this.#columns;
    let largest = 0;
    this.order.forEach((row, place) => {
      const tile = (place >> 2) * columns * 4 + (place & 3);
      for (let at = 0; at < columns; at++) {
        const column = byWidth[at]!;
        const value = data[row * columns + column]!;
        this.#points[place * columns + at] = value;
        const scaled = (value - means[column]!) / this.#distance;
        this.#tiles[tile + 4 * at] = scaled;
        largest = Math.max(largest, Math.abs(scaled));
      }
    });
    const most = this.#distance ** 2;
    // Beside such squares there is rounding that estimates know nothing of.
    if (!(most > 1e-280 && most < 1e280)) return Number.POSITIVE_INFINITY;
    // Rounding to f32 moves each of two rows by so much, and the sum of squares is rounded once for each column.
    const moved = 1 + 3 * single * largest * Math.sqrt(columns);
    return moved ** 2 * (1 + 2 * (columns + 8) * single);
  }

  /** All pairs, block by block; the arrays may be written over when the next one comes. */
  *blocks(): Generator<NearPlaces> {
    if (this.#isKnown && this.#kept !== undefined) return yield* this.#kept;
    let pairs = 0;
    for (let start = 0; start < this.#rows; start += this.#ends.length) {
      const block = this.#search(start, Math.min(this.#rows, start + this.#ends.length));
      pairs += block.found.length;
      if (pairs > mostKept) this.#kept = undefined;
      this.#kept?.push({ start, ends: block.ends.slice(), found: block.found.slice() });
      yield block;
    }
    this.#isKnown = true;
  }

  #search(start: number, end: number): NearPlaces {
    const of = [this.#points, this.#tiles, this.#rows, this.#columns, this.#distance ** 2, this.#bound] as const;
    const [spare, found, ends] = [this.#spare, this.#found, this.#ends];
    const count = this.#memory.run("pairsWithin", ...of, start, end, spare, found, ends);
    return { start, ends: ends.subarray(0, end - start), found: found.subarray(0, count) };
  }
}

/** The columns with the largest variance first. */
function widths({ data, rows, columns }: Matrix): {
  readonly byWidth: readonly number[];
  readonly means: Float64Array;
} {
  const [means, squares] = [new Float64Array(columns), new Float64Array(columns)];
  for (let row = 0, at = 0; row < rows; row++) for (let c = 0; c < columns; c++, at++) means[c]! += data[at]! / rows;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++, at++) squares[c]! += (data[at]! - means[c]!) ** 2;
  }
  const byWidth = Array.from(squares.keys()).sort((a, b) => squares[b]! - squares[a]! || a - b);
  return { byWidth, means };
}
