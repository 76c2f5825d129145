// What people may like next: a model of all that was rated before today, and, with each rating of today, what it means for whoever gave it
// at once, also for people who are new: the factors of films stay as they were learned, those of the person are solved for anew.
import { type Dataset, from, type Job, job, schema, state } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import { stdout } from "millrace/connectors/stdio";
import { als } from "millrace/ml";
import { films, ratings, today } from "../data/ratings.ts";

export interface Rating {
  readonly user: number;
  readonly film: number;
  /** 1 to 5. */
  readonly rating: number;
  /** ms since the epoch. */
  readonly at: number;
}

export interface Recommendation {
  readonly user: number;
  readonly rated: string;
  readonly rating: number;
  /** What was expected of that rating, before it came; null of somebody who had rated nothing yet. */
  readonly expected: number | null;
  readonly next: readonly string[];
}

const [rank, regularization, most] = [6, 0.05, 3];

// As a job does each night: model.save("models/films"), and als().load(…) here.
const history = from(ratings()).filter((row) => row.at < today);
const { learned } = await als({ item: "film", rank, regularization }).fit(history);
const titles = films().map(({ title }) => title);
const factors = new Map(
  Array.from(learned.items, (film, at) => [film, learned.itemFactors.subarray(at * rank, (at + 1) * rank)]),
);

/** With each rating of today what its person may like next. Ratings of a person come in the order in which they were given. */
export function recommend(rated: Dataset<Rating>): Dataset<Recommendation> {
  return rated.keyBy("user").process({
    state: { given: state.map<number, number>() },
    row({ user, film, rating, at }, { state: { given } }) {
      const before = [...given.entries()];
      given.set(film, rating);
      if (at < today) return [];
      const own = solved([...before, [film, rating]]);
      const seen = new Set([film, ...before.map(([one]) => one)]);
      const next = [...factors]
        .filter(([one]) => !seen.has(one))
        .map(([one, item]) => ({ title: titles[one]!, stars: dot(own, item) }))
        .sort((a, b) => b.stars - a.stars)
        .slice(0, most);
      const expected = before.length === 0 ? null : dot(solved(before), factors.get(film) ?? []);
      return [{ user, rated: titles[film]!, rating, expected, next: next.map(({ title }) => title) }];
    },
  });
}

/** The factors of who gave these ratings: least squares with the penalty of ALS, (Σ f·fᵀ + λ·n·I) x = Σ rating·f, by elimination. */
function solved(given: readonly (readonly [film: number, rating: number])[]): Float64Array {
  const rows = Array.from({ length: rank }, (_, at) => {
    const row = new Float64Array(rank + 1);
    row[at] = regularization * given.length;
    return row;
  });
  for (const [film, rating] of given) {
    const item = factors.get(film);
    if (item === undefined) continue;
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < rank; j++) rows[i]![j]! += item[i]! * item[j]!;
      rows[i]![rank]! += rating * item[i]!;
    }
  }
  for (let i = 0; i < rank; i++) {
    for (let k = 0; k < rank; k++) {
      const share = k === i ? 0 : rows[k]![i]! / rows[i]![i]!;
      for (let j = i; share !== 0 && j <= rank; j++) rows[k]![j]! -= share * rows[i]![j]!;
    }
  }
  return Float64Array.from(rows, (row, at) => row[rank]! / row[at]!);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < b.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

const ratingColumns = schema({ user: "int32", film: "int32", rating: "float64", at: "float64" });

const recommendationJob: Job = job("recommendation", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const isHere = brokers === "";
  const rated = isHere ? from(ratings()) : from(kafka<Rating>({ brokers, topic: "ratings", schema: ratingColumns }));
  return recommend(rated).sinkTo(
    isHere ? stdout() : kafka<Recommendation>({ brokers, topic: "recommendations", keyOf: (row) => row.user }),
  );
});

export default recommendationJob;
