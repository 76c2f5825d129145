import { nearestCentres, squaredDistance } from "../kernels/nearest.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { blockRows } from "../stages/row-blocks.ts";

/** Finds the nearest of some centres. Centres and rows are taken from the mean of the centres, so that no digits are lost far from 0. */
export class NearestCentre {
  readonly #columns: number;
  readonly #origin: Float64Array; // [columns]
  readonly #centres: Float64Array; // [padded × columns]
  readonly #halves: Float64Array; // [padded]
  readonly #shifted: Float64Array; // [blockRows × columns]
  readonly #nearest = new Uint32Array(blockRows);

  constructor(centres: Matrix) {
    const { rows, columns } = centres;
    this.#columns = columns;
    this.#origin = meanOf(centres);
    const padded = Math.ceil(rows / 4) * 4;
    this.#centres = new Float64Array(padded * columns);
    shift(centres.data, this.#origin, this.#centres, rows);
    this.#halves = new Float64Array(padded).fill(Number.POSITIVE_INFINITY);
    const origin = new Float64Array(columns);
    for (let k = 0; k < rows; k++) {
      this.#halves[k] = squaredDistance(this.#centres, k * columns, origin, 0, columns) / 2;
    }
    this.#shifted = new Float64Array(blockRows * columns);
  }

  /** Of at most `blockRows` rows. The result is written over by the next call. */
  of({ data, rows }: Matrix): Uint32Array {
    shift(data, this.#origin, this.#shifted, rows);
    nearestCentres(this.#shifted, this.#centres, this.#halves, rows, this.#columns, this.#nearest);
    return this.#nearest;
  }
}

function meanOf({ data, rows, columns }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let k = 0; k < rows; k++) for (let c = 0; c < columns; c++) mean[c]! += data[k * columns + c]! / rows;
  return mean;
}

function shift(data: Float64Array, origin: Float64Array, into: Float64Array, rows: number): void {
  const columns = origin.length;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++, at++) into[at] = data[at]! - origin[c]!;
  }
}
