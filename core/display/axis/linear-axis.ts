import type { Axis, TickFormat } from "./axis.ts";
import { type Extent, widened } from "./extent.ts";
import { multiplesWithin, niceExtent, niceStep } from "./nice-step.ts";
import { numberLabels } from "./number-labels.ts";

export interface LinearAxisOptions {
  /** About how many ticks there are. */
  readonly count: number;
  /** Whether the axis ends with the values or at the ticks around them. */
  readonly ends: "exact" | "nice";
  readonly format: TickFormat | undefined;
}

/** An axis on which equal differences are equally long. */
export function linearAxis(extent: Extent, { count, ends, format }: LinearAxisOptions): Axis {
  const wide = widened(extent);
  const step = niceStep(wide, count);
  const [low, high] = ends === "nice" ? niceExtent(wide, step) : wide;
  const values = multiplesWithin([low, high], step);
  const labels = format === undefined ? numberLabels(values, step) : values.map(format);
  return {
    ticks: values.map((value, at) => ({ value, label: labels[at]! })),
    share: (value) => (value - low) / (high - low),
  };
}
