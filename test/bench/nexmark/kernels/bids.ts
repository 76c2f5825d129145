import { counter, counterStep, golden, mix } from "../draw.ts";
import { decades, mantissaSteps, mantissas } from "../price.ts";

// Columns of the bids `[n, end)` of one epoch, written from position `at` on: fields as in `event.ts`.
//
// `x * (k / 2 ** 32)` is `x · k / 2^32` for every draw x: both are exact. Imported numbers are copied as int32 into
// locals, as V8 reads them anew as doubles in each turn otherwise (2.5× slower). Where a toss decides, both values are
// computed and one is masked away: it is the branch that a processor predicts worst (2×).

/** `1000 + (b(0,2) > 0 ? lastA/100*100 : someA(1))` */
export function fillAuction(n: number, end: number, out: Int32Array, at: number): void {
  const last = ((n / 50) | 0) * 3 + 2;
  const hot = (1000 + last - (last % 100)) | 0;
  const first = Math.max(last - 100, 0);
  const base = (1000 + first) | 0;
  const scale = (last - first + 11) / 2 ** 32;
  const [step, next, stop] = [counterStep | 0, golden | 0, at + end - n];
  let z = counter(n, 0);
  for (let row = at; row < stop; row++) {
    const isHot = mix(z) >> 31;
    const cold = base + (((mix((z + next) | 0) >>> 0) * scale) | 0);
    out[row] = (hot & isHot) | (cold & ~isHot);
    z = (z + step) | 0;
  }
}

/** `1000 + (b(2,4) > 0 ? lastP/100*100 + 1 : someP(3))` */
export function fillBidder(n: number, end: number, out: Int32Array, at: number): void {
  const last = (n / 50) | 0;
  const hot = (1001 + last - (last % 100)) | 0;
  const active = Math.min(last + 1, 1000);
  const base = (1001 + last - active) | 0;
  const scale = (active + 10) / 2 ** 32;
  const [step, next, stop] = [counterStep | 0, golden | 0, at + end - n];
  let z = counter(n, 2);
  for (let row = at; row < stop; row++) {
    const isCold = ((mix(z) >>> 30) - 1) >> 31;
    const cold = base + (((mix((z + next) | 0) >>> 0) * scale) | 0);
    out[row] = (cold & isCold) | (hot & ~isCold);
    z = (z + step) | 0;
  }
}

/** `price(4)` */
export function fillPrice(n: number, end: number, out: Int32Array, at: number): void {
  const [lows, steps, factors] = [mantissas, mantissaSteps, decades];
  const [step, next, stop] = [counterStep | 0, golden | 0, at + end - n];
  let z = counter(n, 4);
  for (let row = at; row < stop; row++) {
    const k = ((mix(z) >>> 0) * (6144 / 2 ** 32)) | 0;
    const fraction = (mix((z + next) | 0) >>> 0) / 2 ** 32;
    out[row] = ((lows[k & 1023]! + fraction * steps[k & 1023]!) * factors[k >> 10]!) | 0;
    z = (z + step) | 0;
  }
}

/** The channel's number: `b(6,2) > 0 ? 10000 + b(7,4) : b(7,10000)` */
export function fillChannel(n: number, end: number, out: Int32Array, at: number): void {
  const [step, next, stop] = [counterStep | 0, golden | 0, at + end - n];
  let z = counter(n, 6);
  for (let row = at; row < stop; row++) {
    const isHot = mix(z) >> 31;
    const which = mix((z + next) | 0) >>> 0;
    const cold = (which * (10_000 / 2 ** 32)) | 0;
    out[row] = ((10_000 + (which >>> 30)) & isHot) | (cold & ~isHot);
    z = (z + step) | 0;
  }
}
