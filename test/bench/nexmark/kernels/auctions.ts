import { below, draw } from "../draw.ts";
import { timeOf } from "../event.ts";
import { price } from "../price.ts";

// Columns of the auctions `[n, end)` of one epoch, written from position `at` on: fields as in `event.ts`.
// Auctions are 6 % of the events: written to be read.

/** `1000 + lastA` */
export function fillAuctionId(n: number, end: number, out: Int32Array, at: number): void {
  const epoch = Math.floor(n / 50);
  for (; n < end; n++, at++) out[at] = 1000 + epoch * 3 + (n - epoch * 50) - 1;
}

/** `price(4)` */
export function fillInitialBid(n: number, end: number, out: Int32Array, at: number): void {
  for (; n < end; n++, at++) out[at] = price(n, 4);
}

/** `initialBid + price(6)` */
export function fillReserve(n: number, end: number, out: Int32Array, at: number): void {
  for (; n < end; n++, at++) out[at] = price(n, 4) + price(n, 6);
}

/** `ts + 1 + b(8, 2 · (ts(n + 1666) − ts(n)))`: there is always time between the two. */
export function fillExpires(n: number, end: number, out: Float64Array, at: number): void {
  for (; n < end; n++, at++) {
    out[at] = timeOf(n) + 1 + below(draw(n, 8), 2 * (timeOf(n + 1666) - timeOf(n)));
  }
}

/** `1000 + (b(9,4) > 0 ? lastP/100*100 : someP(10))` */
export function fillSeller(n: number, end: number, out: Int32Array, at: number): void {
  const persons = Math.floor(n / 50) + 1;
  const hot = 1000 + (persons - 1) - ((persons - 1) % 100);
  const active = Math.min(persons, 1000);
  for (; n < end; n++, at++) {
    out[at] = draw(n, 9) >>> 30 > 0 ? hot : 1000 + persons - active + below(draw(n, 10), active + 10);
  }
}

/** `10 + b(11,5)` */
export function fillCategory(n: number, end: number, out: Int32Array, at: number): void {
  for (; n < end; n++, at++) out[at] = 10 + below(draw(n, 11), 5);
}
