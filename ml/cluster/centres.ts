import { squaredDistance } from "../kernels/nearest.ts";
import { atScale, Extent } from "../matrix/extent.ts";
import { blockMemory } from "../matrix/kernel-choice.ts";
import { type KernelMemory, memoryFor } from "../matrix/kernel-memory.ts";
import type { Matrix } from "../matrix/matrix.ts";

/** Centres, as the search for the nearest one looks at them. */
export class NearestCentre {
  readonly #origin: Float64Array; // [columns]
  readonly #centres: Float64Array; // [padded ÷ 4 × columns × 4]
  readonly #halves: Float64Array; // [padded]
  /** A power of two by which centres and rows are compared, so that their squares are numbers. */
  readonly #scale: number;

  /** Centres and rows are taken from the mean of the centres, so that no digits are lost far from 0. */
  constructor(given: Matrix) {
    const extent = new Extent();
    extent.add(given.data);
    this.#scale = extent.scale();
    const centres = this.#scaled(given);
    const { rows, columns, data } = centres;
    this.#origin = meanOf(centres);
    const padded = Math.ceil(rows / 4) * 4;
    this.#centres = new Float64Array(columns * padded);
    this.#halves = new Float64Array(padded).fill(Number.POSITIVE_INFINITY);
    for (let k = 0; k < rows; k++) {
      const tile = (k >> 2) * columns * 4 + (k & 3);
      for (let c = 0; c < columns; c++) this.#centres[tile + 4 * c] = data[k * columns + c]! - this.#origin[c]!;
      this.#halves[k] = squaredDistance(data, k * columns, this.#origin, 0, columns) / 2;
    }
  }

  /** Numbers that the search puts beside the rows, and those of the result. */
  roomFor(rows: number): readonly number[] {
    const spare = 8 * this.#origin.length + this.#centres.length / 2;
    const scaled = this.#scale === 1 ? 0 : rows * this.#origin.length;
    return [this.#origin.length, spare, this.#centres.length, this.#halves.length, rows, scaled];
  }

  #scaled(rows: Matrix): Matrix {
    return { ...rows, data: atScale(rows.data, this.#scale) };
  }

  /** Of rows that lie in the memory; so does the result. */
  of(given: Matrix, memory: KernelMemory): Uint32Array {
    const { rows, columns } = given;
    const data = this.#scale === 1 ? given.data : memory.copy(this.#scaled(given).data);
    const nearest = memory.uint32(rows);
    const [origin, centres, halves] = [this.#origin, this.#centres, this.#halves].map((values) => memory.copy(values));
    const padded = this.#halves.length;
    const spare = memory.float64(8 * columns + centres!.length / 2);
    memory.run("nearestCentres", data, origin!, centres!, halves!, rows, columns, padded, spare, nearest);
    return nearest;
  }
}

/** … of a block of rows, wherever they lie. */
export function nearestOf(features: Matrix, centres: NearestCentre): Uint32Array {
  const lengths = [features.data.length, ...centres.roomFor(features.rows)];
  const memory = blockMemory(memoryFor(...lengths.map((length) => length * Float64Array.BYTES_PER_ELEMENT)));
  return centres.of({ ...features, data: memory.copy(features.data) }, memory).slice();
}

function meanOf({ data, rows, columns }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let k = 0; k < rows; k++) for (let c = 0; c < columns; c++) mean[c]! += data[k * columns + c]! / rows;
  return mean;
}
