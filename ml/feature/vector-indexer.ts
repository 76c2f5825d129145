import { estimator } from "../stages/estimator.ts";
import { choice, integer } from "../stages/parameters.ts";
import type { DenseColumn } from "../stages/row-types.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";
import {
  inPlace,
  type NumberEstimator,
  type VectorOptions,
  vectorFold,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface VectorIndexerOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** Features with so many different values at most are categories. At least 2. Default 20. */
  readonly maxCategories?: number;
  /** What becomes of values of categories that were not seen: an error, rows left out, or the number after the last. Default `"error"`. */
  readonly handleInvalid?: "error" | "skip" | "keep";
}

const kind = stageKind({
  name: "vectorIndexer",
  version: 1,
  parameters: {
    ...vectorParameters,
    maxCategories: integer({ default: 20, min: 2, max: 2 ** 31 - 1, unit: "values" }),
    handleInvalid: choice(["error", "skip", "keep"]),
  },
  learned: { starts: "uint32", values: "float64" },
  check: ({ starts, values }) =>
    starts.length > 0 &&
    starts[0] === 0 &&
    starts.at(-1) === values.length &&
    starts.every((s, at) => at === 0 || s >= starts[at - 1]!)
      ? undefined
      : "its values must be those of its features",
  make: (options: VectorIndexerOptions<string, string>) => vectorIndexer(options),
});

/** The values of features that are categories: those of feature f are at `starts[f]` … `starts[f + 1] − 1`; none of continuous ones. */
export interface Categories {
  readonly starts: Uint32Array;
  /** By their number: 0 first where it is one of them, the others ascending. */
  readonly values: Float64Array;
}

/**
 * Features with few different values as numbers of categories, 0, 1, 2 …: value 0 is number 0, the others follow ascending. Features with
 * more values stay as they are. Sparse vectors become dense.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { vectorIndexer } from "millrace/ml";
 * const rows = from([{ features: [7.5, 1] }, { features: [8.5, -1] }, { features: [9.5, 0] }]);
 * const model = await vectorIndexer({ maxCategories: 3 }).fit(rows);
 * console.log(await model.transform(rows).collect()); // [0, 2], [1, 1], [2, 0]
 * ```
 */
export function vectorIndexer<const Input extends string = "features", const Output extends string = Input>(
  options: VectorIndexerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, Categories, DenseColumn<Input>> {
  const parameters = kind.read(inPlace(options));
  const { input, output, maxCategories, handleInvalid } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const seen = Array.from({ length: size }, () => new Set<number>());
      return {
        add: ({ data, columns }) => {
          for (let at = 0; at < data.length; at++) {
            const values = seen[at % columns]!;
            // One more than the most tells that there are too many.
            if (values.size <= maxCategories && !Number.isNaN(data[at])) values.add(data[at]! + 0);
          }
        },
        finish: () => categoriesOf(seen.map((values) => (values.size <= maxCategories ? [...values] : []))),
      };
    }),
    model: ({ starts, values }) => {
      const features = starts.length - 1;
      const numbers = Array.from({ length: features }, (_, feature) => {
        const of = values.subarray(starts[feature]!, starts[feature + 1]!);
        return of.length === 0 ? undefined : new Map(Array.from(of, (value, number) => [value, number]));
      });
      return vectorMapping({
        input,
        output,
        size: features,
        dense: ({ data }, out, batch) => {
          for (let at = 0; at < data.length; at++) {
            const feature = at % features;
            const number = numbers[feature] === undefined ? data[at]! : numbers[feature].get(data[at]!);
            out.data[at] = number ?? numbers[feature]!.size;
            if (number === undefined && handleInvalid !== "keep") {
              sortOut(batch, Math.floor(at / features), handleInvalid, unseen(input, feature, data[at]!));
            }
          }
        },
      });
    },
  });
}

function categoriesOf(features: readonly (readonly number[])[]): Categories {
  const starts = new Uint32Array(features.length + 1);
  const all = features.flatMap((values, feature) => {
    starts[feature + 1] = starts[feature]! + values.length;
    // 0 is nearest to nothing, and is first.
    return [...values].sort((a, b) => Number(b === 0) - Number(a === 0) || a - b);
  });
  return { starts, values: Float64Array.from(all) };
}

function sortOut(batch: StageBatch, row: number, handleInvalid: string, error: Error): void {
  if (handleInvalid === "skip") batch.drop(row);
  else batch.fail(row, error);
}

function unseen(input: string, feature: number, value: number): RangeError {
  return new RangeError(
    `Cannot number the category of column ${JSON.stringify(input)}, feature ${feature}, as it must be one that was learned: ` +
      `got ${value}; set handleInvalid to "skip" or "keep"`,
  );
}
