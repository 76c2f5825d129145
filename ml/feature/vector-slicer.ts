import { numbers } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { slicedMapping } from "./sliced.ts";
import { inPlace, type VectorOptions, type VectorTransformer, vectorParameters } from "./vector-stage.ts";

export interface VectorSlicerOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** Which numbers of a vector are taken, counted from 0, each once, in the order in which they come out. */
  readonly indices: readonly number[];
}

const kind = stageKind({
  name: "vectorSlicer",
  version: 1,
  parameters: { ...vectorParameters, indices: numbers({ atLeast: 1 }) },
  make: (options: VectorSlicerOptions<string, string>) => vectorSlicer(options),
});

/**
 * Vectors of some of the numbers of vectors.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { vectorSlicer } from "millrace/ml";
 * const rows = from([{ features: [7, 8, 9] }]);
 * console.log(await vectorSlicer({ indices: [2, 0] }).transform(rows).collect()); // { features: [9, 7] }
 * ```
 */
export function vectorSlicer<const Input extends string = "features", const Output extends string = Input>(
  options: VectorSlicerOptions<Input, Output>,
): VectorTransformer<Input, Output> {
  const parameters = kind.read(inPlace(options));
  const { input, output, indices } = parameters;
  const bad = indices.find((index, at) => !Number.isSafeInteger(index) || index < 0 || indices.indexOf(index) !== at);
  if (bad !== undefined) {
    throw new RangeError(
      `Cannot set indices in vectorSlicer as they must be different whole numbers from 0 on: got ${bad}; name each once`,
    );
  }
  return transformer(kind, parameters, slicedMapping(kind.name, { input, output }, Int32Array.from(indices)));
}
