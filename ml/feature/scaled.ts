import type { Mapping } from "../stages/mapping.ts";
import { shiftAndScale } from "./kernels/scale.ts";
import { mappedEntries, vectorMapping } from "./vector-stage.ts";

/** `(x − offset) · factor` for each feature; sparse vectors stay sparse, and are refused where there is an offset. */
export function scaled(
  stage: string,
  columns: { readonly input: string; readonly output: string },
  size: number,
  { offset, factor }: { readonly offset: Float64Array | undefined; readonly factor: Float64Array | undefined },
): Mapping {
  const offsets = offset ?? new Float64Array(size);
  const factors = factor ?? new Float64Array(size).fill(1);
  return vectorMapping({
    ...columns,
    size,
    dense: (rows, out) => shiftAndScale(rows.data, rows.rows, size, offsets, factors, out.data),
    sparse: (rows) => {
      if (offset !== undefined) throw offsetOfSparse(stage, columns.input);
      return mappedEntries(rows, (value, index) => value * factors[index]!);
    },
  });
}

function offsetOfSparse(stage: string, input: string): TypeError {
  return new TypeError(
    `Cannot transform column ${JSON.stringify(input)} by ${stage} as taking the mean away makes all numbers of a vector differ from 0: ` +
      "got sparse vectors; set withMean or withCentering to false",
  );
}
