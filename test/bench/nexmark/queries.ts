import type { Dataset } from "../../../core/mod.ts";
import { avg, count, countDistinct, max, maxBy, min, session, sliding, sum, tumbling } from "../../../core/mod.ts";
import { eventType } from "./event.ts";
import type { NexmarkEvent } from "./generator.ts";
import type { QueryName, Results } from "./results.ts";

// Numbers of this module: V8 folds them into a loop, which it does not do with properties of imported objects (3 ns a row).
const { person, auction, bid } = eventType;

type Events = Dataset<NexmarkEvent>;

/** The queries as a user of Millrace writes them: typed lambdas, no other way in. */
export type Queries = { readonly [Name in QueryName]: (events: Events) => Dataset<Results[Name]> };

export const queries: Queries = {
  q0: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({ auction: e.auction, bidder: e.bidder, price: e.price, dateTime: e.dateTime, extra: e.extra })),

  q1: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({
        auction: e.auction,
        bidder: e.bidder,
        price: (e.price * 908) / 1000,
        dateTime: e.dateTime,
        extra: e.extra,
      })),

  q2: (events) =>
    events.filter((e) => e.type === bid && e.auction % 123 === 0).map((e) => ({ auction: e.auction, price: e.price })),

  // Windows over the results of windows: those that end together are in the same 2 s.
  q5: (events) =>
    events
      .filter((e) => e.type === bid)
      .withEventTime((e) => e.dateTime, { outOfOrder: "4s" })
      .keyBy((bid) => bid.auction)
      .window(sliding("10s", { every: "2s" }))
      .aggregate({ num: count() })
      .windowAll(tumbling("2s"))
      .aggregate({ hot: maxBy((window) => window.num, { ties: "all" }) })
      .flatMap((window) => window.hot)
      .map((hot) => ({ auction: hot.key, num: hot.num })),

  // A bid exactly on an edge belongs to one window here. The classic text lets it count in the window before, too, if
  // its price is the highest of that one to the last digit: no bid of these events is.
  q7: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({ auction: e.auction, price: e.price, bidder: e.bidder, dateTime: e.dateTime, extra: e.extra }))
      .withEventTime((bid) => bid.dateTime, { outOfOrder: "4s" })
      .windowAll(tumbling("10s"))
      .aggregate({ best: maxBy((bid) => bid.price, { ties: "all" }) })
      .flatMap((window) => window.best),

  q8: (events) => {
    const timed = events.withEventTime((e) => e.dateTime, { outOfOrder: "4s" });
    const persons = timed.filter((e) => e.type === person).map((e) => ({ id: e.id, name: e.name }));
    const auctions = timed.filter((e) => e.type === auction).map((e) => ({ seller: e.seller }));
    return persons
      .join(auctions, {
        on: [(person) => person.id, (auction) => auction.seller],
        window: tumbling("10s"),
        how: "semi",
      })
      .map((person) => ({ id: person.id, name: person.name, windowStart: person.windowStart }));
  },

  q11: (events) =>
    events
      .filter((e) => e.type === bid)
      .withEventTime((e) => e.dateTime, { outOfOrder: "4s" })
      .keyBy((bid) => bid.bidder)
      .window(session("10s"))
      .aggregate({ bids: count() })
      .map((s) => ({ bidder: s.key, bids: s.bids, windowStart: s.windowStart, windowEnd: s.windowEnd })),

  q3: (events) => {
    const sellers = events
      .filter((e) => e.type === person && (e.state === "OR" || e.state === "ID" || e.state === "CA"))
      .map((e) => ({ seller: e.id, name: e.name, city: e.city, state: e.state }));
    return events
      .filter((e) => e.type === auction && e.category === 10)
      .map((e) => ({ id: e.id, seller: e.seller }))
      .join(sellers, { on: "seller" })
      .map((e) => ({ name: e.name, city: e.city, state: e.state, id: e.id }));
  },

  q4: (events) =>
    events
      .filter((e) => e.type === auction)
      .map((e) => ({ auction: e.id, category: e.category, opens: e.dateTime, expires: e.expires }))
      .join(
        events.filter((e) => e.type === bid).map((e) => ({ auction: e.auction, price: e.price, dateTime: e.dateTime })),
        { on: "auction" },
      )
      .filter((e) => e.dateTime >= e.opens && e.dateTime <= e.expires)
      .keyBy("auction", "category")
      .aggregate({ final: max((e) => e.price) })
      .keyBy("category")
      .aggregate({ average: avg((auction) => auction.final) })
      .map((e) => ({ category: e.category, average: Math.trunc(e.average) })),

  q9: (events) =>
    events
      .filter((e) => e.type === auction)
      .map((e) => ({
        auction: e.id,
        itemName: e.itemName,
        description: e.description,
        initialBid: e.initialBid,
        reserve: e.reserve,
        dateTime: e.dateTime,
        expires: e.expires,
        seller: e.seller,
        category: e.category,
        extra: e.extra,
      }))
      .join(
        events
          .filter((e) => e.type === bid)
          .map((e) => ({
            auction: e.auction,
            bidder: e.bidder,
            price: e.price,
            bidTime: e.dateTime,
            bidExtra: e.extra,
          })),
        { on: "auction" },
      )
      .filter((e) => e.bidTime >= e.dateTime && e.bidTime <= e.expires)
      .keyBy("auction")
      .topK(1, ["price", { by: "bidTime", order: "ascending" }]),

  // A window for each bidder and 10 s of the clock on the wall: what is in which differs from run to run.
  q12: (events) =>
    events
      .filter((e) => e.type === bid)
      .keyBy((bid) => bid.bidder)
      .window(tumbling("10s", { time: "processing" }))
      .aggregate({ bids: count() })
      .map((w) => ({ bidder: w.key, bids: w.bids, windowStart: w.windowStart, windowEnd: w.windowEnd })),

  q15: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({ day: Math.floor(e.dateTime / dayMs), price: e.price, bidder: e.bidder, auction: e.auction }))
      .keyBy("day")
      .aggregate(bidStatistics),

  q16: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({
        channel: e.channel,
        day: Math.floor(e.dateTime / dayMs),
        dateTime: e.dateTime,
        price: e.price,
        bidder: e.bidder,
        auction: e.auction,
      }))
      .keyBy("channel", "day")
      .aggregate({ latest: max((bid) => bid.dateTime), ...bidStatistics }),

  q17: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({ auction: e.auction, day: Math.floor(e.dateTime / dayMs), price: e.price }))
      .keyBy("auction", "day")
      .aggregate({
        bids: count(),
        low: count((bid) => bid.price < 10_000 || null),
        middle: count((bid) => (bid.price >= 10_000 && bid.price < 1_000_000) || null),
        high: count((bid) => bid.price >= 1_000_000 || null),
        least: min((bid) => bid.price),
        greatest: max((bid) => bid.price),
        average: avg((bid) => bid.price),
        total: sum((bid) => bid.price),
      })
      .map((s) => ({
        auction: s.auction,
        day: s.day,
        bids: s.bids,
        low: s.low,
        middle: s.middle,
        high: s.high,
        least: s.least,
        greatest: s.greatest,
        average: Math.trunc(s.average),
        total: s.total,
      })),

  q18: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({
        auction: e.auction,
        bidder: e.bidder,
        price: e.price,
        channel: e.channel,
        url: e.url,
        dateTime: e.dateTime,
        extra: e.extra,
      }))
      .deduplicate({ by: ["bidder", "auction"], keep: "last", orderBy: (bid) => bid.dateTime }),

  q19: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({
        auction: e.auction,
        bidder: e.bidder,
        price: e.price,
        channel: e.channel,
        url: e.url,
        dateTime: e.dateTime,
        extra: e.extra,
      }))
      .keyBy("auction")
      .topK(10, "price", { rank: "rank" }),

  q20: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({
        auction: e.auction,
        bidder: e.bidder,
        price: e.price,
        channel: e.channel,
        url: e.url,
        bidTime: e.dateTime,
        bidExtra: e.extra,
      }))
      .join(
        events
          .filter((e) => e.type === auction && e.category === 10)
          .map((e) => ({
            auction: e.id,
            itemName: e.itemName,
            description: e.description,
            initialBid: e.initialBid,
            reserve: e.reserve,
            dateTime: e.dateTime,
            expires: e.expires,
            seller: e.seller,
            category: e.category,
            extra: e.extra,
          })),
        { on: "auction" },
      ),

  q21: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => ({
        auction: e.auction,
        bidder: e.bidder,
        price: e.price,
        channel: e.channel,
        channelId: channelId(e.channel, e.url),
      }))
      .filter((e) => e.channelId !== null),

  q22: (events) =>
    events
      .filter((e) => e.type === bid)
      .map((e) => {
        // By the places of slashes: split would make seven texts, and costs three times as much.
        const url = e.url;
        const first = url.indexOf("/", url.indexOf("//") + 2) + 1;
        const second = url.indexOf("/", first) + 1;
        const third = url.indexOf("/", second) + 1;
        return {
          auction: e.auction,
          bidder: e.bidder,
          price: e.price,
          channel: e.channel,
          dir1: url.slice(first, second - 1),
          dir2: url.slice(second, third - 1),
          dir3: url.slice(third, url.indexOf("/", third)),
        };
      }),
};

/** Days are counted as the calendar of UTC does: none has a leap second. */
const dayMs = 86_400_000;

type PricedBid = Pick<NexmarkEvent, "price" | "bidder" | "auction">;

/** Of bids: how many there are, of how many bidders, on how many auctions; in all and by price. */
const bidStatistics = {
  bids: count(),
  lowBids: count((bid: PricedBid) => bid.price < 10_000 || null),
  middleBids: count((bid: PricedBid) => (bid.price >= 10_000 && bid.price < 1_000_000) || null),
  highBids: count((bid: PricedBid) => bid.price >= 1_000_000 || null),
  bidders: countDistinct((bid: PricedBid) => bid.bidder),
  lowBidders: countDistinct((bid: PricedBid) => (bid.price < 10_000 ? bid.bidder : null)),
  middleBidders: countDistinct((bid: PricedBid) => (bid.price >= 10_000 && bid.price < 1_000_000 ? bid.bidder : null)),
  highBidders: countDistinct((bid: PricedBid) => (bid.price >= 1_000_000 ? bid.bidder : null)),
  auctions: countDistinct((bid: PricedBid) => bid.auction),
  lowAuctions: countDistinct((bid: PricedBid) => (bid.price < 10_000 ? bid.auction : null)),
  middleAuctions: countDistinct((bid: PricedBid) =>
    bid.price >= 10_000 && bid.price < 1_000_000 ? bid.auction : null,
  ),
  highAuctions: countDistinct((bid: PricedBid) => (bid.price >= 1_000_000 ? bid.auction : null)),
};

const channelIds = new Map([
  ["apple", "0"],
  ["google", "1"],
  ["facebook", "2"],
  ["baidu", "3"],
]);

const idParameter = "&channel_id=";

function channelId(channel: string, url: string): string | null {
  const known = channelIds.get(channel.toLowerCase());
  if (known !== undefined) return known;
  const at = url.indexOf(idParameter);
  if (at < 0) return null;
  const end = url.indexOf("&", at + 1);
  return url.slice(at + idParameter.length, end < 0 ? url.length : end);
}
