import { KeyIndex } from "../../core/mod.ts";
import { EventBuffer } from "./event-buffer.ts";

/** A record of a partial match or key has so many ints; or half as many doubles, over the same bytes. */
export const recordInts = 8;
const recordDoubles = 4;

/** Of a partial match: ints. The next of its chain is the first. */
export const stateAt = 1;
export const linkAt = 2;
/** … and doubles. */
const startMsAt = 2;
const startAt = 3;

/** Of a key: ints. The first of its partial matches is the first. */
const waitingAt = 1;
const countAt = 2;
/** … and doubles. */
const expiryAt = 2;
const wokenAt = 3;

/**
 * The partial matches of all keys as records in one array: for each the state that it waits in, the last link of what it has
 * taken, and its first event. Those of a key are a chain, the earliest first; matches that wait for earlier ones are another.
 */
export class PartialMatches {
  readonly keys: KeyIndex = new KeyIndex(64);
  readonly buffer: EventBuffer = new EventBuffer();
  size = 0;
  /** How many partial matches wait in each state; those that wait for earlier ones to be decided count as none. */
  perState: Int32Array = new Int32Array(64);
  /** By partial match: next, state, link. */
  ints: Int32Array = new Int32Array(64 * recordInts);
  /** By partial match, from the third on: the time of the first event, and its number. */
  doubles: Float64Array = new Float64Array(this.ints.buffer);
  #places: Int32Array = new Int32Array(0);
  #placeTimes: Float64Array = new Float64Array(0);
  #free = -1;
  #end = 0;
  /** The number of the next event. */
  nextOrder = 0;

  constructor() {
    this.#makePlaces(64);
  }

  nextOf(partial: number): number {
    return this.ints[partial * recordInts]!;
  }

  setNext(partial: number, next: number): void {
    this.ints[partial * recordInts] = next;
  }

  stateOf(partial: number): number {
    return this.ints[partial * recordInts + stateAt]!;
  }

  linkOf(partial: number): number {
    return this.ints[partial * recordInts + linkAt]!;
  }

  startMsOf(partial: number): number {
    return this.doubles[partial * recordDoubles + startMsAt]!;
  }

  /** The number of the first event. */
  startOf(partial: number): number {
    return this.doubles[partial * recordDoubles + startAt]!;
  }

  /** The first partial match of a key, by its place; −1 for none. */
  headOf(place: number): number {
    return this.#places[place * recordInts]!;
  }

  setHead(place: number, partial: number): void {
    this.#places[place * recordInts] = partial;
  }

  /** The first match of a key that waits for others; −1 for none. */
  waitingOf(place: number): number {
    return this.#places[place * recordInts + waitingAt]!;
  }

  setWaiting(place: number, match: number): void {
    this.#places[place * recordInts + waitingAt] = match;
  }

  /** How many partial matches a key has. */
  countOf(place: number): number {
    return this.#places[place * recordInts + countAt]!;
  }

  addCount(place: number, by: number): void {
    this.#places[place * recordInts + countAt]! += by;
  }

  /** No partial match of the key runs out of time before this, ms. */
  expiryOf(place: number): number {
    return this.#placeTimes[place * recordDoubles + expiryAt]!;
  }

  setExpiry(place: number, timeMs: number): void {
    this.#placeTimes[place * recordDoubles + expiryAt] = timeMs;
  }

  /** When the key is to be looked at, as has been asked for, ms. */
  wokenOf(place: number): number {
    return this.#placeTimes[place * recordDoubles + wokenAt]!;
  }

  setWoken(place: number, timeMs: number): void {
    this.#placeTimes[place * recordDoubles + wokenAt] = timeMs;
  }

  /** The places of the keys of so many rows: `places[k]` for the kth of them. */
  placesOf(keys: Float64Array, rows: Int32Array | undefined, count: number, places: Int32Array): void {
    for (let at = 0; at < count; ) {
      at = this.keys.findOrAdd(keys, rows, at, count, places);
      if (at < count) {
        this.keys.grow();
        this.#makePlaces(this.keys.keys.length);
      }
    }
  }

  placeOf(key: number): number {
    keyOfOne[0] = key;
    this.placesOf(keyOfOne, undefined, 1, placeOfOne);
    return placeOfOne[0]!;
  }

  /** A partial match that holds its link; `startMs` and `start` are those of its first event. */
  add(state: number, link: number, startMs: number, start: number): number {
    const partial = this.#make(state, link);
    this.doubles[partial * recordDoubles + startMsAt] = startMs;
    this.doubles[partial * recordDoubles + startAt] = start;
    return partial;
  }

  /** One that begins with an event. */
  addFirst(state: number, link: number, event: number): number {
    const partial = this.#make(state, link);
    this.doubles[partial * recordDoubles + startMsAt] = this.buffer.timeOf(event);
    this.doubles[partial * recordDoubles + startAt] = this.buffer.orderOf(event);
    return partial;
  }

  /** One that began as another did. */
  addBehind(state: number, link: number, other: number): number {
    const partial = this.#make(state, link);
    const { doubles } = this;
    doubles[partial * recordDoubles + startMsAt] = doubles[other * recordDoubles + startMsAt]!;
    doubles[partial * recordDoubles + startAt] = doubles[other * recordDoubles + startAt]!;
    return partial;
  }

  #make(state: number, link: number): number {
    let partial = this.#free;
    if (partial >= 0) this.#free = this.nextOf(partial);
    else {
      partial = this.#end++;
      if (partial * recordInts === this.ints.length) this.#grow();
    }
    const at = partial * recordInts;
    this.ints[at] = -1;
    this.ints[at + stateAt] = state;
    this.ints[at + linkAt] = link;
    this.buffer.hold(link);
    this.size++;
    this.#count(state, 1);
    return partial;
  }

  /** Forgets one that is in no chain any more. */
  remove(partial: number): void {
    this.buffer.release(this.linkOf(partial));
    this.#count(this.stateOf(partial), -1);
    this.setNext(partial, this.#free);
    this.#free = partial;
    this.size--;
  }

  /** The event is taken: another link, another state. */
  move(partial: number, state: number, link: number): void {
    const at = partial * recordInts;
    this.buffer.hold(link);
    this.buffer.release(this.ints[at + linkAt]!);
    this.ints[at + linkAt] = link;
    this.#count(this.ints[at + stateAt]!, -1);
    this.#count(state, 1);
    this.ints[at + stateAt] = state;
  }

  /** The matches of a key that wait, in the order of their chain. */
  allWaiting(place: number): number[] {
    const matches: number[] = [];
    for (let match = this.waitingOf(place); match >= 0; match = this.nextOf(match)) matches.push(match);
    return matches;
  }

  /** Makes these the chain of matches that wait. */
  chainWaiting(place: number, matches: readonly number[]): void {
    this.setWaiting(place, matches[0] ?? -1);
    for (let at = 0; at < matches.length; at++) this.setNext(matches[at]!, matches[at + 1] ?? -1);
  }

  /** Forgets the keys that have nothing. */
  sweep(): void {
    for (let place = this.keys.size - 1; place >= 0; place--) {
      if (this.headOf(place) >= 0 || this.waitingOf(place) >= 0) continue;
      const last = this.keys.size - 1;
      this.keys.remove(place);
      this.#places.copyWithin(place * recordInts, last * recordInts, (last + 1) * recordInts);
      this.#clearPlace(last);
    }
  }

  #count(state: number, by: number): void {
    if (state < 0) return;
    if (state >= this.perState.length) {
      const longer = new Int32Array(2 * state);
      longer.set(this.perState);
      this.perState = longer;
    }
    this.perState[state]! += by;
  }

  #grow(): void {
    const longer = new Int32Array(this.ints.length * 2);
    longer.set(this.ints);
    this.ints = longer;
    this.doubles = new Float64Array(longer.buffer);
  }

  #makePlaces(count: number): void {
    const before = this.#places.length / recordInts;
    const places = new Int32Array(count * recordInts);
    places.set(this.#places);
    this.#places = places;
    this.#placeTimes = new Float64Array(places.buffer);
    for (let place = before; place < count; place++) this.#clearPlace(place);
  }

  #clearPlace(place: number): void {
    this.setHead(place, -1);
    this.setWaiting(place, -1);
    this.#places[place * recordInts + countAt] = 0;
    this.setExpiry(place, Number.POSITIVE_INFINITY);
    this.setWoken(place, Number.POSITIVE_INFINITY);
  }
}

const keyOfOne = new Float64Array(1);
const placeOfOne = new Int32Array(1);
