import type { Matrix } from "../matrix/matrix.ts";
import { select } from "./kernels/select.ts";

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

  /** The values of each column, in the order in which they came. */
  values(): Float64Array[] {
    return this.#columns.map((column, at) => column.subarray(0, this.#counts[at]));
  }

  /** The same, ascending. */
  sorted(): Float64Array[] {
    return this.values().map((column) => column.sort());
  }

  /** Quantiles of each column, as `quantileOf` has them, in the order of the shares. */
  quantiles(shares: readonly number[], how: "linear" | "element"): number[][] {
    return this.#columns.map((column, at) => quantilesOf(column.subarray(0, this.#counts[at]), shares, how));
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
  if (how === "element") return values[placesOf(q, values.length, how)[0]!]!;
  const place = q * (values.length - 1);
  const [low, high] = [values[Math.floor(place)]!, values[Math.ceil(place)]!];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}

/** The same of values in any order, which are moved: of a few shares faster than sorting them. */
function quantilesOf(values: Float64Array, shares: readonly number[], how: "linear" | "element"): number[] {
  let start = 0;
  const ascending = shares.map((share, at) => ({ share, at })).sort((a, b) => a.share - b.share);
  for (const { share } of ascending) {
    // What stands before the place of a lesser share is less already.
    for (const place of placesOf(share, values.length, how)) {
      if (place < start || place >= values.length) continue;
      select(values, place, start, values.length);
      start = place + 1;
    }
  }
  return shares.map((share) => quantileOf(values, share, how));
}

function placesOf(share: number, count: number, how: "linear" | "element"): number[] {
  if (how === "element") return [Math.max(Math.ceil(share * count) - 1, 0)];
  const place = share * (count - 1);
  return [Math.floor(place), Math.ceil(place)];
}
