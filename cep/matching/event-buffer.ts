import { doubledInts } from "./grow.ts";

/** Doubles in a link: its ints are the link before it, the event, the step, and how many hold it. */
export const linkInts = 4;
export const linkEvent = 1;
export const linkStep = 2;
const linkHolders = 3;

/** Doubles in an event: its time, and its number among all; the ints behind them say how many links hold it. */
const eventDoubles = 3;
const eventOrder = 1;
const eventInts = 6;
const eventHolders = 4;

const mostFolded = 64;

/** The partial result of an aggregate. */
interface Folded {
  readonly by: object;
  readonly partial: unknown;
}

/**
 * The events that partial matches hold, each once, however many hold it; and the chains of what each has taken: a link is an
 * event taken by a step behind another link, so that partial matches which began alike share their beginning. What nobody
 * holds any more is gone at once. What is read together lies together: a record is one line of the cache at most.
 */
export class EventBuffer {
  /** Links and events that are in use. */
  links = 0;
  events = 0;
  /** By link, `linkInts` each: the link before it or −1, its event, its step, its holders. */
  chain: Int32Array<ArrayBuffer> = new Int32Array(64 * linkInts);
  readonly rows: unknown[] = [];
  #times: Float64Array<ArrayBuffer> = new Float64Array(64 * eventDoubles);
  #counts: Int32Array<ArrayBuffer> = new Int32Array(this.#times.buffer);
  #freeLink = -1;
  #linkEnd = 0;
  #freeEvent = -1;
  #eventEnd = 0;
  /** By link: what aggregates have made of the chain up to it. */
  readonly #folded = new Map<number, Folded[]>();

  timeOf(event: number): number {
    return this.#times[event * eventDoubles]!;
  }

  /** The number of an event among all: the order in which they were looked at. */
  orderOf(event: number): number {
    return this.#times[event * eventDoubles + eventOrder]!;
  }

  beforeOf(link: number): number {
    return this.chain[link * linkInts]!;
  }

  eventOf(link: number): number {
    return this.chain[link * linkInts + linkEvent]!;
  }

  stepOf(link: number): number {
    return this.chain[link * linkInts + linkStep]!;
  }

  /** What an aggregate has made of the chain up to a link; undefined where it was not asked. */
  foldedAt(link: number, by: object): Folded | undefined {
    return this.#folded.get(link)?.find((one) => one.by === by);
  }

  /** Keeps it as long as there is the link. */
  setFoldedAt(link: number, by: object, partial: unknown): void {
    const known = this.#folded.get(link);
    // Conditions that make an aggregate each time would fill the memory with what is never found again.
    if (known !== undefined && known.length < mostFolded) known.push({ by, partial });
    else this.#folded.set(link, [{ by, partial }]);
  }

  /** It is not what was made of the chain up to there any more. */
  dropFolded(link: number, by: object): void {
    const known = this.#folded.get(link);
    const at = known?.findIndex((one) => one.by === by) ?? -1;
    if (at < 0) return;
    known!.splice(at, 1);
    if (known!.length === 0) this.#folded.delete(link);
  }

  /** An event that its giver holds, until `releaseEvent`. */
  addEvent(row: unknown, timeMs: number, order: number): number {
    let event = this.#freeEvent;
    if (event >= 0) this.#freeEvent = this.#counts[event * eventInts + eventHolders]!;
    else {
      event = this.#eventEnd++;
      if (event * eventDoubles === this.#times.length) this.#growEvents();
    }
    this.rows[event] = row;
    this.#times[event * eventDoubles] = timeMs;
    this.#times[event * eventDoubles + eventOrder] = order;
    this.#counts[event * eventInts + eventHolders] = 1;
    this.events++;
    return event;
  }

  /** A link held once, behind another that stays held by others, too; or behind −1. */
  branch(step: number, event: number, before: number): number {
    if (before >= 0) this.hold(before);
    return this.extend(step, event, before);
  }

  /** A link held once, behind another whose holder gives it up for this one; or behind −1. */
  extend(step: number, event: number, before: number): number {
    let link = this.#freeLink;
    if (link >= 0) this.#freeLink = this.chain[link * linkInts + linkHolders]!;
    else {
      link = this.#linkEnd++;
      if (link * linkInts === this.chain.length) this.chain = doubledInts(this.chain);
    }
    const { chain } = this;
    const at = link * linkInts;
    chain[at] = before;
    chain[at + linkEvent] = event;
    chain[at + linkStep] = step;
    chain[at + linkHolders] = 1;
    this.#counts[event * eventInts + eventHolders]!++;
    this.links++;
    return link;
  }

  /** Reads some links, and then their events; in the place of each link is then its event. */
  fetch(links: Int32Array, count: number): number {
    const { chain } = this;
    const counts = this.#counts;
    let sum = 0;
    for (let k = 0; k < count; k++) links[k] = chain[links[k]! * linkInts + linkEvent]!;
    for (let k = 0; k < count; k++) sum = (sum + counts[links[k]! * eventInts + eventHolders]!) | 0;
    return sum;
  }

  hold(link: number): void {
    this.chain[link * linkInts + linkHolders]!++;
  }

  release(link: number): void {
    if (--this.chain[link * linkInts + linkHolders]! === 0) this.#free(link);
  }

  releaseEvent(event: number): void {
    if (--this.#counts[event * eventInts + eventHolders]! === 0) this.#freeEventAt(event);
  }

  #free(from: number): void {
    const { chain } = this;
    for (let link = from; link >= 0; ) {
      const at = link * linkInts;
      const before = chain[at]!;
      const event = chain[at + linkEvent]!;
      if (this.#folded.size > 0) this.#folded.delete(link);
      chain[at + linkHolders] = this.#freeLink;
      this.#freeLink = link;
      this.links--;
      if (--this.#counts[event * eventInts + eventHolders]! === 0) this.#freeEventAt(event);
      if (before < 0 || --chain[before * linkInts + linkHolders]! > 0) return;
      link = before;
    }
  }

  #freeEventAt(event: number): void {
    this.rows[event] = undefined;
    this.#counts[event * eventInts + eventHolders] = this.#freeEvent;
    this.#freeEvent = event;
    this.events--;
  }

  #growEvents(): void {
    this.#counts = doubledInts(this.#counts);
    this.#times = new Float64Array(this.#counts.buffer);
  }
}
