import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { finiteNumbers, sameLength, wrong } from "./checks.ts";
import { descendingOrder } from "./kernels/descending-order.ts";

/** Things that were offered for queries, how relevant each is, and the score that it was ranked by. */
export interface RankedRows<Query = unknown> {
  /** What each row was offered for: rows of one query are ranked together. Default: all are of one. */
  readonly queries?: ArrayLike<Query> | undefined;
  /** How relevant it is, ≥ 0; above 0 it counts as relevant. */
  readonly relevances: ArrayLike<number>;
  /** Greater is offered before. */
  readonly scores: ArrayLike<number>;
}

export interface RankingMetricsOptions {
  /** How many of each query are looked at, ≥ 1. Default: all. */
  readonly at?: number;
  /** What a relevance is worth: itself (`"linear"`, the default), or 2 to its power, less 1. */
  readonly gain?: "linear" | "exponential";
}

/** How far up the relevant things are, as means over queries. Those without a relevant one count as 0. */
export interface RankingMetrics {
  /** What is gained, each place discounted by the logarithm of its number: all of it, and over the most that could be gained. */
  readonly dcg: number;
  readonly ndcg: number;
  /** The share of those offered that is relevant, and of the relevant ones that is offered. */
  readonly precision: number;
  readonly recall: number;
  /** The mean of the precision at each relevant one, over how many there could be. */
  readonly meanAveragePrecision: number;
  /** One over the place of the first relevant one. */
  readonly meanReciprocalRank: number;
  /** The share of queries with a relevant one. */
  readonly hitRate: number;
  readonly queries: number;
}

const known: KnownOptions<RankingMetricsOptions> = { at: true, gain: ["linear", "exponential"] };

/**
 * How far up relevant things are ranked. What has the same score is taken as if it stood in any order: gains are means over all
 * of them. For the other measures it stands in the order of the rows.
 *
 * @example
 * ```ts
 * import { rankingMetrics } from "millrace/ml";
 * const offered = { queries: ["q", "q", "q"], relevances: [0, 1, 1], scores: [3, 2, 1] };
 * console.log(rankingMetrics(offered, { at: 2 }).precision); // 0.5
 * ```
 * @see Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20, 2002; McSherry, Najork, "Computing information retrieval
 * performance measures efficiently in the presence of tied scores", ECIR 2008.
 */
export function rankingMetrics<Query>(given: RankedRows<Query>, options: RankingMetricsOptions = {}): RankingMetrics {
  checkOptions(options, known, "rankingMetrics");
  const { at = Number.POSITIVE_INFINITY, gain = "linear" } = options;
  if (at !== Number.POSITIVE_INFINITY && (!Number.isSafeInteger(at) || at < 1)) {
    throw new RangeError(
      `Cannot evaluate a ranking as at must be a whole number ≥ 1: got ${String(at)}; leave it out for all`,
    );
  }
  const gainOf = gain === "linear" ? (relevance: number) => relevance : (relevance: number) => 2 ** relevance - 1;
  const sums = { dcg: 0, ndcg: 0, precision: 0, recall: 0, meanAveragePrecision: 0, meanReciprocalRank: 0, hitRate: 0 };
  const queries = queriesOf(given);
  for (const one of queries) {
    const found = { ...gains(one, at, gainOf), ...places(one, at) };
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += found[name];
  }
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / queries.length]);
  return { ...(Object.fromEntries(means) as typeof sums), queries: queries.length };
}

/** The rows of a query, by descending score. */
interface RankedQuery {
  readonly relevances: Float64Array;
  readonly scores: Float64Array;
}

function queriesOf({ queries, relevances, scores }: RankedRows): RankedQuery[] {
  const what = "a ranking";
  const named = [
    { name: "relevances", values: relevances },
    { name: "scores", values: scores },
  ];
  sameLength(what, queries === undefined ? named : [...named, { name: "queries", values: queries }]);
  const [relevant, score] = named.map((one) => finiteNumbers(what, one)) as [Float64Array, Float64Array];
  const negative = relevant.findIndex((relevance) => relevance < 0);
  if (negative >= 0) throw wrong(what, "relevances", "numbers ≥ 0", relevant[negative], negative);
  const ofQuery = new Map<unknown, number[]>();
  for (const row of descendingOrder(score)) {
    const query = queries?.[row];
    const own = ofQuery.get(query);
    if (own === undefined) ofQuery.set(query, [row]);
    else own.push(row);
  }
  return Array.from(ofQuery.values(), (own) => ({
    relevances: Float64Array.from(own, (row) => relevant[row]!),
    scores: Float64Array.from(own, (row) => score[row]!),
  }));
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}

function gains(
  { relevances, scores }: RankedQuery,
  at: number,
  gainOf: (relevance: number) => number,
): { dcg: number; ndcg: number } {
  let dcg = 0;
  for (let start = 0; start < scores.length; ) {
    let end = start;
    let gain = 0;
    let discounts = 0;
    for (; end < scores.length && scores[end] === scores[start]; end++) {
      gain += gainOf(relevances[end]!);
      if (end < at) discounts += discount(end);
    }
    dcg += (gain / (end - start)) * discounts;
    start = end;
  }
  const best = relevances.slice().sort().reverse();
  let most = 0;
  for (let place = 0; place < Math.min(best.length, at); place++) most += gainOf(best[place]!) * discount(place);
  return { dcg, ndcg: most === 0 ? 0 : dcg / most };
}

type Places = Pick<RankingMetrics, "precision" | "recall" | "meanAveragePrecision" | "meanReciprocalRank" | "hitRate">;

function places({ relevances }: RankedQuery, at: number): Places {
  const offered = Math.min(relevances.length, at);
  const relevant = relevances.reduce((sum, relevance) => sum + Number(relevance > 0), 0);
  let found = 0;
  let precisions = 0;
  let first = 0;
  for (let place = 0; place < offered; place++) {
    if (!(relevances[place]! > 0)) continue;
    found++;
    precisions += found / (place + 1);
    if (first === 0) first = place + 1;
  }
  return {
    precision: found / offered,
    recall: relevant === 0 ? 0 : found / relevant,
    meanAveragePrecision: relevant === 0 ? 0 : precisions / Math.min(relevant, offered),
    meanReciprocalRank: first === 0 ? 0 : 1 / first,
    hitRate: Number(found > 0),
  };
}
