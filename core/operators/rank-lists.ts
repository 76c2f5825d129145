import { grownLength, longerArray } from "../data/grown.ts";

const firstLength = 64;
const firstRoom = 1;

/** A list of places for each entry, in an order that others know. All lie in one array; a list that grows moves. */
export class RankLists {
  places: Int32Array = new Int32Array(1024);
  starts: Int32Array = new Int32Array(firstLength);
  lengths: Int32Array = new Int32Array(firstLength);
  #rooms: Int32Array = new Int32Array(firstLength);
  #used = 0;
  /** Starts of pieces that lists have left, by the logarithm of their room. */
  readonly #left: number[][] = [];

  reserve(entries: number): void {
    if (entries <= this.starts.length) return;
    const length = Math.max(entries, grownLength(this.starts.length));
    this.starts = longerArray(this.starts, length);
    this.lengths = longerArray(this.lengths, length);
    this.#rooms = longerArray(this.#rooms, length);
  }

  insert(entry: number, at: number, place: number): void {
    const length = this.lengths[entry]!;
    if (length === this.#rooms[entry]) this.#move(entry);
    const start = this.starts[entry]!;
    const { places } = this;
    for (let k = start + length; k > start + at; k--) places[k] = places[k - 1]!;
    places[start + at] = place;
    this.lengths[entry] = length + 1;
  }

  removeAt(entry: number, at: number): void {
    const start = this.starts[entry]!;
    const end = start + --this.lengths[entry]!;
    for (let k = start + at; k < end; k++) this.places[k] = this.places[k + 1]!;
  }

  /** An entry takes the place of another, which is empty. */
  replace(entry: number, by: number): void {
    this.#leave(entry);
    this.starts[entry] = this.starts[by]!;
    this.lengths[entry] = this.lengths[by]!;
    this.#rooms[entry] = this.#rooms[by]!;
    this.lengths[by] = 0;
    this.#rooms[by] = 0;
  }

  /** Gives up the room of an entry that is empty. */
  drop(entry: number): void {
    this.#leave(entry);
    this.#rooms[entry] = 0;
  }

  #leave(entry: number): void {
    const room = this.#rooms[entry]!;
    if (room > 0) this.#leftFor(room).push(this.starts[entry]!);
  }

  #leftFor(room: number): number[] {
    const size = 31 - Math.clz32(room);
    while (this.#left.length <= size) this.#left.push([]);
    return this.#left[size]!;
  }

  #move(entry: number): void {
    const before = this.#rooms[entry]!;
    const room = before === 0 ? firstRoom : 2 * before;
    const start = this.#leftFor(room).pop() ?? this.#fresh(room);
    const old = this.starts[entry]!;
    this.places.copyWithin(start, old, old + this.lengths[entry]!);
    this.#leave(entry);
    this.starts[entry] = start;
    this.#rooms[entry] = room;
  }

  #fresh(room: number): number {
    const start = this.#used;
    this.#used += room;
    if (this.#used > this.places.length)
      this.places = longerArray(this.places, Math.max(this.#used, grownLength(this.places.length)));
    return start;
  }
}
