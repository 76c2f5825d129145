import type { Bid } from "../event.ts";
import { eventType } from "../event.ts";
import type { BidStatistics, Results } from "../results.ts";
import type { Emit, RowLoop } from "./row-loop.ts";

const dayMs = 86_400_000;

/** q15 */
export function dailyStatistics(emit: Emit<Results["q15"]>): RowLoop {
  return groupLoop(
    (bid) => Math.floor(bid.dateTime / dayMs),
    () => newStatistics(),
    addToStatistics,
    (day, statistics) => emit({ day: day as number, ...statisticsOf(statistics) }),
  );
}

/** q16 */
export function channelStatistics(emit: Emit<Results["q16"]>): RowLoop {
  return groupLoop(
    (bid) => `${Math.floor(bid.dateTime / dayMs)} ${bid.channel}`,
    ({ channel, dateTime }) => ({ ...newStatistics(), channel, day: Math.floor(dateTime / dayMs), latest: dateTime }),
    (group, bid) => {
      addToStatistics(group, bid);
      if (bid.dateTime > group.latest) group.latest = bid.dateTime;
    },
    (_, { channel, day, latest, ...statistics }) => emit({ channel, day, latest, ...statisticsOf(statistics) }),
  );
}

/** q17 */
export function auctionStatistics(emit: Emit<Results["q17"]>): RowLoop {
  return groupLoop(
    (bid) => bid.auction * 100_000 + Math.floor(bid.dateTime / dayMs),
    ({ auction, dateTime, price }) => ({
      ...{ auction, day: Math.floor(dateTime / dayMs), bids: 0, low: 0, middle: 0, high: 0 },
      ...{ least: price, greatest: price, total: 0 },
    }),
    (group, { price }) => {
      group.bids++;
      if (price < 10_000) group.low++;
      else if (price < 1_000_000) group.middle++;
      else group.high++;
      if (price < group.least) group.least = price;
      if (price > group.greatest) group.greatest = price;
      group.total += price;
    },
    (_, group) => emit({ ...group, average: Math.trunc(group.total / group.bids) }),
  );
}

/** q12: windows of the clock on the wall, which is read once for the events that come together. */
export function bidderCounts(emit: Emit<Results["q12"]>): RowLoop {
  const sizeMs = 10_000;
  let windowStart = Number.NaN;
  let counts = new Map<number, number>();
  const fire = () => {
    for (const [bidder, bids] of counts) emit({ bidder, bids, windowStart, windowEnd: windowStart + sizeMs });
    counts = new Map();
  };
  return {
    take(events) {
      const now = Math.floor(Date.now() / sizeMs) * sizeMs;
      if (now !== windowStart) fire();
      windowStart = now;
      for (const event of events) {
        if (event.type === eventType.bid) counts.set(event.bidder, (counts.get(event.bidder) ?? 0) + 1);
      }
    },
    end: fire,
  };
}

/** Folds the bids of each key and gives the groups at the end. */
function groupLoop<Key, Group>(
  keyOf: (bid: Bid) => Key,
  empty: (bid: Bid) => Group,
  add: (group: Group, bid: Bid) => void,
  give: (key: Key, group: Group) => void,
): RowLoop {
  const groups = new Map<Key, Group>();
  return {
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const key = keyOf(event);
        let group = groups.get(key);
        if (group === undefined) {
          group = empty(event);
          groups.set(key, group);
        }
        add(group, event);
      }
    },
    end() {
      for (const [key, group] of groups) give(key, group);
    },
  };
}

/** In all, and by price: how many bids, and who and what for. */
interface Statistics {
  readonly counts: [number, number, number, number];
  readonly bidders: readonly Set<number>[];
  readonly auctions: readonly Set<number>[];
}

function newStatistics(): Statistics {
  const sets = () => Array.from({ length: 4 }, () => new Set<number>());
  return { counts: [0, 0, 0, 0], bidders: sets(), auctions: sets() };
}

function addToStatistics({ counts, bidders, auctions }: Statistics, { price, bidder, auction }: Bid): void {
  const level = price < 10_000 ? 1 : price < 1_000_000 ? 2 : 3;
  for (const at of [0, level]) {
    counts[at]!++;
    bidders[at]!.add(bidder);
    auctions[at]!.add(auction);
  }
}

function statisticsOf({ counts, bidders, auctions }: Statistics): Omit<BidStatistics, "day"> {
  const [bids, lowBids, middleBids, highBids] = counts;
  const [bidderCounts, auctionCounts] = [bidders, auctions].map((sets) => sets.map(({ size }) => size));
  const [allBidders, lowBidders, middleBidders, highBidders] = bidderCounts as [number, number, number, number];
  const [allAuctions, lowAuctions, middleAuctions, highAuctions] = auctionCounts as [number, number, number, number];
  return {
    ...{ bids, lowBids, middleBids, highBids },
    ...{ bidders: allBidders, lowBidders, middleBidders, highBidders },
    ...{ auctions: allAuctions, lowAuctions, middleAuctions, highAuctions },
  };
}
