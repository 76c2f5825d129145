import { expect, expectTypeOf, test } from "vitest";
import {
  type Aggregate,
  type AggregateResults,
  type AggregateSpec,
  type Aggregation,
  aggregation,
  any,
  approxCountDistinct,
  avg,
  collect,
  concat,
  correlation,
  count,
  countDistinct,
  covariance,
  every,
  first,
  type Histogram,
  histogram,
  last,
  max,
  maxBy,
  min,
  minBy,
  mode,
  quantile,
  quantiles,
  stddev,
  sum,
  topK,
  variance,
} from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";

interface Bid {
  readonly price: number;
  readonly bidder: string;
  readonly tip: number | null;
  readonly at: Date;
  readonly note?: string;
  readonly won: boolean;
}

/** Stands for a dataset: its row type is known before the spec is read. */
function aggregate<Spec extends AggregateSpec<Bid>>(spec: Spec): AggregateResults<Spec> {
  return spec as never;
}

test("the row type flows into every lambda, and the type of each result out", () => {
  const result = aggregate({
    bids: count(),
    tipped: count((bid) => bid.tip),
    total: sum((bid) => bid.price),
    tips: sum((bid) => bid.tip),
    mean: avg((bid) => bid.price),
    top: max((bid) => bid.price),
    latest: max((bid) => bid.at),
    leastTip: min((bid) => bid.tip),
    open: first((bid) => bid.bidder),
    close: last((bid) => bid.note),
    best: maxBy((bid) => bid.price),
    bests: maxBy((bid) => bid.price, { ties: "all" }),
    worst: minBy((bid) => bid.tip),
    usual: mode((bid) => bid.bidder),
    bidders: countDistinct((bid) => bid.bidder),
    about: approxCountDistinct((bid) => bid.bidder),
    p95: quantile((bid) => bid.price, 0.95),
    box: quantiles((bid) => bid.price, [0.25, 0.75]),
    spread: stddev((bid) => bid.price),
    squared: variance((bid) => bid.price, { of: "population" }),
    together: covariance((bid) => [bid.price, bid.tip]),
    r: correlation((bid) => [bid.price, bid.tip]),
    three: topK(3, (bid) => bid.price),
    prices: collect((bid) => bid.price),
    notes: collect((bid) => bid.note),
    all: collect(),
    names: concat((bid) => bid.bidder, " "),
    bins: histogram((bid) => bid.price, { from: 0, to: 10, bins: 5 }),
    anyWon: any((bid) => bid.won),
    everyCheap: every((bid) => bid.price < 10),
  });
  expectTypeOf(result).toEqualTypeOf<{
    bids: number;
    tipped: number;
    total: number;
    tips: number | null;
    mean: number;
    top: number;
    latest: Date;
    leastTip: number | null;
    open: string;
    close: string | null;
    best: Bid;
    bests: Bid[];
    worst: Bid | null;
    usual: string;
    bidders: number;
    about: number;
    p95: number;
    box: number[];
    spread: number | null;
    squared: number | null;
    together: number | null;
    r: number | null;
    three: Bid[];
    prices: number[];
    notes: string[];
    all: Bid[];
    names: string;
    bins: Histogram;
    anyWon: boolean;
    everyCheap: boolean;
  }>();
});

test("an aggregation stands on its own where the lambda names its row", () => {
  expectTypeOf(sum((bid: Bid) => bid.price)).toEqualTypeOf<Aggregation<Bid, number>>();
  expectTypeOf(count()).toExtend<Aggregation<Bid, number>>();
});

test("an aggregation of other rows or of values without meaning is refused", () => {
  // @ts-expect-error a bid has no such column
  aggregate({ x: sum((bid) => bid.cost) });
  // @ts-expect-error no sum of strings
  aggregate({ x: sum((bid) => bid.bidder) });
  // @ts-expect-error rows of another kind
  aggregate({ x: sum((row: { delay: number }) => row.delay) });
  // @ts-expect-error objects have no order
  aggregate({ x: max((bid) => bid) });
});

test("an aggregate of one's own becomes an aggregation", () => {
  const product: Aggregate<number, number, number> = {
    name: "product",
    zero: () => 1,
    add: (partial, value) => partial * value,
    merge: (left, right) => left * right,
    result: (partial) => partial,
  };
  const result = aggregate({ total: aggregation(product, (bid) => bid.price) });
  expectTypeOf(result).toEqualTypeOf<{ total: number }>();
  expect(
    fold(
      aggregation(product, (row: { rate: number }) => row.rate),
      [{ rate: 1.5 }, { rate: 2 }],
    ),
  ).toBe(3);
});
