import { requireOptions } from "../data/options.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { type NumberValue, skipMissing } from "./number-value.ts";
import { takesNumbers } from "./value-check.ts";

/** Bins of equal width from `from` to `to`, or between given edges, which increase. */
export type HistogramBins =
  | { readonly from: number; readonly to: number; readonly bins: number }
  | { readonly edges: readonly number[] };

const equalBins = { from: true, to: true, bins: true } as const;

/** How many values fell where. */
export interface Histogram {
  /** Each holds values from its `from` up to but not including its `to`; the last one includes it. */
  readonly bins: readonly HistogramBin[];
  /** Values less than the first bin. */
  readonly below: number;
  /** Values greater than the last bin, and NaN. */
  readonly above: number;
}

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * How many values fall into each bin, and how many below and above all of them.
 *
 * @param value A number, or null or undefined to leave the row out.
 * @param bins `{ from, to, bins }` or `{ edges }`, in the unit of `value`.
 * @example
 * ```ts
 * import { from, histogram } from "millrace";
 *
 * const flights = [{ delay: 4 }, { delay: 20 }, { delay: 90 }];
 * const spec = { delays: histogram((flight: { delay: number }) => flight.delay, { edges: [0, 15, 60] }) };
 * const rows = await from(flights).aggregate(spec).collect();
 * // [{ delays: { bins: [{ from: 0, to: 15, count: 1 }, { from: 15, to: 60, count: 1 }], below: 0, above: 1 } }]
 * ```
 */
export function histogram<Row>(value: (row: Row) => NumberValue, bins: HistogramBins): Aggregation<Row, Histogram> {
  requireOptions<object>(bins, Object.hasOwn(Object(bins), "edges") ? { edges: true } : equalBins, "histogram()");
  return aggregation(binCounts(checked("edges" in bins ? [...bins.edges] : edgesOf(bins))), value);
}

/** Partial result: the counts of [below, each bin …, above]. */
function binCounts(edges: readonly number[]): Aggregate<NumberValue, Float64Array, Histogram> {
  const counted = (partial: Float64Array, value: NumberValue, times: number): Float64Array => {
    if (typeof value !== "number") return skipMissing("histogram", partial, value);
    partial[slotOf(edges, value)]! += times;
    return partial;
  };
  return {
    name: "histogram",
    ...takesNumbers("histogram"),
    zero: () => new Float64Array(edges.length + 1),
    add: (partial, value) => counted(partial, value, 1),
    merge: (left, right) => {
      for (let slot = 0; slot < left.length; slot++) left[slot]! += right[slot]!;
      return left;
    },
    retract: (partial, value) => counted(partial, value, -1),
    result: (partial) => histogramOf(edges, partial),
  };
}

/** How many edges are at or before `value`; a value on the last edge belongs to the last bin. */
function slotOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (value === edges[last]) return last;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value < edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function histogramOf(edges: readonly number[], counts: Float64Array): Histogram {
  const bins = edges.slice(1).map((to, bin) => ({ from: edges[bin]!, to, count: counts[bin + 1]! }));
  return { bins, below: counts[0]!, above: counts[edges.length]! };
}

function edgesOf({ from, to, bins }: { from: number; to: number; bins: number }): number[] {
  if (!Number.isInteger(bins) || bins < 1 || !Number.isFinite(to - from) || from >= to) {
    throw new RangeError(
      `Cannot build histogram() as it takes at least one bin between finite bounds with from < to: ` +
        `got ${bins} bins from ${from} to ${to}; use for instance { from: 0, to: 100, bins: 10 }`,
    );
  }
  return Array.from({ length: bins + 1 }, (_, edge) => (edge === bins ? to : from + ((to - from) * edge) / bins));
}

function checked(edges: readonly number[]): readonly number[] {
  const wrong = edges.findIndex((edge, at) => Number.isNaN(edge) || (at > 0 && edge <= edges[at - 1]!));
  if (edges.length >= 2 && wrong < 0) return edges;
  throw new RangeError(
    `Cannot build histogram() as its bin edges must be at least two, and increase: ` +
      `got ${wrong < 0 ? `${edges.length} of them` : `${edges[wrong]} at position ${wrong}`} in [${edges.slice(0, 8).join(", ")}${edges.length > 8 ? ", …" : ""}]; ` +
      "use for instance { edges: [0, 15, 60] }",
  );
}
