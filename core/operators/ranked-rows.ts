import { BlocksOfPlaces, LongList } from "./long-list.ts";
import type { OrderKeys } from "./order-keys.ts";
import { RankLists } from "./rank-lists.ts";

/** Rows of a key beyond which a list of all of them costs more to change than one in blocks. */
const longFrom = 4096;
const rowsOfBlock = 1024;

export interface RankedRowsOptions {
  /** The order of a place is that of its number and one. */
  readonly orders: OrderKeys;
  /** How many of each list matter: of long ones the rest is not in `lists`. */
  readonly count: number;
  readonly ties: "first" | "last";
  /** For tests. */
  readonly longFrom?: number;
  readonly rowsOfBlock?: number;
}

/** The places of each key's rows, the best first. Those that come and go among very many are found by halving, and move few. */
export class RankedRows {
  /** The best of each key: all, or of a key that has very many those that matter. */
  readonly lists: RankLists = new RankLists();
  readonly #options: RankedRowsOptions;
  readonly #longFrom: number;
  readonly #long = new Map<number, LongList>();
  readonly #blocks = new BlocksOfPlaces();

  constructor(options: RankedRowsOptions) {
    this.#options = options;
    this.#longFrom = Math.max(options.longFrom ?? longFrom, 2 * options.count);
  }

  /** Puts a row behind all that are better, and behind equal ones unless the last is the better. */
  enter(entry: number, place: number): void {
    const { lists } = this;
    const { count } = this.#options;
    const long = this.#long.get(entry);
    if (long === undefined) {
      lists.insert(entry, this.#rankOf(entry, place), place);
      if (lists.lengths[entry]! > this.#longFrom) this.#lengthen(entry);
      return;
    }
    const rank = long.insert(place, (other) => this.#isBehind(other, place), count);
    if (rank === count) return;
    lists.insert(entry, rank, place);
    if (lists.lengths[entry]! > count) lists.removeAt(entry, count);
  }

  /** Takes a row out. */
  leave(entry: number, place: number): void {
    const { lists } = this;
    const { count } = this.#options;
    const long = this.#long.get(entry);
    if (long === undefined) return lists.removeAt(entry, this.#placeIn(entry, place));
    const rank = long.remove(place, count);
    if (rank === count) return;
    lists.removeAt(entry, rank);
    const next = long.at(count - 1);
    if (next !== undefined) lists.insert(entry, count - 1, next);
  }

  /** An entry takes the place of another, which is empty. */
  replace(entry: number, by: number): void {
    this.lists.replace(entry, by);
    const long = this.#long.get(by);
    this.#long.delete(by);
    if (long === undefined) this.#long.delete(entry);
    else this.#long.set(entry, long);
  }

  /** Gives up the room of an entry that is empty. */
  drop(entry: number): void {
    this.lists.drop(entry);
    this.#long.delete(entry);
  }

  #lengthen(entry: number): void {
    const { places, starts, lengths } = this.lists;
    const start = starts[entry]!;
    const all = places.subarray(start, start + lengths[entry]!);
    this.#long.set(entry, new LongList(all, this.#blocks, this.#options.rowsOfBlock ?? rowsOfBlock));
    lengths[entry] = this.#options.count;
  }

  /** Whether a row stands behind a new one. */
  #isBehind(other: number, place: number): boolean {
    const order = this.#options.orders.compare(other + 1, place + 1);
    return this.#options.ties === "first" ? order > 0 : order >= 0;
  }

  #rankOf(entry: number, place: number): number {
    const { places, starts, lengths } = this.lists;
    const start = starts[entry]!;
    let low = 0;
    let high = lengths[entry]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBehind(places[start + middle]!, place)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #placeIn(entry: number, place: number): number {
    const { places, starts, lengths } = this.lists;
    const start = starts[entry]!;
    return places.subarray(start, start + lengths[entry]!).indexOf(place);
  }
}
