import { eventType } from "./event.ts";
import type { QueryName, Results } from "./results.ts";
import { channelBids, highestBidsOfAuctions, lastBids, urlBids } from "./row-loops/bids.ts";
import { hotItems } from "./row-loops/hot-items.ts";
import { averageFinalPrices, bidsOnCategory, localSellers, winningBids } from "./row-loops/joins.ts";
import type { Emit, RowLoop } from "./row-loops/row-loop.ts";
import { bidderSessions } from "./row-loops/sessions.ts";
import { auctionStatistics, bidderCounts, channelStatistics, dailyStatistics } from "./row-loops/statistics.ts";
import { highestBids, newSellers } from "./row-loops/tumbling.ts";

/**
 * The queries as loops over row objects: the rival that needs no library, and the oracle of the others.
 * Where Millrace gives a changelog they give what is left of it, at the end: less work.
 */
export const rowLoops: { readonly [Name in QueryName]: (emit: Emit<Results[Name]>) => RowLoop } = {
  q0: (emit) => ({
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const { auction, bidder, price, dateTime, extra } = event;
        emit({ auction, bidder, price, dateTime, extra });
      }
    },
    end() {},
  }),

  q1: (emit) => ({
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const { auction, bidder, price, dateTime, extra } = event;
        emit({ auction, bidder, price: (price * 908) / 1000, dateTime, extra });
      }
    },
    end() {},
  }),

  q2: (emit) => ({
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid || event.auction % 123 !== 0) continue;
        emit({ auction: event.auction, price: event.price });
      }
    },
    end() {},
  }),

  q3: localSellers,
  q4: averageFinalPrices,
  q5: hotItems,
  q7: highestBids,
  q8: newSellers,
  q9: winningBids,
  q11: bidderSessions,
  q12: bidderCounts,
  q15: dailyStatistics,
  q16: channelStatistics,
  q17: auctionStatistics,
  q18: lastBids,
  q19: highestBidsOfAuctions,
  q20: bidsOnCategory,
  q21: channelBids,
  q22: urlBids,
};
