import { type Unsupervised, unsupervised } from "../learner/unsupervised.ts";

import { stageKind } from "../stages/stage-kind.ts";
import { type ComponentOptions, checkComponents, componentParameters, componentsLearned } from "./component-options.ts";
import type { Components } from "./learned.ts";
import { projected, singularVectors } from "./principal-components.ts";

/** Options of `truncatedSvd`. */
export interface TruncatedSvdOptions<Input extends string, Output extends string>
  extends ComponentOptions<Input, Output> {}

const kind = stageKind({
  name: "truncatedSvd",
  version: 1,
  parameters: { ...componentParameters },
  learned: componentsLearned,
  check: checkComponents,
  make: (options: TruncatedSvdOptions<string, string>) => truncatedSvd(options),
});

/**
 * Truncated singular value decomposition, as in latent semantic analysis: rows in the coordinates of the right singular vectors with the largest
 * singular values. Features are not centred. It reads the rows once, in memory of features²: data may be larger than memory. The
 * largest entry of a vector is positive.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { truncatedSvd } from "millrace/ml";
 * const rows = from([[3, 0], [0, 2], [0, 0]].map((features) => ({ features })));
 * const model = await truncatedSvd({ components: 1 }).fit(rows);
 * console.log(model.learned.singularValues[0]!.toFixed(6), Array.from(model.learned.components, Math.round)); // "3.000000" [1, 0]
 * ```
 * @see Golub, Van Loan, “Matrix Computations”, 4th ed. 2013, §2.4; Deerwester et al., “Indexing by Latent Semantic Analysis”, JASIS 41, 1990.
 */
export function truncatedSvd<const Input extends string = "features", const Output extends string = Input>(
  options: TruncatedSvdOptions<Input, Output>,
): Unsupervised<Input, { [Name in Output]: Float64Array }, Components> {
  const parameters = kind.read({ ...options, output: options.output ?? options.input ?? "features" });
  const { input, output, components: count } = parameters;
  const learner = {
    name: kind.name,
    labels: "none" as const,
    train: (columns: number) => singularVectors(kind.name, columns, count),
  };
  return unsupervised(kind, parameters, { features: input, adds: output }, learner, (learned) => ({
    size: learned.mean.length,
    adds: [{ name: output, vectorSize: count }],
    open: () => {
      const scales = new Float64Array(count).fill(1);
      return (features) => [projected(features, learned, scales)];
    },
  }));
}
