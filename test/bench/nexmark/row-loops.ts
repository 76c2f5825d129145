import { eventType } from "./event.ts";
import type { QueryName, Results } from "./results.ts";
import { hotItems } from "./row-loops/hot-items.ts";
import type { Emit, RowLoop } from "./row-loops/row-loop.ts";
import { bidderSessions } from "./row-loops/sessions.ts";
import { highestBids, newSellers } from "./row-loops/tumbling.ts";

/** The queries as loops over row objects: the rival that needs no library, and the oracle of the others. */
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

  q5: hotItems,
  q7: highestBids,
  q8: newSellers,
  q11: bidderSessions,
};
