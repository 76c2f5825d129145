import type { SparseRows } from "../stages/columns.ts";
import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { divideByLengths, norms } from "./kernels/norms.ts";
import {
  inPlace,
  type VectorOptions,
  type VectorTransformer,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface NormalizerOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** The norm `(Σ |x|^p)^(1/p)` that becomes 1, p ≥ 1; `Infinity` for the greatest |x|. Default 2. */
  readonly p?: number;
}

const kind = stageKind({
  name: "normalizer",
  version: 1,
  parameters: { ...vectorParameters, p: number({ default: 2, min: 1, max: Number.POSITIVE_INFINITY }) },
  make: (options: NormalizerOptions<string, string>) => normalizer(options),
});

/**
 * Vectors divided by their p-norm; those of norm 0 stay as they are.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { normalizer } from "millrace/ml";
 * console.log(await normalizer().transform(from([{ features: [3, 4] }])).collect()); // { features: [0.6, 0.8] }
 * ```
 */
export function normalizer<const Input extends string = "features", const Output extends string = Input>(
  options: NormalizerOptions<Input, Output> = {},
): VectorTransformer<Input, Output> {
  const parameters = kind.read(inPlace(options));
  const { input, output, p } = parameters;
  return transformer(
    kind,
    parameters,
    vectorMapping({
      input,
      output,
      dense: ({ data, rows, columns }, out, batch) => {
        if (p === 2) divideByLengths(data, rows, columns, out.data);
        else divideByNorms(startsOf(rows, columns), data, p, batch.room(rows), out.data);
      },
      sparse: (sparse: SparseRows, batch) => {
        const values = new Float64Array(sparse.values.length);
        divideByNorms(sparse.starts, sparse.values, p, batch.room(sparse.starts.length - 1), values);
        return { ...sparse, values };
      },
    }),
  );
}

function startsOf(rows: number, columns: number): Int32Array {
  const starts = new Int32Array(rows + 1);
  for (let row = 1; row <= rows; row++) starts[row] = row * columns;
  return starts;
}

function divideByNorms(starts: Int32Array, data: Float64Array, p: number, norm: Float64Array, out: Float64Array): void {
  norms(starts, data, p, norm);
  for (let row = 0; row < norm.length; row++) {
    const divisor = norm[row] === 0 ? 1 : norm[row]!;
    const end = starts[row + 1]!;
    for (let at = starts[row]!; at < end; at++) out[at] = data[at]! / divisor;
  }
}
