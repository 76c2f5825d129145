import type { Sample } from "../case.ts";
import { stopwatch, sumOf } from "../measure.ts";
import { eventsAt } from "./event.ts";
import type { AuctionRow, BidStatistics, QueryName, Results, WholeBid } from "./results.ts";
import { rowLoops } from "./row-loops.ts";

const chunk = 4_096;

/**
 * What the row loop of a query takes for the events 0 … `events` − 1. They come in chunks of objects that were made just
 * before, so that it finds them in the cache; making them costs more than most queries and is not measured.
 */
export function timeRowLoop<Name extends QueryName>(name: Name, events: number): Sample {
  const look = lookAt[name];
  let xor = 0;
  const loop = rowLoops[name]((row: Results[Name]) => {
    xor ^= look(row);
  });
  let spent: Sample = { cpuNs: 0, wallNs: 0 };
  for (let n = 0; n < events; n += chunk) {
    const given = eventsAt(n, Math.min(chunk, events - n));
    const watch = stopwatch();
    loop.take(given);
    spent = sumOf(spent, watch());
  }
  const watch = stopwatch();
  loop.end();
  seen ^= xor;
  return sumOf(spent, watch());
}

/** Kept, so that looking at the rows is not optimised away. */
export let seen = 0;

/** Looks at every property of a row. */
const lookAt: { readonly [Name in QueryName]: (row: Results[Name]) => number } = {
  q0: (row) => row.auction ^ row.bidder ^ row.price ^ row.dateTime ^ row.extra.length,
  q1: (row) => row.auction ^ row.bidder ^ row.price ^ row.dateTime ^ row.extra.length,
  q2: (row) => row.auction ^ row.price,
  q3: (row) => row.name.length ^ row.city.length ^ row.state.length ^ row.id,
  q4: (row) => row.category ^ row.average,
  q5: (row) => row.auction ^ row.num,
  q7: (row) => row.auction ^ row.price ^ row.bidder ^ row.dateTime ^ row.extra.length,
  q8: (row) => row.id ^ row.name.length ^ row.windowStart,
  q9: (row) => auctionBits(row) ^ row.bidder ^ row.price ^ row.bidTime ^ row.bidExtra.length,
  q11: (row) => row.bidder ^ row.bids ^ row.windowStart ^ row.windowEnd,
  q12: (row) => row.bidder ^ row.bids ^ row.windowStart ^ row.windowEnd,
  q15: (row) => statisticsBits(row),
  q16: (row) => row.channel.length ^ row.latest ^ statisticsBits(row),
  q17: (row) =>
    row.auction ^ row.day ^ row.bids ^ row.low ^ row.middle ^ row.high ^ row.least ^ row.average ^ row.total,
  q18: bidBits,
  q19: (row) => bidBits(row) ^ row.rank,
  q20: (row) => auctionBits(row) ^ row.bidder ^ row.price ^ row.channel.length ^ row.url.length ^ row.bidExtra.length,
  q21: (row) => row.auction ^ row.bidder ^ row.price ^ row.channel.length ^ (row.channelId?.length ?? 0),
  q22: (row) =>
    row.auction ^ row.bidder ^ row.price ^ row.channel.length ^ row.dir1.length ^ row.dir2.length ^ row.dir3.length,
};

function bidBits(row: WholeBid): number {
  return row.auction ^ row.bidder ^ row.price ^ row.channel.length ^ row.url.length ^ row.dateTime ^ row.extra.length;
}

function auctionBits(row: AuctionRow): number {
  const texts = row.itemName.length ^ row.description.length ^ row.extra.length;
  return texts ^ row.auction ^ row.initialBid ^ row.reserve ^ row.expires ^ row.seller ^ row.category;
}

function statisticsBits(row: BidStatistics): number {
  const all = row.day ^ row.bids ^ row.bidders ^ row.auctions;
  return all ^ row.lowBids ^ row.middleBids ^ row.highBids ^ row.lowBidders ^ row.middleBidders ^ row.highAuctions;
}
