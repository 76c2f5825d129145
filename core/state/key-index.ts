import { zeros } from "../data/large-array.ts";
import {
  buildIndex,
  findEntry,
  findOrAddRange,
  findOrAddSelected,
  freeSlot,
  hashWords,
  moveSlots,
  touchSlots,
} from "./kernels/hash.ts";
import { type Places, placesByDistance, placesFor } from "./key-places.ts";

const wordsOfOne = new Float64Array(1);
const oneWords = new Int32Array(wordsOfOne.buffer);
const sizes = new Int32Array(1);
const allRows = new Int32Array(0);

/** Words of slots beyond which they are rarely in the processor's memory: they are fetched for so many rows at once. */
const largeIndex = 2 ** 17;
const rowsAtOnce = 256;

/** Of slots that were fetched: kept, since what nobody asks for is not fetched. */
const seen = new Int32Array(1);

/** The first key gives an index its places. */
const noPlaces = placesByDistance(0, 0);

/**
 * Distinct doubles, numbered in the order they came. Found by hash, or, while they are whole numbers that lie close
 * together (ids mostly do), by their distance from a base: at 10k keys that costs a third, at a million a tenth. So are pairs of
 * such numbers (an id and a day), by their place in a rectangle.
 */
export class KeyIndex {
  size = 0;
  keys: Float64Array;
  #words: Int32Array;
  /** Made when the first key comes: two words a slot where keys are hashed, one where they have places. */
  #slots: Int32Array = new Int32Array(0);
  /** Undefined while keys are hashed. */
  #places: Places | undefined = noPlaces;

  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
    this.#words = new Int32Array(this.keys.buffer);
  }

  /**
   * `entries[k]` becomes the number of the key of row k (of the selection, if there is one), for k in [from, to). Stops
   * at a new key that there is no room for, and gives the k of it; `to` when all is done.
   */
  findOrAdd(
    keys: Float64Array,
    selection: Int32Array | undefined,
    from: number,
    to: number,
    entries: Int32Array,
  ): number {
    const words = new Int32Array(keys.buffer, keys.byteOffset, keys.length * 2);
    for (let k = from; ; ) {
      const isLarge = this.#places === undefined && this.#slots.length > largeIndex;
      const end = isLarge ? Math.min(to, k + rowsAtOnce) : to;
      if (isLarge) seen[0] = touchSlots(words, selection ?? allRows, k, end, this.#slots);
      sizes[0] = this.size;
      k =
        this.#places === undefined
          ? this.#findHashed(keys, words, selection, k, end, entries)
          : this.#findPlaced(this.#places, keys, selection, k, end, entries);
      this.size = sizes[0]!;
      if (k === to) return k;
      if (k === end) continue;
      if (this.size === this.keys.length) return k;
      this.#index(keys[selection === undefined ? k : selection[k]!]!, to - k);
    }
  }

  find(key: number): number {
    if (this.#places !== undefined) return this.#placed(this.#places.of(key));
    wordsOfOne[0] = key;
    return findEntry(key, oneWords[0]!, oneWords[1]!, this.#slots, this.keys);
  }

  get bytes(): number {
    return this.keys.byteLength + this.#slots.byteLength;
  }

  grow(): void {
    const keys = zeros(this.keys, this.keys.length * 2);
    keys.set(this.keys.subarray(0, this.size));
    this.keys = keys;
    this.#words = new Int32Array(keys.buffer);
    if (this.#places === undefined) this.#index(this.keys[0]!, 0);
  }

  clear(): void {
    this.#slots.fill(freeSlot);
    this.size = 0;
  }

  /** Removes a key; the last one takes its number. */
  remove(entry: number): void {
    const last = --this.size;
    this.#unlink(entry);
    if (entry === last) return;
    this.#slots[this.#placeOf(last)] = entry;
    this.keys[entry] = this.keys[last]!;
  }

  #placed(place: number): number {
    return place < 0 ? freeSlot : this.#slots[place]!;
  }

  #findPlaced(
    places: Places,
    keys: Float64Array,
    rows: Int32Array | undefined,
    from: number,
    to: number,
    entries: Int32Array,
  ): number {
    const found = { slots: this.#slots, keys: this.keys, sizes };
    return places.findOrAdd(keys, rows, { from, to }, found, entries);
  }

  #findHashed(
    keys: Float64Array,
    words: Int32Array,
    rows: Int32Array | undefined,
    from: number,
    to: number,
    entries: Int32Array,
  ): number {
    const most = this.keys.length;
    return rows === undefined
      ? findOrAddRange(keys, words, from, to, this.#slots, this.keys, most, sizes, entries)
      : findOrAddSelected(keys, words, rows, from, to, this.#slots, this.keys, most, sizes, entries);
  }

  /** Makes the index anew, with a place for one more key; at most `more` are about to come. */
  #index(key: number, more: number): void {
    const places = placesFor(this.keys, this.size, key, more);
    if (places !== undefined) {
      if (places.count !== this.#slots.length) this.#slots = zeros(this.#slots, places.count);
      places.fill(this.keys, this.size, this.#slots);
    } else {
      const slots = zeros(this.#slots, slotWords(this.keys.length)).fill(freeSlot);
      if (this.#places === undefined) moveSlots(this.#slots, slots);
      else buildIndex(this.#words, this.size, slots);
      this.#slots = slots;
    }
    this.#places = places;
  }

  /** Where in `#slots` an entry is. */
  #placeOf(entry: number): number {
    if (this.#places !== undefined) return this.#places.of(this.keys[entry]!);
    const mask = this.#slots.length / 2 - 1;
    let slot = this.#homeOf(entry, mask);
    while (this.#slots[2 * slot] !== entry) slot = (slot + 1) & mask;
    return 2 * slot;
  }

  /** Frees the slot of an entry and moves back those behind it that it stood in the way of. */
  #unlink(entry: number): void {
    let hole = this.#placeOf(entry);
    if (this.#places === undefined) {
      const last = this.#slots.length - 2;
      const mask = last / 2;
      for (let at = (hole + 2) & last; this.#slots[at]! >= 0; at = (at + 2) & last) {
        const home = 2 * (this.#slots[at + 1]! & mask);
        if (((at - home) & last) < ((at - hole) & last)) continue;
        this.#slots[hole] = this.#slots[at]!;
        this.#slots[hole + 1] = this.#slots[at + 1]!;
        hole = at;
      }
    }
    this.#slots[hole] = freeSlot;
  }

  #homeOf(entry: number, mask: number): number {
    return hashWords(this.#words[2 * entry]!, this.#words[2 * entry + 1]!) & mask;
  }
}

/** Words of the slots for so many hashed keys: half of the slots are used at most, of small indexes a quarter. */
function slotWords(capacity: number): number {
  return 2 * capacity * (capacity > 4096 ? 2 : 4);
}
