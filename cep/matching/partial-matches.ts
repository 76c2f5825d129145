import { KeyIndex } from "../../core/mod.ts";
import { DuePlaces } from "./due-places.ts";
import { EventBuffer } from "./event-buffer.ts";
import { doubledInts } from "./grow.ts";
import { StartQueue } from "./start-queue.ts";

/** A record of a partial match or place has so many ints; or half as many doubles, over the same bytes. */
export const recordInts = 8;
const recordDoubles = 4;

/** Of a partial match: ints. The next of its chain is the first. */
export const stateAt = 1;
export const linkAt = 2;
/** … and doubles. */
const startMsAt = 2;
const startAt = 3;

/** Of a place: ints. The first of its partial matches is the first. */
const countAt = 1;
const patternAt = 2;
const nextPlaceAt = 3;
/** … and doubles. */
const expiryAt = 2;
const wokenAt = 3;

/**
 * The partial matches of all patterns and keys as records in one array: for each the state that it waits in, the last link of
 * what it has taken, and its first event. What a pattern has under way for a key is a place: a chain of partial matches, the
 * earliest first, and a queue of matches that wait for earlier ones. The places of a key are a chain in their turn, so that an
 * event meets only patterns that have something under way for its key.
 */
export class PartialMatches {
  readonly keys: KeyIndex = new KeyIndex(64);
  readonly buffer: EventBuffer = new EventBuffer();
  /** When places are to be looked at. */
  readonly due: DuePlaces = new DuePlaces();
  size = 0;
  /** By partial match: next, state, link. */
  ints: Int32Array<ArrayBuffer> = new Int32Array(64 * recordInts);
  /** By partial match, from the third on: the time of the first event, and its number. */
  doubles: Float64Array = new Float64Array(this.ints.buffer);
  /** By key: its first place, −1 for none. */
  firstPlaces: Int32Array = new Int32Array(64).fill(-1);
  #places: Int32Array<ArrayBuffer> = new Int32Array(64 * recordInts);
  #placeTimes: Float64Array = new Float64Array(this.#places.buffer);
  #tails: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** By place, where there are any: matches that wait for earlier ones. */
  readonly #waiting = new Map<number, StartQueue>();
  #free = -1;
  #end = 0;
  #freePlace = -1;
  #placeEnd = 0;
  /** The number of the next event. */
  nextOrder = 0;
  /** Of what was read: without a reader it would not be. */
  touched = 0;

  nextOf(partial: number): number {
    return this.ints[partial * recordInts]!;
  }

  setNext(partial: number, next: number): void {
    this.ints[partial * recordInts] = next;
  }

  stateOf(partial: number): number {
    return this.ints[partial * recordInts + stateAt]!;
  }

  setState(partial: number, state: number): void {
    this.ints[partial * recordInts + stateAt] = state;
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

  /** The first partial match of a place; −1 for none. */
  headOf(place: number): number {
    return this.#places[place * recordInts]!;
  }

  setHead(place: number, partial: number): void {
    this.#places[place * recordInts] = partial;
  }

  /** The last partial match of a place; −1 for none. */
  tailOf(place: number): number {
    return this.#tails[place]!;
  }

  setTail(place: number, partial: number): void {
    this.#tails[place] = partial;
  }

  /** The matches of a place that wait for others; undefined for none. */
  waitingOf(place: number): StartQueue | undefined {
    return this.#waiting.get(place);
  }

  setWaiting(place: number, queue: StartQueue): void {
    if (queue.matches.length > 0) this.#waiting.set(place, queue);
    else this.#waiting.delete(place);
  }

  /** A queue of matches, which lie as they do in one. */
  queue(matches: number[] = []): StartQueue {
    return new StartQueue(matches, (match) => this.startOf(match));
  }

  /** How many partial matches a place has, and matches that wait. */
  heldCountOf(place: number): number {
    const count = this.countOf(place);
    return this.#waiting.size === 0 ? count : count + (this.#waiting.get(place)?.matches.length ?? 0);
  }

  /** How many partial matches a place has. */
  countOf(place: number): number {
    return this.#places[place * recordInts + countAt]!;
  }

  addCount(place: number, by: number): void {
    this.#places[place * recordInts + countAt]! += by;
  }

  /** The number of the pattern that a place is of; −1 where it is none. */
  patternOf(place: number): number {
    return this.#places[place * recordInts + patternAt]!;
  }

  nextPlaceOf(place: number): number {
    return this.#places[place * recordInts + nextPlaceAt]!;
  }

  isEmpty(place: number): boolean {
    return this.headOf(place) < 0 && !this.#waiting.has(place);
  }

  /** No partial match of the place runs out of time before this, ms. */
  expiryOf(place: number): number {
    return this.#placeTimes[place * recordDoubles + expiryAt]!;
  }

  setExpiry(place: number, timeMs: number): void {
    this.#placeTimes[place * recordDoubles + expiryAt] = timeMs;
  }

  /** The place is to be looked at when its time has come, if not before. */
  wakeAt(place: number, timeMs: number): void {
    const woken = place * recordDoubles + wokenAt;
    if (timeMs >= this.#placeTimes[woken]!) return;
    this.#placeTimes[woken] = timeMs;
    this.due.push(timeMs, place);
  }

  /** Takes out the first place that is due up to a time; −1 for one that has been looked at meanwhile, or is gone. */
  takeDue(): number {
    const dueMs = this.due.nextMs;
    const place = this.due.pop();
    const woken = place * recordDoubles + wokenAt;
    if (this.#placeTimes[woken] !== dueMs) return -1;
    this.#placeTimes[woken] = Number.POSITIVE_INFINITY;
    return place;
  }

  /** The numbers of the keys of so many rows, known or new: `entries[k]` for the kth of them. */
  entriesOf(keys: Float64Array, rows: Int32Array | undefined, count: number, entries: Int32Array): void {
    for (let at = 0; at < count; ) {
      at = this.keys.findOrAdd(keys, rows, at, count, entries);
      if (at === count) return;
      this.keys.grow();
      const longer = new Int32Array(this.keys.keys.length).fill(-1);
      longer.set(this.firstPlaces);
      this.firstPlaces = longer;
    }
  }

  entryOf(key: number): number {
    keyOfOne[0] = key;
    this.entriesOf(keyOfOne, undefined, 1, entryOfOne);
    return entryOfOne[0]!;
  }

  /** The place of a pattern among those of a key; −1 for none. */
  placeOf(entry: number, pattern: number): number {
    let place = this.firstPlaces[entry]!;
    while (place >= 0 && this.patternOf(place) !== pattern) place = this.nextPlaceOf(place);
    return place;
  }

  /** A new place of a key, for a pattern that has none there. */
  addPlace(entry: number, pattern: number): number {
    let place = this.#freePlace;
    if (place >= 0) this.#freePlace = this.nextPlaceOf(place);
    else {
      place = this.#placeEnd++;
      if (place === this.#tails.length) this.#growPlaces();
    }
    const at = place * recordInts;
    this.#places[at] = -1;
    this.#places[at + countAt] = 0;
    this.#places[at + patternAt] = pattern;
    this.#places[at + nextPlaceAt] = this.firstPlaces[entry]!;
    this.#tails[place] = -1;
    this.#placeTimes[place * recordDoubles + expiryAt] = Number.POSITIVE_INFINITY;
    this.#placeTimes[place * recordDoubles + wokenAt] = Number.POSITIVE_INFINITY;
    this.firstPlaces[entry] = place;
    return place;
  }

  /** Forgets a place of a key; `before` is the one before it in the chain, −1 for none. What it held must be gone. */
  removePlace(entry: number, before: number, place: number): void {
    const next = this.nextPlaceOf(place);
    if (before < 0) this.firstPlaces[entry] = next;
    else this.#places[before * recordInts + nextPlaceAt] = next;
    this.#places[place * recordInts + patternAt] = -1;
    this.#places[place * recordInts + nextPlaceAt] = this.#freePlace;
    this.#placeTimes[place * recordDoubles + wokenAt] = Number.POSITIVE_INFINITY;
    this.#freePlace = place;
  }

  /** Forgets the places that hold nothing or are not wanted any more, and the keys that have none. */
  sweep(isWanted: (pattern: number) => boolean = () => true): void {
    for (let entry = this.keys.size - 1; entry >= 0; entry--) {
      for (let before = -1, place = this.firstPlaces[entry]!; place >= 0; ) {
        const next = this.nextPlaceOf(place);
        if (!isWanted(this.patternOf(place))) this.#clear(place);
        if (this.isEmpty(place)) this.removePlace(entry, before, place);
        else before = place;
        place = next;
      }
      if (this.firstPlaces[entry]! >= 0) continue;
      const last = this.keys.size - 1;
      this.keys.remove(entry);
      this.firstPlaces[entry] = this.firstPlaces[last]!;
      this.firstPlaces[last] = -1;
    }
  }

  #clear(place: number): void {
    for (let partial = this.headOf(place); partial >= 0; ) {
      const next = this.nextOf(partial);
      this.remove(partial);
      partial = next;
    }
    for (const match of this.waitingOf(place)?.matches ?? []) this.remove(match);
    this.setHead(place, -1);
    this.setTail(place, -1);
    this.#waiting.delete(place);
  }

  /** A partial match that holds its link, which is held for it; `startMs` and `start` are those of its first event. */
  add(state: number, link: number, startMs: number, start: number): number {
    const partial = this.#make(state, link);
    this.doubles[partial * recordDoubles + startMsAt] = startMs;
    this.doubles[partial * recordDoubles + startAt] = start;
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
    this.size++;
    return partial;
  }

  /** Forgets one that is in no chain any more. */
  remove(partial: number): void {
    this.buffer.release(this.linkOf(partial));
    this.setNext(partial, this.#free);
    this.#free = partial;
    this.size--;
  }

  /** The event is taken: another link behind the one before, another state. */
  move(partial: number, state: number, step: number, event: number): void {
    const at = partial * recordInts;
    const link = this.buffer.extend(step, event, this.ints[at + linkAt]!);
    this.ints[at + linkAt] = link;
    this.ints[at + stateAt] = state;
  }

  /**
   * Reads what some entries have under way, one kind of record after the other: the records lie all over memory, and loads that
   * do not wait for each other are under way together, where those of one event after the other wait.
   */
  fetch(entries: Int32Array, from: number, to: number): void {
    const { firstPlaces, ints } = this;
    const places = this.#places;
    const at = fetched;
    let count = 0;
    for (let k = from; k < to; k++) {
      const place = firstPlaces[entries[k]!]!;
      if (place >= 0) at[count++] = place;
    }
    let partials = 0;
    for (let k = 0; k < count; k++) {
      const head = places[at[k]! * recordInts]!;
      if (head >= 0) at[partials++] = head;
    }
    // The first of each chain, then the second of each: what is found is looked at in its turn.
    for (let k = 0; k < partials && partials < at.length; k++) {
      const next = ints[at[k]! * recordInts]!;
      if (next >= 0) at[partials++] = next;
    }
    for (let k = 0; k < partials; k++) at[k] = ints[at[k]! * recordInts + linkAt]!;
    this.touched = this.buffer.fetch(at, partials);
  }

  /** The partial matches of a place, the earliest first. */
  chainOf(place: number): number[] {
    const chain: number[] = [];
    for (let partial = this.headOf(place); partial >= 0; partial = this.nextOf(partial)) chain.push(partial);
    return chain;
  }

  #grow(): void {
    this.ints = doubledInts(this.ints);
    this.doubles = new Float64Array(this.ints.buffer);
  }

  #growPlaces(): void {
    this.#places = doubledInts(this.#places);
    this.#placeTimes = new Float64Array(this.#places.buffer);
    this.#tails = doubledInts(this.#tails);
  }
}

/** So many entries are read at once at most. */
export const mostFetched = 64;
const fetched = new Int32Array(4 * mostFetched);
const keyOfOne = new Float64Array(1);
const entryOfOne = new Int32Array(1);
