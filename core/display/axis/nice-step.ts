import type { Extent } from "./extent.ts";

/** The 1, 2 or 5 times a power of ten that divides an extent into about `count` steps. */
export function niceStep([low, high]: Extent, count: number): number {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = rough / power;
  // The geometric means of neighbouring steps, so that the nearer one is taken.
  return (digit >= Math.sqrt(50) ? 10 : digit >= Math.sqrt(10) ? 5 : digit >= Math.sqrt(2) ? 2 : 1) * power;
}

/** The extent widened to whole steps. */
export function niceExtent([low, high]: Extent, step: number): Extent {
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** The multiples of a step within an extent; each one a product, so that errors do not add up. */
export function multiplesWithin([low, high]: Extent, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => clean((first + at) * step, step));
}

/** 3 × 0.1 is 0.30000000000000004: rounded to a hundredth of a step. */
function clean(value: number, step: number): number {
  const decimals = 2 - Math.floor(Math.log10(step));
  return decimals > 0 && decimals <= 100 ? Number(value.toFixed(decimals)) : value + 0;
}
