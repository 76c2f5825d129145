import { type Extent, extentOf } from "./axis/extent.ts";
import { drawnNumbers, type Grid } from "./chart-data.ts";
import type { RampKind } from "./color-ramp.ts";

/** The values of a grid and where each lies between the least and the greatest. */
export interface GridShares {
  /** NaN where there is none. */
  readonly values: readonly Float64Array[];
  readonly low: number;
  readonly high: number;
  /** From 0 to 1. Of diverging colors, 0.5 is the value zero. */
  readonly share: (value: number) => number;
}

export function gridShares({ rows, columns, values }: Grid, kind: RampKind): GridShares {
  const drawn = Array.from({ length: rows.length }, (_, row) => drawnNumbers(values[row] ?? [], columns.length));
  const [low, high] = colorExtent(extentOf(drawn) ?? [0, 1], kind);
  return { values: drawn, low, high, share: (value) => (high > low ? (value - low) / (high - low) : 0.5) };
}

function colorExtent([low, high]: Extent, kind: RampKind): Extent {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return kind === "sequential" ? [low, high] : [-reach, reach];
}
