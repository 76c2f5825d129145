import { counter, counterStep, golden, mix } from "../draw.ts";
import { pieceStarts } from "../text.ts";

/**
 * Views into the pool: `text(j + 1, shortest + b(j, spread))` of the events `[n, end)`, written from `at` on.
 * All random texts draw their length just before their start.
 */
export function fillViews(
  n: number,
  end: number,
  j: number,
  shortest: number,
  spread: number,
  starts: Int32Array,
  lengths: Int32Array,
  at: number,
): void {
  const scale = spread / 2 ** 32;
  const startScale = pieceStarts / 2 ** 32;
  const [step, next, stop] = [counterStep | 0, golden | 0, at + end - n];
  let z = counter(n, j);
  for (let row = at; row < stop; row++) {
    lengths[row] = shortest + (((mix(z) >>> 0) * scale) | 0);
    starts[row] = ((mix((z + next) | 0) >>> 0) * startScale) | 0;
    z = (z + step) | 0;
  }
}
