import type { DataType } from "../../core/mod.ts";
import { sparseColumn, vectorColumn } from "../stages/columns.ts";
import type { Mapping } from "../stages/mapping.ts";
import { shiftAndScale } from "./kernels/scale.ts";

/** `(x − offset) · factor` for each feature; sparse vectors stay sparse, and are refused where there is an offset. */
export function scaled(
  stage: string,
  { input, output }: { readonly input: string; readonly output: string },
  size: number,
  { offset, factor }: { readonly offset: Float64Array | undefined; readonly factor: Float64Array | undefined },
): Mapping {
  return {
    reads: [input],
    adds: [output],
    types: (typeOf) => [vectorTypeOf(typeOf(input))],
    open: () => {
      const offsets = offset ?? new Float64Array(size);
      const factors = factor ?? new Float64Array(size).fill(1);
      return (batch) => {
        const sparse = batch.sparse(input, size);
        if (sparse !== undefined) {
          if (offset !== undefined) throw offsetOfSparse(stage, input);
          return [sparseColumn({ ...sparse, values: sparse.values.map((x, at) => x * factors[sparse.indices[at]!]!) })];
        }
        const { data, rows, columns } = batch.vectors(input, size);
        const out = batch.room(rows * columns);
        shiftAndScale(data, rows, columns, offsets, factors, out);
        return [vectorColumn({ data: out, rows, columns })];
      };
    },
  };
}

/** The type of the vectors that come of others one by one, where those are known to be dense. */
function vectorTypeOf(type: DataType | undefined): DataType | undefined {
  return type?.kind === "vector" ? type : undefined;
}

function offsetOfSparse(stage: string, input: string): TypeError {
  return new TypeError(
    `Cannot transform column ${JSON.stringify(input)} by ${stage} as taking the mean away makes all numbers of a vector differ from 0: got sparse vectors; set withMean or withCentering to false`,
  );
}
