import type { Extent } from "./extent.ts";

/** Multiples of 1, 2 or 5 · 10ⁿ within the extent, about `count` of them. */
export function linearTicks(extent: Extent, count: number): number[] {
  const step = linearStep(extent, count);
  const first = Math.ceil(extent.from / step);
  const ticks: number[] = [];
  for (let at = 0; at <= 4 * count + 4; at++) {
    const tick = multiple(first + at, step);
    if (!(tick <= extent.to)) break;
    if (tick !== ticks.at(-1)) ticks.push(tick);
  }
  return ticks;
}

/** The distance of ticks: 1, 2 or 5 · 10ⁿ; never 0 nor infinite. */
export function linearStep({ from, to }: Extent, count: number): number {
  // Halves, as the difference of two large numbers overflows.
  const rough = ((to / 2 - from / 2) / Math.max(1, count)) * 2;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-300)));
  const factor = rough / power;
  return power * (factor >= 7.5 ? 10 : factor >= 3.5 ? 5 : factor >= 1.5 ? 2 : 1);
}

/** The extent grown to whole steps, so that the outermost ticks stand at its ends. */
export function roundedOut(extent: Extent, count: number): Extent {
  const step = linearStep(extent, count);
  const from = multiple(Math.floor(extent.from / step), step);
  const to = multiple(Math.ceil(extent.to / step), step);
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : extent;
}

/** `times · step` without the noise of binary fractions: 3 · 0.1 is 0.3. */
function multiple(times: number, step: number): number {
  const product = step < 1 ? times / (1 / step) : times * step;
  return Number(product.toPrecision(12)) === product ? product + 0 : Number(product.toPrecision(15)) + 0;
}
