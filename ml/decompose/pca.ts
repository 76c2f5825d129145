import { type Unsupervised, unsupervised } from "../learner/unsupervised.ts";
import { yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type ComponentOptions, checkComponents, componentParameters, componentsLearned } from "./component-options.ts";
import type { Components } from "./learned.ts";
import { principalComponents, projected } from "./principal-components.ts";

/** Options of `pca`. */
export interface PcaOptions<Input extends string, Output extends string> extends ComponentOptions<Input, Output> {
  /** Whether projections are divided by their deviations, so that each has variance 1. Default false. */
  readonly whiten?: boolean;
}

const kind = stageKind({
  name: "pca",
  version: 1,
  parameters: { ...componentParameters, whiten: yesNo(false) },
  learned: componentsLearned,
  check: checkComponents,
  make: (options: PcaOptions<string, string>) => pca(options),
});

/**
 * Principal components: the directions in which rows differ most, and rows in their coordinates. Features are centred, not scaled. It reads
 * the rows once, in memory of features²: data may be larger than memory. The largest entry of a component is positive.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { pca } from "millrace/ml";
 * const rows = from([[-1, -2], [0, 0], [1, 2]].map((features) => ({ features })));
 * const model = await pca({ components: 1 }).fit(rows);
 * console.log(model.learned.explainedVarianceRatio[0]! > 0.999, model.learned.explainedVariance[0]!.toFixed(6)); // true "5.000000"
 * ```
 * @see Jolliffe, “Principal Component Analysis”, 2nd ed. 2002, §3.1.
 */
export function pca<const Input extends string = "features", const Output extends string = Input>(
  options: PcaOptions<Input, Output>,
): Unsupervised<Input, { [Name in Output]: Float64Array }, Components> {
  const parameters = kind.read({ ...options, output: options.output ?? options.input ?? "features" });
  const { input, output, components: count } = parameters;
  const learner = {
    name: kind.name,
    labels: "none" as const,
    train: (columns: number) => principalComponents(kind.name, columns, count, parameters.whiten),
  };
  return unsupervised(kind, parameters, { features: input, adds: output }, learner, (learned) => ({
    size: learned.mean.length,
    adds: [{ name: output, vectorSize: count }],
    open: () => {
      const scales = learned.explainedVariance.map((variance) => (parameters.whiten ? Math.sqrt(variance) || 1 : 1));
      return (features) => [projected(features, learned, scales)];
    },
  }));
}
