import { estimator } from "../stages/estimator.ts";
import { integer } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { scaled } from "./scaled.ts";
import { inPlace, type VectorEstimator, type VectorOptions, vectorParameters } from "./vector-stage.ts";

export interface IdfOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** In how many documents a term must be at least; rarer ones become 0. Default 0. */
  readonly minDocFreq?: number;
}

const kind = stageKind({
  name: "idf",
  version: 1,
  parameters: { ...vectorParameters, minDocFreq: integer({ default: 0, min: 0, unit: "documents" }) },
  learned: { idf: "float64", documentFrequency: "float64", documents: "number" },
  check: ({ idf: factors, documentFrequency }) =>
    factors.length === documentFrequency.length ? undefined : "it must have a frequency for each term",
  make: (options: IdfOptions<string, string>) => idf(options),
});

/** What is learned of the terms. */
export interface DocumentFrequencies {
  /** What each term's counts are multiplied by. */
  readonly idf: Float64Array;
  /** In how many documents each term is. */
  readonly documentFrequency: Float64Array;
  readonly documents: number;
}

/**
 * Counts of terms weighed by how rare the terms are: times `ln((m + 1) / (d + 1))` for a term in d of m documents. Sparse vectors stay
 * sparse.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { idf } from "millrace/ml";
 * const rows = from([{ features: [1, 0] }, { features: [2, 3] }]);
 * const model = await idf().fit(rows);
 * console.log(model.learned.idf[0], model.learned.idf[1]?.toFixed(3)); // 0 "0.405"
 * ```
 * @see Spärck Jones, "A statistical interpretation of term specificity and its application in retrieval", 1972; the form is Flink ML's.
 */
export function idf<const Input extends string = "features", const Output extends string = Input>(
  options: IdfOptions<Input, Output> = {},
): VectorEstimator<Input, Output, DocumentFrequencies> {
  const parameters = kind.read(inPlace(options));
  const { input, output, minDocFreq } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: () => {
      let frequency: Float64Array | undefined;
      let documents = 0;
      return {
        add: (batch) => {
          const sparse = batch.sparse(input, frequency?.length);
          const dense = sparse === undefined ? batch.vectors(input, frequency?.length) : undefined;
          frequency ??= new Float64Array(sparse?.size ?? dense!.columns);
          sparse?.indices.forEach((index, at) => {
            if (sparse.values[at]! > 0) frequency![index]! += 1;
          });
          dense?.data.forEach((value, at) => {
            if (value > 0) frequency![at % frequency!.length]! += 1;
          });
          for (let row = 0; row < batch.rowCount; row++) if (!batch.isAbsent(input, row)) documents++;
        },
        finish: () => {
          const documentFrequency = frequency ?? new Float64Array(0);
          const factors = documentFrequency.map((d) => (d >= minDocFreq ? Math.log((documents + 1) / (d + 1)) : 0));
          return { idf: factors, documentFrequency, documents };
        },
      };
    },
    model: ({ idf: factors }) =>
      scaled(kind.name, { input, output }, factors.length, { offset: undefined, factor: factors }),
  });
}
