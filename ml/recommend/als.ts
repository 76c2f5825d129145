import { dot } from "../kernels/vector.ts";
import { Turns } from "../learner/turns.ts";
import { numberColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import type { FitInput } from "../stages/fit-input.ts";
import { choice, columnName, integer, number, optional } from "../stages/parameters.ts";
import type { Columns, NumberValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type AlsTraining, alternatingLeastSquares, type KeptFactors } from "./als-training.ts";
import { areAscending, placeOfId } from "./ids.ts";
import type { Factors } from "./learned.ts";
import { type Ratings, readRatings } from "./ratings.ts";

/** Options of `als`. */
export interface AlsOptions<
  User extends string,
  Item extends string,
  Rating extends string,
  Prediction extends string,
> {
  /** The column of users: ids that are finite numbers. Default `"user"`. */
  readonly user?: User;
  /** The column of items: ids that are finite numbers. Default `"item"`. */
  readonly item?: Item;
  /** The column of ratings. Default `"rating"`. */
  readonly rating?: Rating;
  /** The column that models add: the rating that is expected, NaN for a user or an item that was not learned. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** Numbers of a vector of factors, from 1. Default 10. */
  readonly rank?: number;
  /** How often both sides are solved, from 1. Default 10. */
  readonly iterations?: number;
  /** λ ≥ 0 of λ · ratings · ‖factors‖² for each user and item. Default 0.1. */
  readonly regularization?: number;
  /**
   * `"explicit"`: ratings are what is to be predicted. `"implicit"`: they say how much a user had to do with an item, and what is predicted
   * is whether it likes it, about 0 to 1. Default `"explicit"`.
   */
  readonly feedback?: "explicit" | "implicit";
  /** α ≥ 0 of implicit ratings alone: the confidence in a rating is 1 + α·|rating|. Default 1. */
  readonly confidence?: number;
  /** The same seed begins with the same factors. Default 0. */
  readonly seed?: number;
}

const kind = stageKind({
  name: "als",
  version: 1,
  parameters: {
    user: columnName("user"),
    item: columnName("item"),
    rating: columnName("rating"),
    prediction: columnName("prediction"),
    rank: integer({ default: 10, min: 1, max: 1024, unit: "factors" }),
    iterations: integer({ default: 10, min: 1, unit: "rounds" }),
    regularization: number({ default: 0.1, min: 0 }),
    feedback: choice(["explicit", "implicit"]),
    confidence: optional(number({ min: 0 })),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { users: "float64", items: "float64", userFactors: "float64", itemFactors: "float64" },
  check: ({ users, items, userFactors, itemFactors }, { rank }) => {
    if (userFactors.length !== users.length * rank || itemFactors.length !== items.length * rank)
      return "it must have as many factors as its rank for each user and item";
    return areAscending(users) && areAscending(items) ? undefined : "ids must ascend";
  },
  make: (options: AlsOptions<string, string, string, string>) => als(options),
});

/**
 * Recommendation by factors: a rating is about the product of a vector of the user and one of the item. It minimizes Σ (rating − product)² +
 * λ·(Σ ratings of a user·‖its vector‖² + Σ ratings of an item·‖its vector‖²), users and items in turn. All ratings are kept in memory, about 60
 * bytes each while it learns.
 *
 * @throws RangeError where an id or a rating is missing, NaN or infinite.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { als, recommendItems } from "millrace/ml";
 * const ratings = from([[1, 10, 5], [1, 11, 1], [2, 10, 5], [2, 12, 4], [3, 11, 5], [3, 12, 1]]
 *   .map(([user, item, rating]) => ({ user: user!, item: item!, rating: rating! })));
 * const model = await als({ rank: 2, regularization: 0.01 }).fit(ratings);
 * const [first] = await model.transform(from([{ user: 1, item: 10 }])).collect();
 * console.log(Math.round(first!.prediction), recommendItems(model.learned, 2, 1)[0]!.item); // 5 10
 * ```
 * @see Zhou, Wilkinson, Schreiber, Pan, “Large-Scale Parallel Collaborative Filtering for the Netflix Prize”, AAIM 2008; Hu, Koren, Volinsky,
 *   “Collaborative Filtering for Implicit Feedback Datasets”, ICDM 2008. As FlinkML's and Spark's ALS, which draw other first factors.
 */
export function als<
  const User extends string = "user",
  const Item extends string = "item",
  const Rating extends string = "rating",
  const Prediction extends string = "prediction",
>(
  options: AlsOptions<User, Item, Rating, Prediction> = {},
): Estimator<
  Columns<User | Item | Rating, NumberValue>,
  { [Name in Prediction]: number },
  Model<Columns<User | Item, NumberValue>, { [Name in Prediction]: number }, Factors>
> {
  const parameters = kind.read(options);
  const { user, item, rating, prediction, rank, feedback, confidence, ...how } = parameters;
  if (confidence !== undefined && feedback === "explicit") {
    throw new RangeError(
      `Cannot set confidence in ${kind.name} as feedback must be "implicit": got "explicit"; leave it out`,
    );
  }
  return estimator(kind, parameters, {
    reads: [user, item, rating],
    adds: [prediction],
    resumes: 1,
    fit: async (input) => {
      const ratings = await readRatings(kind.name, input, { user, item, rating });
      const own = { ...how, rank, confidence: feedback === "implicit" ? (confidence ?? 1) : undefined };
      return factorsOf(ratings, own, input);
    },
    model: ({ users, items, userFactors, itemFactors }) => ({
      reads: [user, item],
      adds: [prediction],
      types: () => [{ kind: "float64" }],
      open: () => (batch) => {
        const [askedUsers, askedItems] = [batch.numbers(user), batch.numbers(item)];
        const out = batch.room(batch.rowCount);
        for (let row = 0; row < batch.rowCount; row++) {
          const [own, other] = [placeOfId(users, askedUsers[row]!), placeOfId(items, askedItems[row]!)];
          out[row] =
            own < 0 || other < 0
              ? Number.NaN
              : dot(
                  userFactors.subarray(own * rank, (own + 1) * rank),
                  itemFactors.subarray(other * rank, (other + 1) * rank),
                );
        }
        return [numberColumn(out)];
      },
    }),
  });
}

async function factorsOf(ratings: Ratings, how: AlsTraining, input: FitInput): Promise<Factors> {
  const training = alternatingLeastSquares(ratings, how, (await input.kept()) as KeptFactors | undefined);
  const turns = new Turns(input);
  let step = training.next();
  for (; !step.done; step = training.next()) {
    const round = step.value;
    if (round !== undefined) {
      if (!Number.isNaN(round.error)) input.report({ loss: round.error });
      await input.keep(round.kept);
    }
    await turns.give();
  }
  return step.value;
}
