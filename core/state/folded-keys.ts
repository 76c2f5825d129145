import { foldPairs, indexPairs } from "./kernels/fold-pairs.ts";

/** Rows of several numbers each, and the place of each combination, from 0 on in the order they came. */
export interface FoldedKeys {
  /** Writes the place of each selected row's combination at the row's number. The parts are two or more. */
  placesOf(
    parts: readonly Float64Array[],
    selection: Int32Array | undefined,
    rowCount: number,
    out: Float64Array,
  ): void;
  /** The key numbers that the caller knows of places, NaN where it has set none; as many as there are places, or more. */
  readonly known: Float64Array;
  /** How many combinations there are. */
  readonly size: number;
  readonly sizeBytes: number;
}

/**
 * The first two numbers are folded into the place of their pair, that place and the third number into the place of
 * theirs, and so on: a look-up a part and no object, of whatever the keys are made.
 */
export function foldedKeys(partCount: number): FoldedKeys {
  const tables = Array.from({ length: partCount - 1 }, () => new PairTable());
  const last = tables.at(-1)!;
  let known = new Float64Array(0);
  return {
    placesOf: (parts, selection, rowCount, out) => {
      tables.forEach((table, at) => {
        table.fold(at === 0 ? parts[0]! : out, parts[at + 1]!, selection, rowCount, out);
      });
      if (known.length < last.size) known = grown(known, last.capacity);
    },
    get known() {
      return known;
    },
    get size() {
      return last.size;
    },
    get sizeBytes() {
      return tables.reduce((sum, table) => sum + table.sizeBytes, known.byteLength);
    },
  };
}

const fewest = 256;

class PairTable {
  /** The words of left and right, pair by pair. */
  #pairs = new Int32Array(4 * fewest);
  #slots = new Int32Array(2 * fewest).fill(-1);
  readonly #sizes = new Int32Array(1);

  get size(): number {
    return this.#sizes[0]!;
  }

  get capacity(): number {
    return this.#pairs.length / 4;
  }

  get sizeBytes(): number {
    return this.#pairs.byteLength + this.#slots.byteLength;
  }

  fold(
    left: Float64Array,
    right: Float64Array,
    selection: Int32Array | undefined,
    rowCount: number,
    out: Float64Array,
  ): void {
    const [leftWords, rightWords] = [wordsOf(left), wordsOf(right)];
    const to = selection?.length ?? rowCount;
    const rows = selection ?? noRows;
    let k = 0;
    for (;;) {
      const most = this.capacity;
      k = foldPairs(leftWords, rightWords, rows, k, to, this.#slots, this.#pairs, most, this.#sizes, out);
      if (k === to) return;
      this.#grow();
    }
  }

  #grow(): void {
    const pairs = new Int32Array(2 * this.#pairs.length);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
    this.#slots = new Int32Array(2 * this.#slots.length);
    indexPairs(pairs, this.size, this.#slots);
  }
}

const noRows = new Int32Array(0);

function wordsOf(numbers: Float64Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
}

function grown(numbers: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length).fill(Number.NaN);
  larger.set(numbers);
  return larger;
}
