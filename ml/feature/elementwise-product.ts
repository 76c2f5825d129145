import { numbers } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { shiftAndScale } from "./kernels/scale.ts";
import {
  inPlace,
  mappedEntries,
  type VectorOptions,
  type VectorTransformer,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface ElementwiseProductOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** A factor for each number of a vector. */
  readonly factors: readonly number[];
}

const kind = stageKind({
  name: "elementwiseProduct",
  version: 1,
  parameters: { ...vectorParameters, factors: numbers({ atLeast: 1 }) },
  make: (options: ElementwiseProductOptions<string, string>) => elementwiseProduct(options),
});

/**
 * Vectors whose numbers are multiplied by a factor each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { elementwiseProduct } from "millrace/ml";
 * const rows = from([{ features: [2, 3] }]);
 * console.log(await elementwiseProduct({ factors: [10, 0.5] }).transform(rows).collect()); // { features: [20, 1.5] }
 * ```
 */
export function elementwiseProduct<const Input extends string = "features", const Output extends string = Input>(
  options: ElementwiseProductOptions<Input, Output>,
): VectorTransformer<Input, Output> {
  const parameters = kind.read(inPlace(options));
  const { input, output, factors } = parameters;
  const factor = Float64Array.from(factors);
  const offset = new Float64Array(factor.length);
  return transformer(
    kind,
    parameters,
    vectorMapping({
      input,
      output,
      size: factor.length,
      dense: ({ data, rows, columns }, out) => shiftAndScale(data, rows, columns, offset, factor, out.data),
      sparse: (rows) => mappedEntries(rows, (value, index) => value * factor[index]!),
    }),
  );
}
