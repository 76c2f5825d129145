import type { DigestValue } from "./digest.ts";

// What the queries give, whoever runs them, and how a row stands in the digest.

export interface PlainBid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  /** ms since the epoch. */
  readonly dateTime: number;
  readonly extra: string;
}

export interface AuctionPrice {
  readonly auction: number;
  readonly price: number;
}

export interface HotItem {
  readonly auction: number;
  readonly num: number;
}

export interface NewSeller {
  readonly id: number;
  readonly name: string;
  /** Start of the window, ms since the epoch. */
  readonly windowStart: number;
}

export interface BidderSession {
  readonly bidder: number;
  readonly bids: number;
  /** ms since the epoch. */
  readonly windowStart: number;
  /** ms since the epoch. */
  readonly windowEnd: number;
}

/** The rows of each query. */
export interface Results {
  readonly q0: PlainBid;
  readonly q1: PlainBid;
  readonly q2: AuctionPrice;
  readonly q5: HotItem;
  readonly q7: PlainBid;
  readonly q8: NewSeller;
  readonly q11: BidderSession;
}

export type QueryName = keyof Results;

/** The columns of a row in the order of the digest. */
export const digestColumns: { readonly [Name in QueryName]: (row: Results[Name]) => readonly DigestValue[] } = {
  q0: (row) => [row.auction, row.bidder, row.price, row.dateTime, row.extra],
  q1: (row) => [row.auction, row.bidder, row.price.toFixed(3), row.dateTime, row.extra],
  q2: (row) => [row.auction, row.price],
  q5: (row) => [row.auction, row.num],
  q7: (row) => [row.auction, row.price, row.bidder, row.dateTime, row.extra],
  q8: (row) => [row.id, row.name, row.windowStart],
  q11: (row) => [row.bidder, row.bids, row.windowStart, row.windowEnd],
};
