// The contract
export type { Aggregate, Aggregation } from "./aggregate.ts";
export { type AggregateResults, type AggregateSpec, aggregation, type Missing, type OrNull } from "./aggregation.ts";

// How many
export { count } from "./count.ts";
export { countDistinct } from "./count-distinct.ts";
export { type ApproxCountDistinctOptions, approxCountDistinct } from "./approx-count-distinct.ts";

// How much
export { sum, type Total } from "./sum.ts";
export { avg } from "./avg.ts";
export { min } from "./min.ts";
export { max } from "./max.ts";
export type { NumberValue, NumericValue } from "./number-value.ts";
export type { Ordered } from "./order.ts";

// How it is spread
export { type VarianceOptions, variance } from "./variance.ts";
export { stddev } from "./stddev.ts";
export { covariance, type NumberPair } from "./covariance.ts";
export { correlation } from "./correlation.ts";
export { quantile } from "./quantile.ts";
export { type QuantileOptions, quantiles } from "./quantiles.ts";
export { type Histogram, type HistogramBin, type HistogramBins, histogram } from "./histogram.ts";

// Which one
export { first } from "./first.ts";
export { last } from "./last.ts";
export { minBy } from "./min-by.ts";
export { maxBy } from "./max-by.ts";
export type { TiesOptions } from "./best-row.ts";
export { mode } from "./mode.ts";

// Which ones
export { collect } from "./collect.ts";
export { concat, type Text } from "./concat.ts";
export { topK } from "./top-k.ts";

// Whether
export { any } from "./any.ts";
export { every } from "./every.ts";
