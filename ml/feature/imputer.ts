import type { Matrix } from "../matrix/matrix.ts";
import { estimator } from "../stages/estimator.ts";
import { choice, columnName, number, optional } from "../stages/parameters.ts";
import type { Columns, CompleteColumn, NumberValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { KeptColumns } from "./kept-columns.ts";
import { addMoments } from "./kernels/moments.ts";
import { mustBeOfFinite, vectorFold, vectorMapping } from "./vector-stage.ts";

export interface ImputerOptions<Output extends string> {
  /** The column that it adds. Default: in the place of the one that it reads. */
  readonly output?: Output;
  /** What stands for a missing number: of those that are there the mean, the median or the most frequent one, the least of several. Default `"mean"`. */
  readonly strategy?: "mean" | "median" | "mostFrequent";
  /** A number that stands for a missing one besides NaN and null. Default: none. */
  readonly missingValue?: number;
  /** Medians of an even number of values: between the middle ones, or with `"flink"` the lower one. Default `"sklearn"`. */
  readonly convention?: "sklearn" | "flink";
}

const kind = stageKind({
  name: "imputer",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    strategy: choice(["mean", "median", "mostFrequent"]),
    missingValue: optional(number()),
    convention: choice(["sklearn", "flink"]),
  },
  learned: { surrogates: "float64" },
  make: ({ input, ...options }: { readonly input: string } & ImputerOptions<string>) => imputer(input, options),
});

/** Numbers, or vectors that may have NaN. */
type Incomplete = NumberValue | Float64Array | readonly number[];

type ImputerModel<Input extends string, Output extends string> = Model<
  Columns<Input, Incomplete>,
  { [Name in NoInfer<Output>]: CompleteColumn<Input> },
  { readonly surrogates: Float64Array }
>;

/**
 * Numbers in the place of missing ones: NaN, null, and what `missingValue` says; of a column of numbers, or for each number of vectors.
 * For medians all values are kept in memory while it learns, 8 bytes each.
 *
 * @param input The column.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { imputer } from "millrace/ml";
 * const ages = from([{ age: 20 }, { age: null }, { age: 40 }]);
 * const model = await imputer("age").fit(ages);
 * console.log(await model.transform(ages).collect()); // { age: 20 }, { age: 30 }, { age: 40 }
 * ```
 */
export function imputer<const Input extends string, const Output extends string = Input>(
  input: Input,
  options: ImputerOptions<Output> = {},
): Estimator<
  Columns<Input, Incomplete>,
  { [Name in NoInfer<Output>]: CompleteColumn<Input> },
  ImputerModel<Input, Output>
> {
  const parameters = kind.read({ input, ...options, output: options.output ?? input });
  const { output, strategy, missingValue, convention } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const values = strategies[strategy](size, convention);
      return {
        add: ({ data, rows, columns }) => values.add({ data: withoutMissing(data, missingValue), rows, columns }),
        finish: () => ({ surrogates: mustBeThere(input, values.finish()) }),
      };
    }),
    model: ({ surrogates }) => ({
      ...vectorMapping({
        input,
        output,
        size: surrogates.length,
        dense: ({ data, columns }, out) => {
          for (let at = 0; at < data.length; at++) {
            const value = data[at]!;
            out.data[at] = Number.isNaN(value) || value === missingValue ? surrogates[at % columns]! : value;
          }
        },
      }),
      absent: "own",
    }),
  });
}

function withoutMissing(data: Float64Array, missingValue: number | undefined): Float64Array {
  if (missingValue === undefined) return data;
  return data.map((value) => (value === missingValue ? Number.NaN : value));
}

function mustBeThere(input: string, surrogates: Float64Array): Float64Array {
  const isInfinite = (value: number): boolean => Math.abs(value) === Number.POSITIVE_INFINITY;
  mustBeOfFinite(kind.name, input, surrogates, isInfinite);
  const missing = surrogates.findIndex(Number.isNaN);
  if (missing < 0) return surrogates;
  const place = surrogates.length === 1 ? "" : `, number ${missing} of its vectors`;
  throw new RangeError(
    `Cannot fit imputer as column ${JSON.stringify(input)}${place} must have a value that is not missing: got none; leave it out`,
  );
}

interface Values {
  add(rows: Matrix): void;
  /** The surrogate of each column; NaN where all is missing. */
  finish(): Float64Array;
}

type Strategy = "mean" | "median" | "mostFrequent";

const strategies: Readonly<Record<Strategy, (size: number, convention: string) => Values>> = {
  mean: (size) => {
    const [counts, means, squares] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    return {
      add: ({ data, rows, columns }) => addMoments(data, rows, columns, counts, means, squares),
      finish: () => means.map((mean, column) => (counts[column] === 0 ? Number.NaN : mean)),
    };
  },
  median: (size, convention) => {
    const kept = new KeptColumns(size);
    const how = convention === "sklearn" ? "linear" : "element";
    return {
      add: (rows) => kept.add(rows),
      finish: () => Float64Array.from(kept.quantiles([0.5], how), ([median]) => median!),
    };
  },
  mostFrequent: (size) => {
    const counts = Array.from({ length: size }, () => new Map<number, number>());
    return {
      add: ({ data, columns }) =>
        data.forEach((value, at) => {
          const count = counts[at % columns]!;
          if (!Number.isNaN(value)) count.set(value, (count.get(value) ?? 0) + 1);
        }),
      finish: () => Float64Array.from(counts, mostFrequent),
    };
  },
};

function mostFrequent(counts: ReadonlyMap<number, number>): number {
  let best = { value: Number.NaN, count: 0 };
  for (const [value, count] of counts) {
    if (count > best.count || (count === best.count && value < best.value)) best = { value, count };
  }
  return best.value;
}
