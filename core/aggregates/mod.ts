// The contract
export type { Aggregate, Aggregation } from "./aggregate.ts";
export { type AggregateResults, type AggregateSpec, aggregation, type Missing, type OrNull } from "./aggregation.ts";
// Whether
export { any } from "./any.ts";

// How many
export { type ApproxCountDistinctOptions, approxCountDistinct } from "./approx-count-distinct.ts";
// How much
export { avg } from "./avg.ts";
// Which one
export type { TiesOptions } from "./best-row.ts";
// Which ones
export { collect } from "./collect.ts";
export { concat, type Text } from "./concat.ts";
export { correlation } from "./correlation.ts";
export { count } from "./count.ts";
export { countDistinct } from "./count-distinct.ts";
export { covariance, type NumberPair } from "./covariance.ts";
export { every } from "./every.ts";
export { first } from "./first.ts";
export { type Histogram, type HistogramBin, type HistogramBins, histogram } from "./histogram.ts";
export { last } from "./last.ts";
export { max } from "./max.ts";
export { maxBy } from "./max-by.ts";
export { min } from "./min.ts";
export { minBy } from "./min-by.ts";
export { mode } from "./mode.ts";
export type { NumberValue } from "./number-value.ts";
export type { Ordered } from "./order.ts";
export { quantile } from "./quantile.ts";
export { type QuantileOptions, quantiles } from "./quantiles.ts";
export { stddev } from "./stddev.ts";
export { sum } from "./sum.ts";
export { topK } from "./top-k.ts";
export { type VarianceOptions, variance } from "./variance.ts";
