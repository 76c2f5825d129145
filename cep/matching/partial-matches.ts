import { KeyIndex } from "../../core/mod.ts";
import { EventBuffer } from "./event-buffer.ts";
import { doubled, doubledInts } from "./grow.ts";

/**
 * The partial matches of all keys as columns: for each the state that it waits in, the last link of what it has taken, and
 * its first event. Those of a key are a chain, the earliest first; matches that wait for earlier ones are a second chain.
 */
export class PartialMatches {
  readonly keys: KeyIndex = new KeyIndex(64);
  /** By place of the key: the first of its partial matches, of its matches that wait; −1 for none. */
  head: Int32Array = new Int32Array(64).fill(-1);
  waiting: Int32Array = new Int32Array(64).fill(-1);
  /** No partial match of the key runs out of time before this, ms. */
  expiryMs: Float64Array = new Float64Array(64).fill(Number.POSITIVE_INFINITY);
  /** When the key is to be looked at, as has been asked for, ms. */
  wokenMs: Float64Array = new Float64Array(64).fill(Number.POSITIVE_INFINITY);
  /** How many partial matches the key has. */
  count: Int32Array = new Int32Array(64);
  readonly buffer: EventBuffer = new EventBuffer();
  size = 0;
  /** How many partial matches wait in each state; those that wait for earlier ones to be decided count as none. */
  readonly perState: number[] = [];
  next: Int32Array = new Int32Array(64);
  state: Int32Array = new Int32Array(64);
  link: Int32Array = new Int32Array(64);
  startMs: Float64Array = new Float64Array(64);
  /** The number of the first event. */
  start: Float64Array = new Float64Array(64);
  #free = -1;
  #end = 0;
  /** The number of the next event. */
  nextOrder = 0;

  /** The places of the keys of so many rows: `places[k]` for the kth of them. */
  placesOf(keys: Float64Array, rows: Int32Array | undefined, count: number, places: Int32Array): void {
    for (let at = 0; at < count; ) {
      at = this.keys.findOrAdd(keys, rows, at, count, places);
      if (at < count) this.#growKeys();
    }
  }

  placeOf(key: number): number {
    keyOfOne[0] = key;
    this.placesOf(keyOfOne, undefined, 1, placeOfOne);
    return placeOfOne[0]!;
  }

  /** A partial match that holds its link. */
  add(state: number, link: number, startMs: number, start: number): number {
    let partial = this.#free;
    if (partial >= 0) this.#free = this.next[partial]!;
    else {
      partial = this.#end++;
      if (partial === this.next.length) this.#grow();
    }
    this.state[partial] = state;
    this.link[partial] = link;
    this.startMs[partial] = startMs;
    this.start[partial] = start;
    this.next[partial] = -1;
    this.buffer.hold(link);
    this.size++;
    if (state >= 0) this.perState[state] = (this.perState[state] ?? 0) + 1;
    return partial;
  }

  /** Forgets one that is in no chain any more. */
  remove(partial: number): void {
    this.buffer.release(this.link[partial]!);
    if (this.state[partial]! >= 0) this.perState[this.state[partial]!]!--;
    this.next[partial] = this.#free;
    this.#free = partial;
    this.size--;
  }

  /** The event is taken: another link, another state. */
  move(partial: number, state: number, link: number): void {
    this.buffer.hold(link);
    this.buffer.release(this.link[partial]!);
    this.link[partial] = link;
    this.perState[this.state[partial]!]!--;
    this.perState[state] = (this.perState[state] ?? 0) + 1;
    this.state[partial] = state;
  }

  /** The matches of a key that wait, in the order of their chain. */
  waitingOf(place: number): number[] {
    const matches: number[] = [];
    for (let match = this.waiting[place]!; match >= 0; match = this.next[match]!) matches.push(match);
    return matches;
  }

  /** Makes these the chain of matches that wait. */
  chainWaiting(place: number, matches: readonly number[]): void {
    this.waiting[place] = matches[0] ?? -1;
    for (let at = 0; at < matches.length; at++) this.next[matches[at]!] = matches[at + 1] ?? -1;
  }

  /** Forgets the keys that have nothing. */
  sweep(): void {
    for (let place = this.keys.size - 1; place >= 0; place--) {
      if (this.head[place]! >= 0 || this.waiting[place]! >= 0) continue;
      const last = this.keys.size - 1;
      this.keys.remove(place);
      this.head[place] = this.head[last]!;
      this.waiting[place] = this.waiting[last]!;
      this.expiryMs[place] = this.expiryMs[last]!;
      this.wokenMs[place] = this.wokenMs[last]!;
      this.count[place] = this.count[last]!;
      this.head[last] = -1;
      this.waiting[last] = -1;
      this.expiryMs[last] = Number.POSITIVE_INFINITY;
      this.wokenMs[last] = Number.POSITIVE_INFINITY;
      this.count[last] = 0;
    }
  }

  #grow(): void {
    this.next = doubledInts(this.next);
    this.state = doubledInts(this.state);
    this.link = doubledInts(this.link);
    this.startMs = doubled(this.startMs);
    this.start = doubled(this.start);
  }

  #growKeys(): void {
    const before = this.head.length;
    this.keys.grow();
    this.head = doubledInts(this.head).fill(-1, before);
    this.waiting = doubledInts(this.waiting).fill(-1, before);
    this.expiryMs = doubled(this.expiryMs).fill(Number.POSITIVE_INFINITY, before);
    this.wokenMs = doubled(this.wokenMs).fill(Number.POSITIVE_INFINITY, before);
    this.count = doubledInts(this.count);
  }
}

const keyOfOne = new Float64Array(1);
const placeOfOne = new Int32Array(1);
