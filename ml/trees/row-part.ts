import type { Team } from "../learner/team.ts";

/** Blocks of rows whose sums are taken by themselves, at most: sums are then the same however many threads have rows. */
const mostBlocks = 64;
const leastBlockRows = 4096;

/** Which of all rows a thread has: whole blocks. */
export class RowPart {
  readonly allRows: number;
  /** The number of its first row. */
  readonly first: number;
  readonly rows: number;
  readonly #blockRows: number;
  readonly #team: Team | undefined;

  private constructor(allRows: number, blockRows: number, team: Team | undefined) {
    const { part, parts } = team ?? { part: 0, parts: 1 };
    const blocks = Math.ceil(allRows / blockRows);
    const start = (of: number): number => Math.min(allRows, blockRows * Math.floor((of * blocks) / parts));
    this.allRows = allRows;
    this.first = start(part);
    this.rows = start(part + 1) - this.first;
    this.#blockRows = blockRows;
    this.#team = team;
  }

  /** All rows, in one block. */
  static whole(rows: number): RowPart {
    return new RowPart(rows, Math.max(1, rows), undefined);
  }

  /** Rows in blocks, all of them where there is no team. */
  static of(rows: number, team: Team | undefined): RowPart {
    return new RowPart(rows, leastBlockRows * Math.max(1, Math.ceil(rows / mostBlocks / leastBlockRows)), team);
  }

  /** Sums over the threads, of whole numbers or of such that one thread alone has. */
  together(values: Float64Array): void {
    this.#team?.sum(values);
  }

  /** The numbers of all parts for each of some things, part after part, given those of this part. */
  gathered(own: readonly Float64Array[]): readonly Float64Array[] {
    if (this.#team === undefined) return own;
    const { part, parts } = this.#team;
    const counts = new Float64Array(own.length * parts);
    own.forEach(({ length }, thing) => {
      counts[thing * parts + part] = length;
    });
    this.together(counts);
    const starts = new Float64Array(counts.length + 1);
    counts.forEach((count, place) => {
      starts[place + 1] = starts[place]! + count;
    });
    const all = new Float64Array(starts.at(-1)!);
    own.forEach((values, thing) => void all.set(values, starts[thing * parts + part]));
    this.together(all);
    return own.map((_, thing) => all.subarray(starts[thing * parts], starts[(thing + 1) * parts]));
  }

  /** A number of each of some things, which one of the threads finds. */
  shared(things: number, find: (thing: number) => number): Float64Array {
    const { part, parts } = this.#team ?? { part: 0, parts: 1 };
    const found = Float64Array.from({ length: things }, (_, thing) => (thing % parts === part ? find(thing) : 0));
    this.together(found);
    return found;
  }

  /**
   * Sums over all rows of several things, `width` numbers each: the sums of blocks, added in their order.
   *
   * @param add Puts the sums of one thing over rows of this part, from one up to another, into a place.
   */
  sums(
    things: number,
    width: number,
    add: (thing: number, from: number, to: number, into: Float64Array) => void,
  ): Float64Array {
    const [blocks, own] = [Math.ceil(this.allRows / this.#blockRows), this.first / this.#blockRows];
    const size = things * width;
    const byBlock = new Float64Array(blocks * size);
    for (let from = 0, block = own; from < this.rows; from += this.#blockRows, block++) {
      const to = Math.min(this.rows, from + this.#blockRows);
      for (let thing = 0; thing < things; thing++) {
        const place = block * size + thing * width;
        add(thing, from, to, byBlock.subarray(place, place + width));
      }
    }
    this.together(byBlock);
    const all = new Float64Array(size);
    for (let at = 0; at < byBlock.length; at++) all[at % size]! += byBlock[at]!;
    return all;
  }
}
