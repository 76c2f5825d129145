import { numberColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import { choice, columnName, optional } from "../stages/parameters.ts";
import type { Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { poolAdjacentViolators } from "./kernels/pool-adjacent-violators.ts";

export interface IsotonicRegressionOptions<Features extends string, Label extends string, Prediction extends string> {
  /** The column of numbers, or of vectors of one number each. Default `"features"`. */
  readonly features?: Features;
  /** The column of what is to be predicted. Default `"label"`. */
  readonly label?: Label;
  /** A column of weights, not negative: how much a row counts. Default: each 1. */
  readonly weight?: string;
  /** The column that models add. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** Whether predictions go up or down with the feature. Default `"increasing"`. */
  readonly direction?: "increasing" | "decreasing";
}

const kind = stageKind({
  name: "isotonicRegression",
  version: 1,
  parameters: {
    features: columnName("features"),
    label: columnName("label"),
    weight: optional(columnName()),
    prediction: columnName("prediction"),
    direction: choice(["increasing", "decreasing"]),
  },
  learned: { places: "float64", values: "float64" },
  check: ({ places, values }) =>
    places.length > 0 &&
    places.length === values.length &&
    places.every((place, at) => at === 0 || place > places[at - 1]!)
      ? undefined
      : "it must have a value for each of its ascending places",
  make: (options: IsotonicRegressionOptions<string, string, string>) => isotonicRegression(options),
});

/** Where the line of predictions bends: straight between its places, level beyond them. */
export interface IsotonicLine {
  readonly places: Float64Array;
  readonly values: Float64Array;
}

type Reads<Features extends string, Label extends string> = Columns<Features, NumberValue | VectorValue> &
  Columns<Label, NumberValue>;

/**
 * A line that only goes up (or down) and is nearest to the labels, least squares: rows of equal feature count as one. Predictions lie on
 * straight lines between what was learned. All rows are kept in memory while it learns, 24 bytes each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { isotonicRegression } from "millrace/ml";
 * const rows = from([1, 3, 2, 4].map((label, x) => ({ features: x, label })));
 * const model = await isotonicRegression().fit(rows);
 * console.log((await model.transform(from([{ features: 0.5 }, { features: 1.5 }])).collect()).map((row) => row.prediction)); // [1.75, 2.5]
 * ```
 * @see Barlow et al., "Statistical Inference under Order Restrictions", 1972: pool adjacent violators; scikit-learn, `IsotonicRegression`.
 */
export function isotonicRegression<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: IsotonicRegressionOptions<Features, Label, Prediction> = {},
): Estimator<
  Reads<Features, Label>,
  { [Name in Prediction]: number },
  Model<Columns<Features, NumberValue | VectorValue>, { [Name in Prediction]: number }, IsotonicLine>
> {
  const parameters = kind.read(options);
  const { features, label, weight, prediction, direction } = parameters;
  return estimator(kind, parameters, {
    reads: [features, label, ...(weight === undefined ? [] : [weight])],
    adds: [prediction],
    fold: () => {
      const points: Point[] = [];
      return {
        add: (batch) => addPoints(points, batch, { features, label, weight }),
        finish: () => lineOf(points, direction),
      };
    },
    model: ({ places, values }) => ({
      reads: [features],
      adds: [prediction],
      types: () => [{ kind: "float64" }],
      open: () => (batch) => {
        const out = batch.room(batch.rowCount);
        batch.vectors(features, 1).data.forEach((x, row) => {
          out[row] = onLine(places, values, x);
        });
        return [numberColumn(out)];
      },
    }),
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

interface PointColumns {
  readonly features: string;
  readonly label: string;
  readonly weight: string | undefined;
}

function addPoints(points: Point[], batch: StageBatch, { features, label, weight }: PointColumns): void {
  const xs = batch.vectors(features, 1).data;
  const ys = batch.numbers(label);
  const weights = weight === undefined ? undefined : batch.numbers(weight);
  for (let row = 0; row < batch.rowCount; row++) {
    const point = { x: xs[row]!, y: ys[row]!, weight: weights?.[row] ?? 1 };
    if (!Number.isFinite(point.x)) throw notFinite(features, point.x, batch.firstRow + row);
    if (!Number.isFinite(point.y)) throw notFinite(label, point.y, batch.firstRow + row);
    if (!(Number.isFinite(point.weight) && point.weight >= 0))
      throw notFinite(weight!, point.weight, batch.firstRow + row);
    if (point.weight > 0) points.push(point);
  }
}

function notFinite(column: string, got: number, row: number): RangeError {
  return new RangeError(
    `Cannot fit isotonicRegression as column ${JSON.stringify(column)} must hold finite numbers, weights none below 0: ` +
      `got ${got} in row ${row}; fill missing values, or leave such rows out`,
  );
}

function lineOf(points: Point[], direction: string): IsotonicLine {
  const sign = direction === "increasing" ? 1 : -1;
  const means = meansByPlace(points);
  const places = Float64Array.from(means, ({ x }) => x);
  const weights = Float64Array.from(means, ({ weight }) => weight);
  const values = Float64Array.from(means, ({ y }) => sign * y);
  poolAdjacentViolators(values, weights);
  // Within a level stretch only its ends are needed.
  const bends = Array.from(places.keys()).filter(
    (at) => values[at] !== values[at - 1] || values[at] !== values[at + 1],
  );
  return {
    places: Float64Array.from(bends, (at) => places[at]!),
    values: Float64Array.from(bends, (at) => sign * values[at]!),
  };
}

/** The weighted mean of the labels at each feature, ascending. */
function meansByPlace(points: Point[]): Point[] {
  const means: { x: number; y: number; weight: number }[] = [];
  for (const { x, y, weight } of points.sort((a, b) => a.x - b.x || a.y - b.y)) {
    const last = means.at(-1);
    if (last?.x === x) {
      last.weight += weight;
      last.y += ((y - last.y) * weight) / last.weight;
    } else means.push({ x, y, weight });
  }
  if (means.length > 0) return means;
  throw new RangeError(
    "Cannot fit isotonicRegression as a row must have a weight above 0: got none; look at the weights",
  );
}

function onLine(places: Float64Array, values: Float64Array, x: number): number {
  const last = places.length - 1;
  if (Number.isNaN(x)) return x;
  if (x <= places[0]!) return values[0]!;
  if (x >= places[last]!) return values[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - places[low]!) / (places[high]! - places[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}
