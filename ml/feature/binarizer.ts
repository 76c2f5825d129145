import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import {
  inPlace,
  mappedEntries,
  type NumberTransformer,
  type VectorOptions,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface BinarizerOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** What is greater becomes 1, all else 0. For sparse vectors 0 or more. Default 0. */
  readonly threshold?: number;
}

const kind = stageKind({
  name: "binarizer",
  version: 1,
  parameters: { ...vectorParameters, threshold: number({ default: 0 }) },
  make: (options: BinarizerOptions<string, string>) => binarizer(options),
});

/**
 * Numbers, or the numbers of vectors, as 1 where they are greater than a threshold, else 0; NaN as 0.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { binarizer } from "millrace/ml";
 * const rows = binarizer({ input: "age", output: "adult", threshold: 17 }).transform(from([{ age: 17 }, { age: 18 }]));
 * console.log(await rows.collect()); // { age: 17, adult: 0 }, { age: 18, adult: 1 }
 * ```
 */
export function binarizer<const Input extends string = "features", const Output extends string = Input>(
  options: BinarizerOptions<Input, Output> = {},
): NumberTransformer<Input, Output> {
  const parameters = kind.read(inPlace(options));
  const { input, output, threshold } = parameters;
  return transformer(
    kind,
    parameters,
    vectorMapping({
      input,
      output,
      dense: ({ data }, out) => {
        for (let at = 0; at < data.length; at++) out.data[at] = data[at]! > threshold ? 1 : 0;
      },
      sparse: (rows) => {
        if (threshold < 0) throw negativeThreshold(input, threshold);
        return mappedEntries(rows, (value) => (value > threshold ? 1 : 0));
      },
    }),
  );
}

function negativeThreshold(input: string, threshold: number): RangeError {
  return new RangeError(
    `Cannot transform the sparse vectors of column ${JSON.stringify(input)} by binarizer as all their zeros would become 1: ` +
      `got threshold ${threshold}; use one of at least 0`,
  );
}
