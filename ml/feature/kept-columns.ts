import type { Matrix } from "../matrix/matrix.ts";
import { select } from "./kernels/select.ts";

/** A block of rows, column by column. */
interface KeptBlock {
  readonly rows: number;
  readonly values: Float64Array; // [columns × rows]: of each column first those that are no NaN
  readonly counts: Uint32Array; // [columns]: how many there are
}

/** All values of each column but NaN, for what needs them in order: 8 bytes a value. */
export class KeptColumns {
  readonly #blocks: KeptBlock[] = [];
  readonly #counts: Uint32Array;

  constructor(size: number) {
    this.#counts = new Uint32Array(size);
  }

  add({ data, rows, columns }: Matrix): void {
    const [values, counts] = [new Float64Array(rows * columns), new Uint32Array(columns)];
    for (let column = 0; column < columns; column++) {
      let to = column * rows;
      for (let row = 0, at = column; row < rows; row++, at += columns) {
        const value = data[at]!;
        values[to] = value;
        // What is no number is written over by the next.
        to += Number(!Number.isNaN(value));
      }
      counts[column] = to - column * rows;
      this.#counts[column]! += counts[column]!;
    }
    this.#blocks.push({ rows, values, counts });
  }

  /** The values of each column, in the order in which they came. */
  values(): Float64Array[] {
    return Array.from(this.#counts, (count, at) => this.#into(new Float64Array(count), at));
  }

  /** The same, ascending. */
  sorted(): Float64Array[] {
    return this.values().map((column) => column.sort());
  }

  /** Quantiles of each column, as `quantileOf` has them, in the order of the shares. */
  quantiles(shares: readonly number[], how: "linear" | "element"): number[][] {
    const room = new Float64Array(this.#counts.reduce((most, count) => Math.max(most, count), 0));
    return Array.from(this.#counts, (count, at) => quantilesOf(this.#into(room.subarray(0, count), at), shares, how));
  }

  #into(values: Float64Array, column: number): Float64Array {
    let to = 0;
    for (const { rows, values: kept, counts } of this.#blocks) {
      const from = column * rows;
      values.set(kept.subarray(from, from + counts[column]!), to);
      to += counts[column]!;
    }
    return values;
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
