import type { Auction, Bid, Event, Person } from "../event.ts";
import { eventType } from "../event.ts";
import type { AuctionRow, Results } from "../results.ts";
import type { Emit, RowLoop } from "./row-loop.ts";

const states = new Set(["OR", "ID", "CA"]);

/** q3: either side may come first, so both are kept. */
export function localSellers(emit: Emit<Results["q3"]>): RowLoop {
  const persons = new Map<number, Person>();
  const waiting = new Map<number, Auction[]>();
  return {
    take(events) {
      for (const event of events) {
        if (event.type === eventType.person && states.has(event.state)) {
          persons.set(event.id, event);
          for (const { id } of waiting.get(event.id) ?? [])
            emit({ name: event.name, city: event.city, state: event.state, id });
        } else if (event.type === eventType.auction && event.category === 10) {
          listAt(waiting, event.seller).push(event);
          const person = persons.get(event.seller);
          if (person !== undefined) emit({ name: person.name, city: person.city, state: person.state, id: event.id });
        }
      }
    },
    end() {},
  };
}

/** q4 */
export function averageFinalPrices(emit: Emit<Results["q4"]>): RowLoop {
  const finals = new Map<number, { category: number; price: number }>();
  const pairs = bidsOnAuctions(({ id, category }, { price }) => {
    const final = finals.get(id);
    if (final === undefined) finals.set(id, { category, price });
    else if (price > final.price) final.price = price;
  });
  return {
    take: pairs,
    end() {
      const sums = new Map<number, { sum: number; count: number }>();
      for (const { category, price } of finals.values()) {
        const of = sums.get(category) ?? { sum: 0, count: 0 };
        sums.set(category, { sum: of.sum + price, count: of.count + 1 });
      }
      for (const [category, { sum, count }] of sums) emit({ category, average: Math.trunc(sum / count) });
    },
  };
}

/** q9 */
export function winningBids(emit: Emit<Results["q9"]>): RowLoop {
  const winners = new Map<number, { auction: Auction; bid: Bid }>();
  const pairs = bidsOnAuctions((auction, bid) => {
    const best = winners.get(auction.id)?.bid;
    const wins =
      best === undefined || bid.price > best.price || (bid.price === best.price && bid.dateTime < best.dateTime);
    if (wins) winners.set(auction.id, { auction, bid });
  });
  return {
    take: pairs,
    end() {
      for (const { auction, bid } of winners.values()) {
        const { bidder, price, dateTime, extra } = bid;
        emit({ ...auctionRow(auction), bidder, price, bidTime: dateTime, bidExtra: extra });
      }
    },
  };
}

/** q20 */
export function bidsOnCategory(emit: Emit<Results["q20"]>): RowLoop {
  const join = joinBids(
    (auction) => auction.category === 10,
    (auction, { bidder, price, channel, url, dateTime, extra }) =>
      emit({ ...auctionRow(auction), bidder, price, channel, url, bidTime: dateTime, bidExtra: extra }),
  );
  return { take: join, end() {} };
}

function auctionRow(auction: Auction): AuctionRow {
  const { id, itemName, description, initialBid, reserve, dateTime, expires, seller, category, extra } = auction;
  return { auction: id, itemName, description, initialBid, reserve, dateTime, expires, seller, category, extra };
}

/** Pairs of an auction and a bid on it while it was open. */
function bidsOnAuctions(pair: (auction: Auction, bid: Bid) => void): (events: readonly Event[]) => void {
  return joinBids(
    () => true,
    (auction, bid) => {
      if (bid.dateTime >= auction.dateTime && bid.dateTime <= auction.expires) pair(auction, bid);
    },
  );
}

function joinBids(
  wants: (auction: Auction) => boolean,
  pair: (auction: Auction, bid: Bid) => void,
): (events: readonly Event[]) => void {
  const auctions = new Map<number, Auction>();
  const bids = new Map<number, Bid[]>();
  return (events) => {
    for (const event of events) {
      if (event.type === eventType.auction && wants(event)) {
        auctions.set(event.id, event);
        for (const bid of bids.get(event.id) ?? []) pair(event, bid);
      } else if (event.type === eventType.bid) {
        listAt(bids, event.auction).push(event);
        const auction = auctions.get(event.auction);
        if (auction !== undefined) pair(auction, event);
      }
    }
  };
}

function listAt<Value>(lists: Map<number, Value[]>, key: number): Value[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
