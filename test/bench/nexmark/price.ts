import { below, draw } from "./draw.ts";

/** Prices are `10^(2 + k / 1024)` for k below this: log-uniform in 100 … 99,999,999. */
export const priceSteps = 6144;

/** `mantissas[i]` is `10^(i / 1024)` by repeated multiplication, which is the same double in every language. */
export const mantissas: Float64Array = mantissasOf(1024);

/** What to add to `mantissas[i]` to come to the next. */
export const mantissaSteps: Float64Array = mantissas.slice(0, 1024).map((low, i) => mantissas[i + 1]! - low);

export const decades: Float64Array = Float64Array.of(1e2, 1e3, 1e4, 1e5, 1e6, 1e7);

/** The price made of draws `j` and `j + 1` of event `n`. */
export function price(n: number, j: number): number {
  const k = below(draw(n, j), priceSteps);
  const low = mantissas[k & 1023]!;
  const high = mantissas[(k & 1023) + 1]!;
  const fraction = draw(n, j + 1) / 2 ** 32;
  return Math.floor((low + fraction * (high - low)) * decades[k >> 10]!);
}

function mantissasOf(steps: number): Float64Array {
  const values = new Float64Array(steps + 1).fill(1);
  for (let i = 1; i <= steps; i++) values[i] = values[i - 1]! * 1.0022511482929128;
  return values;
}
