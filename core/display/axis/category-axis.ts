import type { Axis } from "./axis.ts";

/** An axis on which each of some labels has an equally long place; the share of label `i` is the middle of its place. */
export function categoryAxis(labels: ArrayLike<string>): Axis {
  const count = Math.max(1, labels.length);
  return {
    ticks: Array.from(labels, (label, value) => ({ value, label })),
    share: (value) => (value + 0.5) / count,
  };
}
