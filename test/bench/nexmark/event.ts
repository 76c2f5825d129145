import { below, draw } from "./draw.ts";
import { price } from "./price.ts";
import { channels, cities, coldChannels, firstNames, lastNames, pieceStarts, pool, states, urls } from "./text.ts";

export const eventType = { person: 0, auction: 1, bid: 2 } as const;

export interface Person {
  readonly type: typeof eventType.person;
  readonly id: number;
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
  /** ms since the epoch. */
  readonly dateTime: number;
  readonly extra: string;
}

export interface Auction {
  readonly type: typeof eventType.auction;
  readonly id: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  /** ms since the epoch. */
  readonly dateTime: number;
  /** ms since the epoch. */
  readonly expires: number;
  readonly seller: number;
  readonly category: number;
  readonly extra: string;
}

export interface Bid {
  readonly type: typeof eventType.bid;
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  /** ms since the epoch. */
  readonly dateTime: number;
  readonly extra: string;
}

export type Event = Person | Auction | Bid;

/** Events of an epoch: one person, three auctions, 46 bids, in this order. */
export const eventsPerEpoch = 50;

/** 2024-01-01T00:00:00Z: the time of event 0, in ms. */
export const startMs = 1_704_067_200_000;

/** The time of event `n`, in ms: events are 100 µs apart. */
export function timeOf(n: number): number {
  return startMs + Math.floor(n / 10);
}

/** Event `n` as an object, field by field as `nexmark.md` has it: the oracle of the columns, and what row loops are fed. */
export function eventAt(n: number): Event {
  const offset = n % eventsPerEpoch;
  return offset === 0 ? personAt(n) : offset < 4 ? auctionAt(n) : bidAt(n);
}

/** Events `first … first + count − 1`. */
export function eventsAt(first: number, count: number): Event[] {
  return Array.from({ length: count }, (_, row) => eventAt(first + row));
}

export function emailText(n: number): string {
  return `${text(n, 3, 3 + b(n, 2, 4))}@${text(n, 5, 3 + b(n, 4, 2))}.com`;
}

export function cardText(n: number): string {
  return [6, 7, 8, 9].map((j) => String(b(n, j, 10_000)).padStart(4, "0")).join(" ");
}

function personAt(n: number): Person {
  return {
    type: eventType.person,
    id: 1000 + lastPerson(n),
    name: `${firstNames[b(n, 0, 11)]} ${lastNames[b(n, 1, 9)]}`,
    emailAddress: emailText(n),
    creditCard: cardText(n),
    city: cities[b(n, 10, 10)]!,
    state: states[b(n, 11, 6)]!,
    dateTime: timeOf(n),
    extra: text(n, 13, 108 + b(n, 12, 54)),
  };
}

function auctionAt(n: number): Auction {
  const initialBid = price(n, 4);
  return {
    type: eventType.auction,
    id: 1000 + lastAuction(n),
    itemName: text(n, 1, 3 + b(n, 0, 17)),
    description: text(n, 3, 3 + b(n, 2, 97)),
    initialBid,
    reserve: initialBid + price(n, 6),
    dateTime: timeOf(n),
    expires: timeOf(n) + 1 + b(n, 8, Math.max(2 * (timeOf(n + 1666) - timeOf(n)), 1)),
    seller: 1000 + (b(n, 9, 4) > 0 ? hundred(lastPerson(n)) : somePerson(n, 10)),
    category: 10 + b(n, 11, 5),
    extra: text(n, 13, 320 + b(n, 12, 160)),
  };
}

function bidAt(n: number): Bid {
  const channel = b(n, 6, 2) > 0 ? coldChannels + b(n, 7, 4) : b(n, 7, coldChannels);
  return {
    type: eventType.bid,
    auction: 1000 + (b(n, 0, 2) > 0 ? hundred(lastAuction(n)) : someAuction(n, 1)),
    bidder: 1000 + (b(n, 2, 4) > 0 ? hundred(lastPerson(n)) + 1 : somePerson(n, 3)),
    price: price(n, 4),
    channel: channels[channel]!,
    url: urls[channel]!,
    dateTime: timeOf(n),
    extra: text(n, 9, 54 + b(n, 8, 28)),
  };
}

function b(n: number, j: number, k: number): number {
  return below(draw(n, j), k);
}

function text(n: number, j: number, length: number): string {
  const start = b(n, j, pieceStarts);
  return pool.slice(start, start + length);
}

function lastPerson(n: number): number {
  return Math.floor(n / eventsPerEpoch);
}

function lastAuction(n: number): number {
  const epoch = Math.floor(n / eventsPerEpoch);
  const offset = n % eventsPerEpoch;
  if (offset === 0) return (epoch - 1) * 3 + 2;
  return offset >= 4 ? epoch * 3 + 2 : epoch * 3 + offset - 1;
}

/** One of the thousand newest persons, or of the ten that come next. */
function somePerson(n: number, j: number): number {
  const persons = lastPerson(n) + 1;
  const active = Math.min(persons, 1000);
  return persons - active + b(n, j, active + 10);
}

/** One of the hundred newest auctions, or of the ten that come next. */
function someAuction(n: number, j: number): number {
  const last = lastAuction(n);
  const first = Math.max(last - 100, 0);
  return first + b(n, j, last - first + 11);
}

/** The hot id of the hundred that `id` is in. */
function hundred(id: number): number {
  return Math.floor(id / 100) * 100;
}
