/** Slots of an empty table. */
const firstCapacity = 16;

/** What is reserved and empty is memory that is missing elsewhere: large tables grow by a quarter, small ones by half. */
const growth = 1.25;
const smallGrowth = 1.5;
const smallCapacity = 4096;
const fullest = 0.85;

/** A large table is made smaller where no more of it is in use: once most of what it had is gone. */
const emptiest = 0.25;

/**
 * Where the records of one key group are: hash → position, 9 bytes a slot, 11 to 13 a key (small tables 16). Hashes are searched from a
 * home that is proportional to them (so that any number of slots will do), and several records may have the same: who
 * asks compares keys. Positions are whole numbers from 1 to 2⁴⁰ − 1.
 */
export class SlotTable {
  size = 0;
  #capacity = 0;
  /** Hash, and the lower 32 bits of the position. [2 × capacity] */
  #slots = new Int32Array(0);
  /** The upper 8 bits. [capacity] */
  #highs = new Uint8Array(0);

  get sizeBytes(): number {
    return this.#slots.byteLength + this.#highs.byteLength;
  }

  /** The first slot with a hash, or −1. */
  first(hash: number): number {
    return this.#capacity === 0 ? -1 : this.#from(this.#homeOf(hash), hash);
  }

  /** The next one behind a slot. */
  next(slot: number, hash: number): number {
    return this.#from(slot + 1 === this.#capacity ? 0 : slot + 1, hash);
  }

  positionAt(slot: number): number {
    return this.#highs[slot]! * 2 ** 32 + (this.#slots[2 * slot + 1]! >>> 0);
  }

  setPosition(slot: number, position: number): void {
    this.#slots[2 * slot + 1] = position | 0;
    this.#highs[slot] = position / 2 ** 32;
  }

  /** The slot of one position, or −1. */
  find(hash: number, position: number): number {
    let slot = this.first(hash);
    while (slot >= 0 && this.positionAt(slot) !== position) slot = this.next(slot, hash);
    return slot;
  }

  /** Adds what is not there. */
  add(hash: number, position: number): void {
    const before = this.#capacity;
    if (this.size + 1 > before * fullest) {
      this.#resize(Math.max(firstCapacity, Math.ceil(before * (before < smallCapacity ? smallGrowth : growth))));
    }
    this.size++;
    this.#put(hash, position);
  }

  /** Frees a slot, and moves back those behind it that it stood in the way of. Slots that were found before are others then. */
  remove(slot: number): void {
    const capacity = this.#capacity;
    const slots = this.#slots;
    let hole = slot;
    for (let at = hole + 1 === capacity ? 0 : hole + 1; !this.#isFree(at); at = at + 1 === capacity ? 0 : at + 1) {
      const home = this.#homeOf(slots[2 * at]!);
      if (distance(home, at, capacity) < distance(hole, at, capacity)) continue;
      slots[2 * hole] = slots[2 * at]!;
      slots[2 * hole + 1] = slots[2 * at + 1]!;
      this.#highs[hole] = this.#highs[at]!;
      hole = at;
    }
    slots[2 * hole] = 0;
    slots[2 * hole + 1] = 0;
    this.#highs[hole] = 0;
    this.size--;
    if (this.#capacity > firstCapacity && this.size < emptiest * this.#capacity) {
      this.#resize(Math.max(firstCapacity, Math.ceil((this.size * smallGrowth) / fullest)));
    }
  }

  #from(start: number, hash: number): number {
    const slots = this.#slots;
    const capacity = this.#capacity;
    for (let slot = start; ; slot = slot + 1 === capacity ? 0 : slot + 1) {
      if (slots[2 * slot] === hash && !this.#isFree(slot)) return slot;
      if (this.#isFree(slot)) return -1;
    }
  }

  #isFree(slot: number): boolean {
    return this.#slots[2 * slot + 1] === 0 && this.#highs[slot] === 0;
  }

  #homeOf(hash: number): number {
    return Math.floor(((hash >>> 0) * this.#capacity) / 2 ** 32);
  }

  #put(hash: number, position: number): void {
    let slot = this.#homeOf(hash);
    while (!this.#isFree(slot)) slot = slot + 1 === this.#capacity ? 0 : slot + 1;
    this.#slots[2 * slot] = hash;
    this.setPosition(slot, position);
  }

  #resize(capacity: number): void {
    const [slots, highs, before] = [this.#slots, this.#highs, this.#capacity];
    this.#capacity = capacity;
    this.#slots = new Int32Array(2 * this.#capacity);
    this.#highs = new Uint8Array(this.#capacity);
    for (let slot = 0; slot < before; slot++) {
      const low = slots[2 * slot + 1]!;
      if (low !== 0 || highs[slot] !== 0) this.#put(slots[2 * slot]!, highs[slot]! * 2 ** 32 + (low >>> 0));
    }
  }
}

function distance(from: number, to: number, capacity: number): number {
  return to >= from ? to - from : to - from + capacity;
}
