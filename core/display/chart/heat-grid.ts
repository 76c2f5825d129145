import { type Extent, extentOf, widened } from "../scale/extent.ts";
import type { HeatKind } from "./heat-colors.ts";
import { type ChartLabel, type ChartValue, labelTexts, numbersOf } from "./values.ts";

/** A value for every row and column. */
export interface HeatMapData {
  readonly rows: ArrayLike<ChartLabel>;
  readonly columns: ArrayLike<ChartLabel>;
  /** A list for each row with a value for each column. */
  readonly values: ArrayLike<ArrayLike<ChartValue>>;
}

export interface HeatGrid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly Float64Array[];
  /** What the first and the last colour mean; undefined without a finite value. */
  readonly extent: Extent | undefined;
  /** `"diverging"` where values lie on both sides of zero: its extent has zero in the middle. */
  readonly kind: HeatKind;
}

/** The data as numbers; rows and columns beyond the given most are averaged with their neighbours. */
export function heatGrid(data: HeatMapData, most: { readonly rows: number; readonly columns: number }): HeatGrid {
  const full = Array.from({ length: data.rows.length }, (_, row) => numbersOf(data.values[row] ?? []));
  const rowStride = Math.ceil(full.length / Math.max(1, most.rows)) || 1;
  const columnStride = Math.ceil(data.columns.length / Math.max(1, most.columns)) || 1;
  const values = range(full.length, rowStride).map((row) =>
    Float64Array.from(range(data.columns.length, columnStride), (column) =>
      average(full, row, row + rowStride, column, column + columnStride),
    ),
  );
  const extent = extentOf(values);
  const kind = extent !== undefined && extent.from < 0 && extent.to > 0 ? "diverging" : "rising";
  return {
    rows: everyNth(labelTexts(data.rows), rowStride),
    columns: everyNth(labelTexts(data.columns), columnStride),
    values,
    extent: extent && (kind === "diverging" ? balanced(extent) : widened(extent)),
    kind,
  };
}

/** 0 for the first colour, 1 for the last; NaN for a value that is missing. */
export function heatShare(value: number, { from, to }: Extent): number {
  return Number.isFinite(value) ? (value / 2 - from / 2) / (to / 2 - from / 2) : Number.NaN;
}

function balanced({ from, to }: Extent): Extent {
  const most = Math.max(-from, to);
  return { from: -most, to: most };
}

function average(
  rows: readonly Float64Array[],
  row: number,
  rowEnd: number,
  column: number,
  columnEnd: number,
): number {
  let sum = 0;
  let count = 0;
  for (const values of rows.slice(row, rowEnd)) {
    for (const value of values.subarray(column, columnEnd)) {
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
  }
  return sum / count;
}

function range(length: number, stride: number): number[] {
  return Array.from({ length: Math.ceil(length / stride) }, (_, at) => at * stride);
}

function everyNth(texts: readonly string[], stride: number): string[] {
  return texts.filter((_, at) => at % stride === 0);
}
