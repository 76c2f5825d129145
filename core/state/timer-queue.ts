import { SlotHeap } from "./slot-heap.ts";
import { TimerIndex } from "./timer-index.ts";
import type { Timer } from "./timers.ts";

/** A bucket for each of the 64 bits in which two times can differ first, and one for equal times. */
const bucketCount = 65;

/** Deleted timers that wait in their buckets, below which clearing them out is not worth its time. */
const fewDeleted = 1024;

/** Key, time, namespace and whether it is set; its places in the index, of which half are free; in a bucket its slot and time. */
export const bytesOfTimer: number = 3 * 8 + 1 + 2 * 2 * 4 + 12;

/** Slots with their times, which need not be looked up then when they move. */
interface Bucket {
  readonly slots: number[];
  readonly times: number[];
}

function emptyBucket(): Bucket {
  return { slots: [], times: [] };
}

const ofOne = new Float64Array(1);
const words = new Int32Array(ofOne.buffer);

/**
 * Timers in columns, the earliest first: a radix heap. A timer lies in the bucket of the highest bit in which its time
 * differs from the last one taken, so all of a bucket are earlier than all of the next, and only the bucket that time has
 * reached is looked at. It moves a few buckets down in its life, by appending a number: a heap costs a cache miss a level.
 *
 * @see Ahuja, Mehlhorn, Orlin, Tarjan, "Faster Algorithms for the Shortest Path Problem", JACM 37 (1990), §2.
 */
export class TimerQueue {
  readonly #index = new TimerIndex();
  readonly #buckets: Bucket[] = Array.from({ length: bucketCount }, emptyBucket);
  /** Those set for a time before the last one taken. */
  readonly #past = new SlotHeap(
    (slot) => this.#index.timeOf(slot),
    (slot) => this.#isDropped(slot),
  );
  /** The order of the last time taken, as two words of 32 bits. */
  #lastHigh = 0;
  #lastLow = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Slots of deleted timers that are still in a bucket. */
  #deleted = 0;
  /** No bucket below it has timers, but for the one of equal times. */
  #lowest = 1;
  /** The slot of the earliest, where it is known. */
  #least: number | undefined;

  constructor() {
    this.#take(Number.NEGATIVE_INFINITY);
  }

  get size(): number {
    return this.#index.size;
  }

  /** Slots that were ever taken: what the memory is sized for. */
  get slotsUsed(): number {
    return this.#index.slotsUsed;
  }

  add(key: number, timeMs: number, namespace: number): boolean {
    // −0 is 0.
    const slot = this.#index.add(key, timeMs + 0, namespace);
    if (slot < 0) return false;
    this.#place(slot, timeMs + 0);
    if (this.#least === undefined ? this.size === 1 : timeMs < this.#index.timeOf(this.#least)) this.#least = slot;
    return true;
  }

  delete(key: number, timeMs: number, namespace: number): boolean {
    const slot = this.#index.remove(key, timeMs + 0, namespace);
    if (slot < 0) return false;
    if (slot === this.#least) this.#least = undefined;
    this.#deleted++;
    if (this.#deleted > fewDeleted && this.#deleted > this.size) this.#clearOut();
    return true;
  }

  /** Time of the earliest; +∞ where there is none. */
  get leastMs(): number {
    const slot = this.#findLeast();
    return slot === undefined ? Number.POSITIVE_INFINITY : this.#index.timeOf(slot);
  }

  takeDue(untilMs: number): Timer | undefined {
    const least = this.#findLeast();
    if (least === undefined || this.#index.timeOf(least) > untilMs) return undefined;
    const slot = this.#takeOut(least);
    const timer = this.#timerAt(slot);
    this.#index.remove(timer.key, timer.timeMs, timer.namespace);
    this.#index.free(slot);
    this.#least = undefined;
    return timer;
  }

  all(): Timer[] {
    return this.#index.slots().map((slot) => this.#timerAt(slot));
  }

  eachKey(visit: (key: number) => void): void {
    for (const slot of this.#index.slots()) visit(this.#index.keyOf(slot));
  }

  #timerAt(slot: number): Timer {
    return { key: this.#index.keyOf(slot), timeMs: this.#index.timeOf(slot), namespace: this.#index.namespaceOf(slot) };
  }

  #findLeast(): number | undefined {
    if (this.#least !== undefined || this.size === 0) return this.#least;
    this.#least = this.#past.least() ?? this.#lastOfEqual();
    while (this.#least === undefined) {
      const waiting = this.#buckets[this.#lowest]!;
      if (waiting.slots.length > 0) this.#least = this.#leastOf(waiting);
      if (this.#least === undefined) this.#lowest++;
    }
    return this.#least;
  }

  /** Of those at the last time taken, the one that came last. */
  #lastOfEqual(): number | undefined {
    const { slots, times } = this.#buckets[0]!;
    while (slots.length > 0 && this.#isDropped(slots[slots.length - 1]!)) {
      slots.pop();
      times.pop();
    }
    return slots[slots.length - 1];
  }

  /** The slot of the earliest timer of a bucket, from which deleted ones are taken out. */
  #leastOf({ slots, times }: Bucket): number | undefined {
    let least: number | undefined;
    let leastMs = Number.POSITIVE_INFINITY;
    let kept = 0;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      if (this.#isDropped(slot)) continue;
      const timeMs = times[at]!;
      slots[kept] = slot;
      times[kept++] = timeMs;
      if (least !== undefined && leastMs <= timeMs) continue;
      least = slot;
      leastMs = timeMs;
    }
    // To set the length of an array costs more than to compare it.
    if (kept < slots.length) {
      slots.length = kept;
      times.length = kept;
    }
    return least;
  }

  /** Whether a timer was deleted; then its slot is free from now on. */
  #isDropped(slot: number): boolean {
    if (this.#index.isSet[slot] === 1) return false;
    this.#deleted--;
    this.#index.free(slot);
    return true;
  }

  /** Takes the earliest timer out of its bucket, or another of the same time; those of its bucket move to lower ones. */
  #takeOut(least: number): number {
    const timeMs = this.#index.timeOf(least);
    if (timeMs < this.#lastMs) {
      // Deleted ones may be before it, where it was known to be the least without looking for it.
      this.#past.least();
      return this.#past.take();
    }
    const bucket = this.#bucketOf(timeMs);
    if (bucket > 0) {
      this.#take(timeMs);
      const { slots, times } = this.#buckets[bucket]!;
      this.#buckets[bucket] = emptyBucket();
      for (let at = 0; at < slots.length; at++) this.#place(slots[at]!, times[at]!);
    }
    const slot = this.#lastOfEqual()!;
    this.#buckets[0]!.slots.pop();
    this.#buckets[0]!.times.pop();
    return slot;
  }

  #place(slot: number, timeMs: number): void {
    if (timeMs < this.#lastMs) return this.#past.push(slot);
    const bucket = this.#bucketOf(timeMs);
    if (bucket > 0 && bucket < this.#lowest) this.#lowest = bucket;
    const { slots, times } = this.#buckets[bucket]!;
    slots.push(slot);
    times.push(timeMs);
  }

  #take(timeMs: number): void {
    this.#lastMs = timeMs;
    ofOne[0] = timeMs;
    // Bits of a double, such that greater times have greater bits: of negative ones all are turned round.
    const turned = words[1]! < 0 ? -1 : 0;
    this.#lastHigh = words[1]! ^ (turned | (1 << 31));
    this.#lastLow = words[0]! ^ turned;
  }

  #bucketOf(timeMs: number): number {
    ofOne[0] = timeMs;
    const turned = words[1]! < 0 ? -1 : 0;
    const high = words[1]! ^ (turned | (1 << 31)) ^ this.#lastHigh;
    if (high !== 0) return 64 - Math.clz32(high);
    return 32 - Math.clz32(words[0]! ^ turned ^ this.#lastLow);
  }

  #clearOut(): void {
    for (const bucket of this.#buckets) this.#leastOf(bucket);
    this.#past.clearOut();
  }
}
