import { firstWhere } from "../data/first-where.ts";
import { grownLength, longerArray } from "../data/grown.ts";

interface Block {
  readonly id: number;
  readonly places: Int32Array;
  count: number;
}

/** Which block each place is in, for all lists of an operator: a place is in one list at most. */
export class BlocksOfPlaces {
  #ids: Int32Array = new Int32Array(1024);
  readonly #blocks: (Block | undefined)[] = [];
  readonly #free: number[] = [];

  add(length: number): Block {
    const id = this.#free.pop() ?? this.#blocks.length;
    const block = { id, places: new Int32Array(length), count: 0 };
    this.#blocks[id] = block;
    return block;
  }

  drop({ id }: Block): void {
    this.#blocks[id] = undefined;
    this.#free.push(id);
  }

  set(place: number, { id }: Block): void {
    if (place >= this.#ids.length)
      this.#ids = longerArray(this.#ids, Math.max(place + 1, grownLength(this.#ids.length)));
    this.#ids[place] = id;
  }

  of(place: number): Block {
    return this.#blocks[this.#ids[place]!]!;
  }
}

const noPlaces = new Int32Array(0);

/** Places in an order that others know, in blocks: one that comes or goes moves those of its block only, however many there are. */
export class LongList {
  readonly #known: BlocksOfPlaces;
  readonly #blockLength: number;
  readonly #blocks: Block[] = [];

  /** @param places In order. */
  constructor(places: Int32Array, known: BlocksOfPlaces, blockLength: number) {
    this.#known = known;
    this.#blockLength = blockLength;
    const half = blockLength >> 1;
    for (let from = 0; from < places.length; from += half)
      this.#add(this.#blocks.length, places.subarray(from, from + half));
  }

  /**
   * Puts a place before the first of those that are behind it.
   *
   * @param isBehind Holds of all behind the first that it holds of.
   * @returns How many are before it; `most` where there are as many or more.
   */
  insert(place: number, isBehind: (other: number) => boolean, most: number): number {
    const blocks = this.#blocks;
    if (blocks.length === 0) this.#add(0, noPlaces);
    const found = firstWhere(blocks.length, (at) => isBehind(lastOf(blocks[at]!)));
    const index = Math.min(found, blocks.length - 1);
    let block = blocks[index]!;
    let at = firstWhere(block.count, (k) => isBehind(block.places[k]!));
    if (block.count === this.#blockLength) {
      const half = block.count >> 1;
      this.#add(index + 1, block.places.subarray(half));
      block.count = half;
      if (at > half) {
        at -= half;
        block = blocks[index + 1]!;
      }
    }
    block.places.copyWithin(at + 1, at, block.count++);
    block.places[at] = place;
    this.#known.set(place, block);
    return this.#rankOf(block, at, most);
  }

  /** @returns How many were before it; `most` where there were as many or more. */
  remove(place: number, most: number): number {
    const block = this.#known.of(place);
    const at = block.places.indexOf(place);
    const rank = this.#rankOf(block, at, most);
    block.places.copyWithin(at, at + 1, block.count--);
    if (block.count === 0) {
      this.#blocks.splice(this.#blocks.indexOf(block), 1);
      this.#known.drop(block);
    }
    return rank;
  }

  /** The place that so many others are before. */
  at(rank: number): number | undefined {
    let left = rank;
    for (const { places, count } of this.#blocks) {
      if (left < count) return places[left];
      left -= count;
    }
    return undefined;
  }

  #rankOf(block: Block, at: number, most: number): number {
    let rank = 0;
    for (const each of this.#blocks) {
      if (each === block || rank >= most) break;
      rank += each.count;
    }
    return Math.min(rank + at, most);
  }

  #add(index: number, places: Int32Array): void {
    const block = this.#known.add(this.#blockLength);
    block.places.set(places);
    block.count = places.length;
    for (const place of places) this.#known.set(place, block);
    this.#blocks.splice(index, 0, block);
  }
}

function lastOf({ places, count }: Block): number {
  return places[count - 1]!;
}
