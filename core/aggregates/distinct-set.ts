import { decodeValue, encodeValue } from "../data/codec.ts";
import { distinctKey, valueOfKey } from "./distinct-key.ts";

/** Numbers up to this many are looked for one by one. */
const fewNumbers = 16;

/** Bits of a bitmap at most for each number in it; beyond, numbers lie too far apart and are hashed. */
const bitsPerNumber = 64;

const freeSlot = -0x8000_0000;

/**
 * A set of values of which mostly whole numbers are put in: a list while there are few, then a bit each while they lie
 * close together (as ids do), then a hash table of integers; any other value goes into a `Set`. At ten thousand ids a bit
 * costs a fifth of what a `Set` does, and many small sets a third of the memory.
 */
export class DistinctSet {
  /** How many values there are. A field, since it is read at every change of a group. */
  size = 0;
  #few: number[] | undefined = [];
  /** A bit for each number from `#base` on. */
  #bits: Uint32Array | undefined;
  #base = 0;
  /** Integers by hash: half full at most. */
  #slots: Int32Array | undefined;
  #hashed = 0;
  #others: Set<unknown> | undefined;

  /** Adds a value that is neither null nor undefined. */
  add(value: unknown): void {
    if (typeof value === "number") this.addNumber(value);
    else this.#addOther(distinctKey(value));
  }

  addNumber(value: number): void {
    const integer = value | 0;
    if (integer !== value || integer === freeSlot) this.#addOther(value);
    else if (this.#bits !== undefined) this.#addBit(integer);
    else if (this.#few !== undefined) this.#addFew(this.#few, integer);
    else this.#addHashed(integer);
  }

  addAll(other: DistinctSet): void {
    for (const value of other.integers()) this.addNumber(value);
    for (const key of other.#others ?? []) this.#addOther(key);
  }

  /** All values, each once, or ones equal to them. */
  *values(): Iterable<unknown> {
    yield* this.integers();
    for (const key of this.#others ?? []) yield valueOfKey(key);
  }

  *integers(): Iterable<number> {
    yield* this.#few ?? [];
    for (const value of this.#slots ?? []) if (value !== freeSlot) yield value;
    const bits = this.#bits ?? new Uint32Array(0);
    for (let at = 0; at < bits.length * 32; at++) {
      if (((bits[at >> 5]! >>> (at & 31)) & 1) === 1) yield this.#base + at;
    }
  }

  encode(): Uint8Array {
    return encodeValue([Int32Array.from(this.integers()), [...(this.#others ?? [])]]);
  }

  static decode(bytes: Uint8Array): DistinctSet {
    const [integers, others] = decodeValue(bytes) as [Int32Array, unknown[]];
    const set = new DistinctSet();
    for (const value of integers) set.addNumber(value);
    for (const key of others) set.#addOther(key);
    return set;
  }

  #addOther(key: unknown): void {
    this.#others ??= new Set();
    const before = this.#others.size;
    this.size += this.#others.add(key).size - before;
  }

  #addFew(few: number[], value: number): void {
    for (let at = 0; at < few.length; at++) if (few[at] === value) return;
    few.push(value);
    this.size++;
    if (few.length <= fewNumbers) return;
    this.#few = undefined;
    this.size -= few.length;
    const least = Math.min(...few);
    if (!this.#makeBits(least, Math.max(...few), few.length)) this.#makeSlots(32);
    for (const each of few) this.addNumber(each);
  }

  #addBit(value: number): void {
    const at = value - this.#base;
    const bits = this.#bits!;
    if (at < 0 || at >= bits.length * 32) return this.#widen(value);
    const word = at >> 5;
    const mask = 1 << (at & 31);
    if ((bits[word]! & mask) !== 0) return;
    bits[word]! |= mask;
    this.size++;
  }

  /** Room for a number on either side of those there are, or all of them hashed. */
  #widen(value: number): void {
    const old = [...this.integers()];
    let least = value;
    let largest = value;
    for (const each of old) {
      if (each < least) least = each;
      if (each > largest) largest = each;
    }
    this.size -= old.length;
    this.#bits = undefined;
    if (!this.#makeBits(least, largest, old.length + 1)) this.#makeSlots(4 * old.length);
    for (const each of old) this.addNumber(each);
    this.addNumber(value);
  }

  #makeBits(least: number, largest: number, count: number): boolean {
    const range = largest - least + 1;
    if (range > Math.max(1024, count * bitsPerNumber)) return false;
    // As much room again on both sides: ids move on.
    this.#base = least - (range >> 1);
    this.#bits = new Uint32Array(Math.max(4, (2 * range + 31) >> 5));
    return true;
  }

  #makeSlots(atLeast: number): void {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(32, atLeast)))).fill(freeSlot);
  }

  #addHashed(value: number): void {
    const slots = this.#slots!;
    const mask = slots.length - 1;
    let hash = Math.imul(value, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (slots[slot] !== freeSlot) {
      if (slots[slot] === value) return;
      slot = (slot + 1) & mask;
    }
    slots[slot] = value;
    this.size++;
    if (2 * ++this.#hashed > slots.length) this.#rehash(slots);
  }

  #rehash(slots: Int32Array): void {
    this.#makeSlots(2 * slots.length);
    this.size -= this.#hashed;
    this.#hashed = 0;
    for (const value of slots) if (value !== freeSlot) this.#addHashed(value);
  }
}
