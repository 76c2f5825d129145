import { doubled, doubledInts } from "./grow.ts";

/**
 * The events that partial matches hold, each once, however many hold it; and the chains of what each has taken: a link is an
 * event taken by a step behind another link, so that partial matches which began alike share their beginning. What nobody
 * holds any more is gone at once.
 */
export class EventBuffer {
  /** Links that are in use. */
  links = 0;
  events = 0;
  before: Int32Array = new Int32Array(64);
  event: Int32Array = new Int32Array(64);
  step: Int32Array = new Int32Array(64);
  #holders: Int32Array = new Int32Array(64);
  #freeLink = -1;
  #linkEnd = 0;
  readonly rows: unknown[] = [];
  time: Float64Array = new Float64Array(64);
  /** The number of the event among all: the order in which they were looked at. */
  order: Float64Array = new Float64Array(64);
  #eventHolders: Int32Array = new Int32Array(64);
  #freeEvent = -1;
  #eventEnd = 0;
  /** Told of each link that is free again: what was kept for it is not its any more. */
  onFree: ((link: number) => void) | undefined;

  /** An event that nobody holds yet. */
  addEvent(row: unknown, timeMs: number, order: number): number {
    let event = this.#freeEvent;
    if (event >= 0) this.#freeEvent = this.#eventHolders[event]!;
    else {
      event = this.#eventEnd++;
      if (event === this.time.length) {
        this.time = doubled(this.time);
        this.order = doubled(this.order);
        this.#eventHolders = doubledInts(this.#eventHolders);
      }
    }
    this.rows[event] = row;
    this.time[event] = timeMs;
    this.order[event] = order;
    this.#eventHolders[event] = 0;
    this.events++;
    return event;
  }

  /** A link that nobody holds yet, behind another or −1. */
  addLink(step: number, event: number, before: number): number {
    let link = this.#freeLink;
    if (link >= 0) this.#freeLink = this.#holders[link]!;
    else {
      link = this.#linkEnd++;
      if (link === this.before.length) {
        this.before = doubledInts(this.before);
        this.event = doubledInts(this.event);
        this.step = doubledInts(this.step);
        this.#holders = doubledInts(this.#holders);
      }
    }
    this.before[link] = before;
    this.event[link] = event;
    this.step[link] = step;
    this.#holders[link] = 0;
    this.#eventHolders[event]!++;
    if (before >= 0) this.#holders[before]!++;
    this.links++;
    return link;
  }

  hold(link: number): void {
    this.#holders[link]!++;
  }

  release(link: number): void {
    if (--this.#holders[link]! === 0) this.#free(link);
  }

  /** Forgets an event that nobody has come to hold. */
  dropUnheld(event: number): void {
    if (this.#eventHolders[event] === 0) this.#freeEventAt(event);
  }

  #free(from: number): void {
    for (let link = from; link >= 0; ) {
      const before = this.before[link]!;
      const event = this.event[link]!;
      this.onFree?.(link);
      this.#holders[link] = this.#freeLink;
      this.#freeLink = link;
      this.links--;
      if (--this.#eventHolders[event]! === 0) this.#freeEventAt(event);
      if (before < 0 || --this.#holders[before]! > 0) return;
      link = before;
    }
  }

  #freeEventAt(event: number): void {
    this.rows[event] = undefined;
    this.#eventHolders[event] = this.#freeEvent;
    this.#freeEvent = event;
    this.events--;
  }
}
