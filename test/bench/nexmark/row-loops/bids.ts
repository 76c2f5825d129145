import type { Bid } from "../event.ts";
import { eventType } from "../event.ts";
import type { Results, WholeBid } from "../results.ts";
import type { Emit, RowLoop } from "./row-loop.ts";

/** q18: the last bid of each bidder on each auction. */
export function lastBids(emit: Emit<Results["q18"]>): RowLoop {
  const last = new Map<number, Bid>();
  return {
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const key = event.bidder * 2 ** 26 + event.auction;
        const before = last.get(key);
        if (before === undefined || event.dateTime >= before.dateTime) last.set(key, event);
      }
    },
    end() {
      for (const bid of last.values()) emit(wholeBid(bid));
    },
  };
}

/** q19: the ten highest bids of each auction, first come first on a tie. */
export function highestBidsOfAuctions(emit: Emit<Results["q19"]>): RowLoop {
  const best = new Map<number, Bid[]>();
  return {
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const bids = best.get(event.auction);
        if (bids === undefined) best.set(event.auction, [event]);
        else insert(bids, event);
      }
    },
    end() {
      for (const bids of best.values()) bids.forEach((bid, at) => emit({ ...wholeBid(bid), rank: at + 1 }));
    },
  };
}

function insert(bids: Bid[], bid: Bid): void {
  if (bids.length === 10 && bid.price <= bids[9]!.price) return;
  let at = bids.length;
  while (at > 0 && bids[at - 1]!.price < bid.price) at--;
  bids.splice(at, 0, bid);
  if (bids.length > 10) bids.pop();
}

function wholeBid({ auction, bidder, price, channel, url, dateTime, extra }: Bid): WholeBid {
  return { auction, bidder, price, channel, url, dateTime, extra };
}

const channelIds = new Map([
  ["apple", "0"],
  ["google", "1"],
  ["facebook", "2"],
  ["baidu", "3"],
]);

const idParameter = "&channel_id=";

function channelId(channel: string, url: string): string | undefined {
  const known = channelIds.get(channel.toLowerCase());
  if (known !== undefined) return known;
  const at = url.indexOf(idParameter);
  if (at < 0) return undefined;
  const end = url.indexOf("&", at + 1);
  return url.slice(at + idParameter.length, end < 0 ? url.length : end);
}

/** q21 */
export function channelBids(emit: Emit<Results["q21"]>): RowLoop {
  return {
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const { auction, bidder, price, channel, url } = event;
        const id = channelId(channel, url);
        if (id !== undefined) emit({ auction, bidder, price, channel, channelId: id });
      }
    },
    end() {},
  };
}

/** q22 */
export function urlBids(emit: Emit<Results["q22"]>): RowLoop {
  return {
    take(events) {
      for (const event of events) {
        if (event.type !== eventType.bid) continue;
        const { auction, bidder, price, channel, url } = event;
        const first = url.indexOf("/", url.indexOf("//") + 2) + 1;
        const second = url.indexOf("/", first) + 1;
        const third = url.indexOf("/", second) + 1;
        const [dir1, dir2] = [url.slice(first, second - 1), url.slice(second, third - 1)];
        emit({ auction, bidder, price, channel, dir1, dir2, dir3: url.slice(third, url.indexOf("/", third)) });
      }
    },
    end() {},
  };
}
