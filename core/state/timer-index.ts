const noSlot = -1;

/** Numbers of a timer that lie side by side: key, time, namespace. */
const stride = 3;

const parts = new Float64Array(stride);
const partWords = new Int32Array(parts.buffer);

/**
 * Timers by slot, found by key, time and namespace: a hash table with linear probing, whose places hold the hash beside the
 * slot, so that a timer is only looked at where it is the one (a million do not fit into a cache). A slot that is no longer
 * set stays taken until it is freed.
 */
export class TimerIndex {
  /** Timers that are set. */
  size = 0;
  /** [slots × 3] */
  parts: Float64Array = new Float64Array(64 * stride);
  /** [slots] */
  isSet: Uint8Array = new Uint8Array(64);
  /** Slots that were ever taken, and those of them that are free. */
  slotsUsed = 0;
  readonly #free: number[] = [];
  /** Slot and hash of each place; a power of two of them, at least twice as many as there are timers. */
  #table: Int32Array = new Int32Array(2 * 128).fill(noSlot);

  /** The slot of a new timer; −1 where it is set already. */
  add(key: number, timeMs: number, namespace: number): number {
    if (4 * (this.size + 1) > this.#table.length) this.#rehash(2 * this.#table.length);
    const hash = hashOf(key, timeMs, namespace);
    const place = this.#find(hash, key, timeMs, namespace);
    if (this.#table[place] !== noSlot) return noSlot;
    const slot = this.#free.pop() ?? this.slotsUsed++;
    if (slot === this.isSet.length) this.#grow();
    this.#table[place] = slot;
    this.#table[place + 1] = hash;
    this.parts[stride * slot] = key;
    this.parts[stride * slot + 1] = timeMs;
    this.parts[stride * slot + 2] = namespace;
    this.isSet[slot] = 1;
    this.size++;
    return slot;
  }

  /** The slot that it had, which stays taken; −1 where it was not set. */
  remove(key: number, timeMs: number, namespace: number): number {
    const place = this.#find(hashOf(key, timeMs, namespace), key, timeMs, namespace);
    const slot = this.#table[place]!;
    if (slot === noSlot) return noSlot;
    this.#close(place);
    this.isSet[slot] = 0;
    this.size--;
    return slot;
  }

  free(slot: number): void {
    this.#free.push(slot);
  }

  keyOf(slot: number): number {
    return this.parts[stride * slot]!;
  }

  timeOf(slot: number): number {
    return this.parts[stride * slot + 1]!;
  }

  namespaceOf(slot: number): number {
    return this.parts[stride * slot + 2]!;
  }

  /** The slots of all timers that are set. */
  slots(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.slotsUsed; slot++) if (this.isSet[slot] === 1) slots.push(slot);
    return slots;
  }

  /** The place of a timer, or the free one where it would be. */
  #find(hash: number, key: number, timeMs: number, namespace: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    let place = (hash << 1) & mask;
    for (let slot = table[place]!; slot !== noSlot; slot = table[place]!) {
      if (table[place + 1] === hash && this.#holds(slot, key, timeMs, namespace)) break;
      place = (place + 2) & mask;
    }
    return place;
  }

  #holds(slot: number, key: number, timeMs: number, namespace: number): boolean {
    return this.keyOf(slot) === key && this.timeOf(slot) === timeMs && this.namespaceOf(slot) === namespace;
  }

  /** Frees a place and moves back those behind it that it stood in the way of. */
  #close(place: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let hole = place;
    for (let at = (place + 2) & mask; table[at]! !== noSlot; at = (at + 2) & mask) {
      const home = (table[at + 1]! << 1) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      table[hole] = table[at]!;
      table[hole + 1] = table[at + 1]!;
      hole = at;
    }
    table[hole] = noSlot;
  }

  #rehash(length: number): void {
    const table = new Int32Array(length).fill(noSlot);
    const mask = length - 1;
    const old = this.#table;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === noSlot) continue;
      let place = (old[at + 1]! << 1) & mask;
      while (table[place] !== noSlot) place = (place + 2) & mask;
      table[place] = old[at]!;
      table[place + 1] = old[at + 1]!;
    }
    this.#table = table;
  }

  #grow(): void {
    const capacity = 2 * this.isSet.length;
    const larger = new Float64Array(stride * capacity);
    larger.set(this.parts);
    this.parts = larger;
    const isSet = new Uint8Array(capacity);
    isSet.set(this.isSet);
    this.isSet = isSet;
  }
}

/** The rounds of `hashWords`, over three doubles. */
function hashOf(key: number, timeMs: number, namespace: number): number {
  parts[0] = key;
  parts[1] = timeMs;
  parts[2] = namespace;
  let hash = Math.imul(partWords[0]! ^ Math.imul(partWords[1]!, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ partWords[2]! ^ Math.imul(partWords[3]!, 0x9e3779b1), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ partWords[4]! ^ Math.imul(partWords[5]!, 0x9e3779b1), 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}
