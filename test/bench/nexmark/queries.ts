import type { Dataset } from "../../../core/mod.ts";
import { count, maxBy, session, sliding, tumbling } from "../../../core/mod.ts";
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
};
