import type { Axis, TickFormat } from "./axis.ts";
import type { Extent } from "./extent.ts";
import { linearAxis } from "./linear-axis.ts";
import { exponentLabel, numberLabels } from "./number-labels.ts";

export interface LogAxisOptions {
  /** About how many ticks there are at most. */
  readonly count: number;
  readonly format: TickFormat | undefined;
}

/** An axis on which equal factors are equally long, from one power of ten to another. Only positive values have a place. */
export function logAxis(extent: Extent, { count, format = powerLabel }: LogAxisOptions): Axis {
  const [low, high] = extent;
  if (!(low > 0)) return linearAxis(extent, { count, ends: "nice", format });
  // A double holds no smaller power of ten to full precision.
  const first = Math.max(-307, Math.floor(Math.log10(low) + 1e-9));
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  return {
    ticks: tickValues(first, last, count).map((value) => ({ value, label: format(value) })),
    share: (value) => (value > 0 ? (Math.log10(value) - first) / (last - first) : Number.NaN),
  };
}

/** Powers of ten, every nth if there are many; between few of them 2 and 5 times a power too. */
function tickValues(first: number, last: number, count: number): number[] {
  const powers = last - first;
  const every = Math.max(1, Math.ceil(powers / Math.max(1, count)));
  const factors = powers * 3 <= count ? [1, 2, 5] : [1];
  const values: number[] = [];
  for (let power = first; power <= last; power += every) {
    for (const factor of factors) if (power < last || factor === 1) values.push(Number(`${factor}e${power}`));
  }
  return values;
}

function powerLabel(value: number): string {
  return value >= 1e15 || value < 1e-4 ? exponentLabel(value) : numberLabels([value], value)[0]!;
}
