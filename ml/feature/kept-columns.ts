import type { Matrix } from "../matrix/matrix.ts";

/** All values of each column but NaN, for what needs them in order: 8 bytes a value. */
export class KeptColumns {
  readonly #columns: Float64Array[];
  readonly #counts: number[];

  constructor(size: number) {
    this.#columns = Array.from({ length: size }, () => new Float64Array(64));
    this.#counts = new Array<number>(size).fill(0);
  }

  add({ data, rows, columns }: Matrix): void {
    for (let column = 0; column < columns; column++) {
      const kept = this.#withRoom(column, rows);
      let count = this.#counts[column]!;
      for (let row = 0; row < rows; row++) {
        const value = data[row * columns + column]!;
        if (!Number.isNaN(value)) kept[count++] = value;
      }
      this.#counts[column] = count;
    }
  }

  /** The values of each column, ascending. */
  sorted(): Float64Array[] {
    return this.#columns.map((column, at) => column.subarray(0, this.#counts[at]).sort());
  }

  #withRoom(column: number, rows: number): Float64Array {
    const before = this.#columns[column]!;
    const count = this.#counts[column]!;
    if (count + rows <= before.length) return before;
    const grown = new Float64Array(Math.max(2 * before.length, count + rows));
    grown.set(before.subarray(0, count));
    this.#columns[column] = grown;
    return grown;
  }
}

/**
 * A quantile of ascending values, NaN of none: between two of them as far as its place is (NumPy's `linear`), or the value itself
 * at the place `⌈q·n⌉` (`element`, Flink's, of what its sketch keeps exactly).
 */
export function quantileOf(values: Float64Array, q: number, how: "linear" | "element"): number {
  if (values.length === 0) return Number.NaN;
  if (how === "element") return values[Math.max(Math.ceil(q * values.length) - 1, 0)]!;
  const place = q * (values.length - 1);
  const low = values[Math.floor(place)]!;
  const high = values[Math.ceil(place)]!;
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}
