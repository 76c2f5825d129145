import { yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { cosines, cosineTransform, inverseCosineTransform } from "./kernels/cosine-transform.ts";
import {
  inPlace,
  type VectorOptions,
  type VectorTransformer,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface DctOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** Whether it goes back from frequencies. Default false. */
  readonly inverse?: boolean;
}

const kind = stageKind({
  name: "dct",
  version: 1,
  parameters: { ...vectorParameters, inverse: yesNo(false) },
  make: (options: DctOptions<string, string>) => dct(options),
});

/**
 * The discrete cosine transform of vectors (DCT-II), scaled so that it is orthogonal, or its inverse. n² steps for a vector of n numbers.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { dct } from "millrace/ml";
 * console.log(await dct().transform(from([{ features: [1, 1, 1, 1] }])).collect()); // { features: [2, 0, 0, 0] }
 * ```
 * @see Ahmed, Natarajan, Rao, "Discrete Cosine Transform", IEEE Transactions on Computers 1974.
 */
export function dct<const Input extends string = "features", const Output extends string = Input>(
  options: DctOptions<Input, Output> = {},
): VectorTransformer<Input, Output, Float64Array> {
  const parameters = kind.read(inPlace(options));
  const { input, output, inverse } = parameters;
  let table: Float64Array = new Float64Array(0);
  const transform = inverse ? inverseCosineTransform : cosineTransform;
  return transformer(
    kind,
    parameters,
    vectorMapping({
      input,
      output,
      dense: ({ data, rows, columns }, out) => {
        if (table.length !== 4 * columns) table = cosines(columns);
        transform(data, rows, columns, table, out.data);
      },
    }),
  );
}
