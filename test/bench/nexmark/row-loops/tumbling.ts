import type { Bid, Event, Person } from "../event.ts";
import { eventType } from "../event.ts";
import type { Results } from "../results.ts";
import { panesOf } from "./panes.ts";
import type { Emit, RowLoop } from "./row-loop.ts";
import { outOfOrderMs } from "./row-loop.ts";

/** q7 */
export function highestBids(emit: Emit<Results["q7"]>): RowLoop {
  return tumblingLoop(
    () => ({ price: Number.NEGATIVE_INFINITY, bids: [] as Bid[] }),
    (best, event) => {
      if (event.type !== eventType.bid || event.price < best.price) return;
      if (event.price > best.price) {
        best.price = event.price;
        best.bids = [event];
      } else best.bids.push(event);
    },
    (best) => {
      for (const { auction, price, bidder, dateTime, extra } of best.bids) {
        emit({ auction, price, bidder, dateTime, extra });
      }
    },
  );
}

/** q8 */
export function newSellers(emit: Emit<Results["q8"]>): RowLoop {
  return tumblingLoop(
    () => ({ persons: new Map<number, Person>(), sellers: new Set<number>() }),
    (window, event) => {
      if (event.type === eventType.person) window.persons.set(event.id, event);
      else if (event.type === eventType.auction) window.sellers.add(event.seller);
    },
    ({ persons, sellers }, windowStart) => {
      for (const { id, name } of persons.values()) if (sellers.has(id)) emit({ id, name, windowStart });
    },
  );
}

/** Tumbling windows of 10 s: `add` takes an event into its window, `fire` gives what a finished window holds. */
function tumblingLoop<Content>(
  empty: () => Content,
  add: (content: Content, event: Event) => void,
  fire: (content: Content, start: number) => void,
): RowLoop {
  const sizeMs = 10_000;
  const windows = panesOf(sizeMs, empty);
  let newest = Number.NEGATIVE_INFINITY;
  let openFrom = Number.NEGATIVE_INFINITY;

  const fireUntil = (watermark: number) => {
    while (windows.open.length > 0 && windows.open[0]!.start + sizeMs <= watermark) {
      const { start, content } = windows.open.shift()!;
      fire(content, start);
    }
    openFrom = Math.floor(watermark / sizeMs) * sizeMs;
  };
  return {
    take(events) {
      for (const event of events) {
        const time = event.dateTime;
        if (time > newest) {
          newest = time;
          if (newest - outOfOrderMs >= openFrom + sizeMs) fireUntil(newest - outOfOrderMs);
        }
        if (time >= openFrom) add(windows.of(time), event);
      }
    },
    end: () => fireUntil(Number.POSITIVE_INFINITY),
  };
}
