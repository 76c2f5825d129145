import { popLeast, pushNumber } from "../number-heap.ts";
import type { StateHost } from "../state.ts";
import type { StateCursor } from "./cursor.ts";

/** How long state lives after its last update. */
export interface Expiry {
  readonly ttlMs: number;
  readonly updates: "onCreateAndWrite" | "onReadAndWrite";
  readonly visibility: "neverReturnExpired" | "returnExpiredIfNotCleanedUp";
  /** The time that counts. */
  readonly time: ExpiryTime;
}

export type ExpiryTime = "processing" | "event";

/** Something that expires. */
export interface Expiring {
  /** The time of its last update; NaN where none is known, as it was kept without a time to live. */
  timeMs: number;
  /** The bucket in which it waits to be looked at; NaN where it does not. */
  bucket: number;
}

export function timeAt(cursor: StateCursor, { time }: Expiry): number {
  return time === "event" ? cursor.eventMs : cursor.processingMs;
}

export function timeOf(host: StateHost, time: ExpiryTime): number {
  return time === "event" ? host.watermark() : host.clock.nowMs();
}

export function isExpired(timeMs: number, { ttlMs }: Pick<Expiry, "ttlMs">, nowMs: number): boolean {
  return timeMs + ttlMs <= nowMs;
}

/** Updates come in any order of event time: the latest counts. */
export function later(timeMs: number, nowMs: number): number {
  return Number.isNaN(timeMs) ? nowMs : Math.max(timeMs, nowMs);
}

/** Buckets that a time to live is divided into: what has expired is gone an eighth of it later. */
const bucketsPerTtl = 8;

/** Entries that are gone and still wait, below which clearing them out is not worth its time. */
const fewGone = 1024;

/**
 * Entries by the time at which they expire, in coarse buckets. Each waits in one place; one that was updated meanwhile
 * is put off when its bucket comes. So an update costs nothing here, and an entry a look or two in its time to live.
 */
export class ExpiryQueue<Entry extends Expiring> {
  readonly #ttlMs: number;
  readonly #widthMs: number;
  readonly #buckets = new Map<number, Entry[]>();
  readonly #order: number[] = [];
  /** What is left of the bucket at hand. */
  #current: Entry[] = [];
  #currentBucket = Number.NaN;
  #waiting = 0;
  #gone = 0;

  constructor({ ttlMs }: Expiry) {
    this.#ttlMs = ttlMs;
    this.#widthMs = Math.max(1, ttlMs / bucketsPerTtl);
  }

  /** Waits until the entry may have expired. */
  push(entry: Entry): void {
    const known = !Number.isNaN(entry.timeMs);
    entry.bucket = known ? Math.floor((entry.timeMs + this.#ttlMs) / this.#widthMs) : Number.NEGATIVE_INFINITY;
    let bucket = this.#buckets.get(entry.bucket);
    if (bucket === undefined) {
      bucket = [];
      this.#buckets.set(entry.bucket, bucket);
      pushNumber(this.#order, entry.bucket);
    }
    bucket.push(entry);
    this.#waiting++;
  }

  /** The entry is gone before its time. */
  forget(entry: Entry): void {
    if (Number.isNaN(entry.bucket)) return;
    entry.bucket = Number.NaN;
    if (++this.#gone > fewGone && 2 * this.#gone > this.#waiting) this.#clearOut();
  }

  /** When the next bucket is over; −∞ while there is more to do, +∞ when nothing waits. */
  get nextMs(): number {
    if (this.#current.length > 0) return Number.NEGATIVE_INFINITY;
    return this.#order.length === 0 ? Number.POSITIVE_INFINITY : (this.#order[0]! + 1) * this.#widthMs;
  }

  /** Removes entries that have expired, as far as the budget goes; what was kept without a time lives from now on. */
  cleanUp(nowMs: number, budget: number, remove: (entry: Entry) => void): number {
    return this.visit(nowMs, budget, (entry) => {
      if (isExpired(entry.timeMs, { ttlMs: this.#ttlMs }, nowMs)) remove(entry);
      else {
        if (Number.isNaN(entry.timeMs)) entry.timeMs = nowMs;
        this.push(entry);
      }
      return 1;
    });
  }

  /** Looks at entries of buckets that are over, until `visit` says that so much work was done. Gives what is left of it. */
  visit(nowMs: number, budget: number, visit: (entry: Entry) => number): number {
    // No time has come yet.
    if (nowMs === Number.NEGATIVE_INFINITY) return budget;
    let left = budget;
    while (left > 0 && (this.#current.length > 0 || this.#open(nowMs))) {
      const entry = this.#current.pop()!;
      this.#waiting--;
      if (entry.bucket !== this.#currentBucket) {
        this.#gone = Math.max(0, this.#gone - 1);
        left--;
        continue;
      }
      entry.bucket = Number.NaN;
      left -= visit(entry);
    }
    return left;
  }

  #open(nowMs: number): boolean {
    if (this.#order.length === 0 || !((this.#order[0]! + 1) * this.#widthMs <= nowMs)) return false;
    this.#currentBucket = popLeast(this.#order);
    this.#current = this.#buckets.get(this.#currentBucket)!;
    this.#buckets.delete(this.#currentBucket);
    return true;
  }

  #clearOut(): void {
    this.#current = this.#current.filter((entry) => entry.bucket === this.#currentBucket);
    this.#waiting = this.#current.length;
    for (const [at, entries] of this.#buckets) {
      const living = entries.filter((entry) => entry.bucket === at);
      this.#buckets.set(at, living);
      this.#waiting += living.length;
    }
    this.#gone = 0;
  }
}
