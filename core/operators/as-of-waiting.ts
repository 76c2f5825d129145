import { lengthOf } from "../data/batch.ts";
import { type DueQueue, dueQueue } from "../state/due-queue.ts";
import type { RowStore } from "../state/row-store.ts";
import type { KeyedInput } from "./keyed-input.ts";
import { batchOfKeys, keysAtOnce } from "./keys-at-once.ts";
import { KeysDue } from "./keys-due.ts";
import type { Held } from "./operator.ts";

/** A row whose time has come, but whose version may still: certain once event time is so far, or when a version comes. */
export interface Undecided {
  readonly place: number;
  readonly certainMs: number;
}

/** Gives the rows in some places whose version is certain, and gives back the others. */
type Decide = (due: number[]) => readonly Undecided[];

/**
 * The left rows of an as-of join that wait: for their time, and for a version behind it. Where they were put away, their keys wait
 * under their numbers for the first time at which one of their rows may be certain.
 */
export class WaitingRows {
  readonly #left: RowStore;
  readonly #widthMs: number;
  /** Places by the times of their rows. */
  #queue: DueQueue;
  #undecided: readonly Undecided[] = [];
  /** Keys of those, where they may be put away. */
  readonly #undecidedKeys = new Set<number>();
  /** Keys with rows that were put away. */
  readonly #due: KeysDue;
  /** Of such keys the earliest row whose time had come. */
  readonly #heldAway = new Map<number, number>();
  #reachedMs = Number.NEGATIVE_INFINITY;

  constructor(left: RowStore, widthMs: number) {
    this.#left = left;
    this.#widthMs = widthMs;
    this.#queue = dueQueue(widthMs);
    this.#due = new KeysDue(dueQueue(widthMs));
    // What was restored from a copy may be at hand already: it is not brought again.
    this.#expect(left.live());
    if (left.away !== undefined) for (const keys of keysAtOnce(left.away.allKeys())) this.bring(keys);
  }

  /** Brings the rows of the keys of a batch, before more of them come. */
  bring({ batch, keys }: Pick<KeyedInput, "batch" | "keys">): void {
    const { away } = this.#left;
    if (away === undefined) return;
    if (away.isFull) this.#putAway();
    const places = away.bring(keys, batch.selection, lengthOf(batch));
    for (const place of places) this.#heldAway.delete(this.#left.keys[place]!);
    this.#expect(places);
  }

  /** A row waits from now on. */
  add(timeMs: number, place: number): void {
    this.#queue.push(timeMs, place);
  }

  /** A version of a key has come. */
  versionCame(key: number, timeMs: number): void {
    // Of rows at hand it is known when they were certain before it came: they may be put away by that.
    if (this.#heldAway.has(key) || this.#undecidedKeys.has(key)) this.#due.expect(key, timeMs);
  }

  /** Has the rows decided that may be by a watermark. */
  take(timeMs: number, decide: Decide): void {
    this.#reachedMs = timeMs;
    const due = this.#undecided.map(({ place }) => place);
    this.#queue.take(timeMs, (place) => due.push(place));
    this.#undecided = decide(due);
    const keys = new Set(this.#due.take(timeMs));
    // Of some it is certain only at the end that no version comes.
    if (timeMs === Number.POSITIVE_INFINITY) for (const key of this.#heldAway.keys()) keys.add(key);
    for (const some of keysAtOnce(Float64Array.from(keys))) {
      this.bring(some);
      const back: number[] = [];
      this.#queue.take(timeMs, (place) => back.push(place));
      this.#undecided = [...this.#undecided, ...decide(back)];
    }
    if (this.#left.away === undefined) return;
    this.#undecidedKeys.clear();
    for (const { place } of this.#undecided) this.#undecidedKeys.add(this.#left.keys[place]!);
  }

  /** The time of the earliest row that has come and is undecided; +∞ where there is none. */
  get heldMs(): number {
    const { times } = this.#left;
    let least = Number.POSITIVE_INFINITY;
    for (const { place } of this.#undecided) least = Math.min(least, times[place]!);
    for (const timeMs of this.#heldAway.values()) least = Math.min(least, timeMs);
    return least;
  }

  /** The rows that wait for their time, or for a version that comes behind it: of a key, or all. */
  holds(watermark: number, key: number | undefined): Held {
    const { away } = this.#left;
    let [count, ahead, firstMs] = [0, 0, Number.POSITIVE_INFINITY];
    const look = (of?: number): void => {
      for (const place of this.#left.live()) {
        if (of !== undefined && this.#left.keys[place] !== of) continue;
        const timeMs = this.#left.times[place]!;
        count++;
        if (timeMs <= watermark) continue;
        ahead++;
        firstMs = Math.min(firstMs, timeMs);
      }
    };
    if (key !== undefined) this.bring(batchOfKeys(Float64Array.of(key)));
    if (key !== undefined || away === undefined || away.nothingAway) look(key);
    else {
      for (const some of keysAtOnce(away.allKeys())) {
        this.#putAway();
        this.bring(some);
        look();
      }
    }
    return {
      count,
      of: "left rows",
      next: ahead === 0 ? undefined : { time: "event", timeMs: firstMs },
      waitsFor: ahead === count ? undefined : "a version of a later time",
    };
  }

  #expect(places: Int32Array): void {
    for (const place of places) this.#queue.push(this.#left.times[place]!, place);
  }

  #putAway(): void {
    const { keys, times } = this.#left;
    const certain = new Map(this.#undecided.map(({ place, certainMs }) => [place, certainMs]));
    for (const place of this.#left.live()) {
      const [key, timeMs] = [keys[place]!, times[place]!];
      this.#due.expect(key, certain.get(place) ?? timeMs);
      if (timeMs > this.#reachedMs) continue;
      this.#heldAway.set(key, Math.min(this.#heldAway.get(key) ?? Number.POSITIVE_INFINITY, timeMs));
    }
    this.#left.away!.putAway();
    this.#queue = dueQueue(this.#widthMs);
    this.#undecided = [];
  }
}
