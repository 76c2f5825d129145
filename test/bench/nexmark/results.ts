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

export interface LocalSeller {
  readonly name: string;
  readonly city: string;
  readonly state: string;
  /** Of the auction. */
  readonly id: number;
}

export interface CategoryAverage {
  readonly category: number;
  /** Of final prices, truncated. */
  readonly average: number;
}

/** An auction; times are ms since the epoch. */
export interface AuctionRow {
  readonly auction: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  readonly dateTime: number;
  readonly expires: number;
  readonly seller: number;
  readonly category: number;
  readonly extra: string;
}

export interface WinningBid extends AuctionRow {
  readonly bidder: number;
  readonly price: number;
  readonly bidTime: number;
  readonly bidExtra: string;
}

/** How many bids, bidders and auctions there are: in all, and of bids below 10,000, below 1,000,000 and above. */
export interface BidStatistics {
  /** Days since the epoch, in UTC. */
  readonly day: number;
  readonly bids: number;
  readonly lowBids: number;
  readonly middleBids: number;
  readonly highBids: number;
  readonly bidders: number;
  readonly lowBidders: number;
  readonly middleBidders: number;
  readonly highBidders: number;
  readonly auctions: number;
  readonly lowAuctions: number;
  readonly middleAuctions: number;
  readonly highAuctions: number;
}

export interface ChannelStatistics extends BidStatistics {
  readonly channel: string;
  /** When its last bid was, ms since the epoch. */
  readonly latest: number;
}

export interface AuctionStatistics {
  readonly auction: number;
  /** Days since the epoch, in UTC. */
  readonly day: number;
  readonly bids: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly least: number;
  readonly greatest: number;
  readonly average: number;
  readonly total: number;
}

export interface WholeBid extends PlainBid {
  readonly channel: string;
  readonly url: string;
}

export interface RankedBid extends WholeBid {
  readonly rank: number;
}

export interface BidOnAuction extends AuctionRow {
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly bidTime: number;
  readonly bidExtra: string;
}

export interface ChannelBid extends AuctionPrice {
  readonly bidder: number;
  readonly channel: string;
  readonly channelId: string | null;
}

export interface UrlBid extends AuctionPrice {
  readonly bidder: number;
  readonly channel: string;
  readonly dir1: string;
  readonly dir2: string;
  readonly dir3: string;
}

/** The rows of each query. */
export interface Results {
  readonly q0: PlainBid;
  readonly q1: PlainBid;
  readonly q2: AuctionPrice;
  readonly q3: LocalSeller;
  readonly q4: CategoryAverage;
  readonly q5: HotItem;
  readonly q7: PlainBid;
  readonly q8: NewSeller;
  readonly q9: WinningBid;
  readonly q11: BidderSession;
  readonly q12: BidderSession;
  readonly q15: BidStatistics;
  readonly q16: ChannelStatistics;
  readonly q17: AuctionStatistics;
  readonly q18: WholeBid;
  readonly q19: RankedBid;
  readonly q20: BidOnAuction;
  readonly q21: ChannelBid;
  readonly q22: UrlBid;
}

export type QueryName = keyof Results;

/** The columns of a row in the order of the digest. */
export const digestColumns: { readonly [Name in QueryName]: (row: Results[Name]) => readonly DigestValue[] } = {
  q0: (row) => [row.auction, row.bidder, row.price, row.dateTime, row.extra],
  q1: (row) => [row.auction, row.bidder, row.price.toFixed(3), row.dateTime, row.extra],
  q2: (row) => [row.auction, row.price],
  q3: (row) => [row.name, row.city, row.state, row.id],
  q4: (row) => [row.category, row.average],
  q5: (row) => [row.auction, row.num],
  q7: (row) => [row.auction, row.price, row.bidder, row.dateTime, row.extra],
  q8: (row) => [row.id, row.name, row.windowStart],
  // Of equal winning bids any may be the one: who gave it, and its text, are left out.
  q9: (row) => [...auctionColumns(row), row.auction, row.price, row.bidTime],
  q11: (row) => [row.bidder, row.bids, row.windowStart, row.windowEnd],
  q12: (row) => [row.bidder, row.bids, row.windowStart, row.windowEnd],
  q15: (row) => [dayText(row.day), ...statisticsColumns(row)],
  q16: (row) => [row.channel, dayText(row.day), minuteText(row.latest), ...statisticsColumns(row)],
  q17: (row) => [
    ...[row.auction, dayText(row.day), row.bids, row.low, row.middle, row.high],
    ...[row.least, row.greatest, row.average, row.total],
  ],
  q18: bidColumns,
  q19: (row) => [...bidColumns(row), row.rank],
  q20: (row) => [
    ...[row.auction, row.bidder, row.price, row.channel, row.url, row.bidTime, row.bidExtra],
    ...auctionColumns(row).slice(1),
  ],
  q21: (row) => [row.auction, row.bidder, row.price, row.channel, row.channelId],
  q22: (row) => [row.auction, row.bidder, row.price, row.channel, row.dir1, row.dir2, row.dir3],
};

function auctionColumns(row: AuctionRow): DigestValue[] {
  const { auction, itemName, description, initialBid, reserve, dateTime, expires, seller, category, extra } = row;
  return [auction, itemName, description, initialBid, reserve, dateTime, expires, seller, category, extra];
}

function bidColumns({ auction, bidder, price, channel, url, dateTime, extra }: WholeBid): DigestValue[] {
  return [auction, bidder, price, channel, url, dateTime, extra];
}

function statisticsColumns(row: BidStatistics): DigestValue[] {
  return [
    ...[row.bids, row.lowBids, row.middleBids, row.highBids],
    ...[row.bidders, row.lowBidders, row.middleBidders, row.highBidders],
    ...[row.auctions, row.lowAuctions, row.middleAuctions, row.highAuctions],
  ];
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function minuteText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 16);
}
