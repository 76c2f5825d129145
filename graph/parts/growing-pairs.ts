/** Pairs of vertices, and of each what it sums up to where that was asked for. */
export interface Pairs {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly sums: Float64Array;
}

/** Pairs that lie together while it is not known how many there will be: an array that grows would be copied in one turn. */
const blockPairs = 1 << 16;

/** Blocks that are joined before others may take their turn. */
const turn = 16;

/** Pairs that may be held. */
const mostPairs = 100_000_000;

/** What is to be done where there are more pairs than may be held. */
export interface PairLimit {
  /** As “list pairs of vertices that share a neighbour”. */
  readonly doing: string;
  readonly remedy: string;
  /** Default: a hundred million. */
  readonly most?: number;
}

/** Pairs that come one after the other. */
export class GrowingPairs {
  readonly #blocks: Pairs[] = [];
  readonly #limit: PairLimit;
  readonly #hasSums: boolean;
  #last: Pairs = pairsFor(0, false);
  #filled = 0;

  constructor(limit: PairLimit, hasSums: boolean = false) {
    this.#limit = limit;
    this.#hasSums = hasSums;
  }

  /** @throws RangeError Where there are too many. */
  push(first: number, second: number): void {
    if (this.#filled === this.#last.first.length) this.#grow();
    this.#last.first[this.#filled] = first;
    this.#last.second[this.#filled++] = second;
  }

  pushWith(first: number, second: number, sum: number): void {
    this.push(first, second);
    this.#last.sums[this.#filled - 1] = sum;
  }

  /** All of them, turn by turn. */
  *joined(): Generator<undefined, Pairs> {
    const before = Math.max(0, this.#blocks.length - 1) * blockPairs;
    const all = pairsFor(before + this.#filled, this.#hasSums);
    for (const [at, { first, second, sums }] of this.#blocks.entries()) {
      const end = Math.min(blockPairs, all.first.length - at * blockPairs);
      all.first.set(first.subarray(0, end), at * blockPairs);
      all.second.set(second.subarray(0, end), at * blockPairs);
      if (this.#hasSums) all.sums.set(sums.subarray(0, end), at * blockPairs);
      if (at % turn === turn - 1) yield;
    }
    return all;
  }

  #grow(): void {
    const { doing, remedy, most = mostPairs } = this.#limit;
    const held = this.#blocks.length * blockPairs;
    if (held >= most) throw new RangeError(`Cannot ${doing} as there must be at most ${most}: got more; ${remedy}`);
    this.#last = pairsFor(Math.min(blockPairs, most - held), this.#hasSums);
    this.#blocks.push(this.#last);
    this.#filled = 0;
  }
}

function pairsFor(count: number, hasSums: boolean): Pairs {
  return {
    first: new Uint32Array(count),
    second: new Uint32Array(count),
    sums: new Float64Array(hasSums ? count : 0),
  };
}
