import type { Extent } from "./extent.ts";
import { linearTicks } from "./linear-ticks.ts";

/** Powers of ten within a positive extent, with 2 and 5 between them where there is room; about `count` of them. */
export function logTicks({ from, to }: Extent, count: number): number[] {
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const decades = high - low;
  const within = (ticks: number[]): number[] => ticks.filter((tick) => tick >= from && tick <= to);
  if (decades > count) {
    const stride = Math.ceil(decades / count);
    return within(powers(low, high).filter((_, at) => at % stride === 0));
  }
  const factors = decades * 3 <= count * 1.5 ? [1, 2, 5] : [1];
  const ticks = within(powers(low, high).flatMap((power) => factors.map((factor) => factor * power)));
  return ticks.length >= 2 ? ticks : linearTicks({ from, to }, count).filter((tick) => tick > 0);
}

/** The extent grown to whole powers of ten. */
export function roundedToPowers({ from, to }: Extent): Extent {
  const low = 10 ** Math.floor(Math.log10(from));
  const high = 10 ** Math.ceil(Math.log10(to));
  return low > 0 && Number.isFinite(high) && low < high ? { from: low, to: high } : { from, to };
}

// Read from text, as 10 ** n is not the nearest double for every n.
function powers(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, at) => Number(`1e${low + at}`));
}
