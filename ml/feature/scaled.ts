import type { Mapping } from "../stages/mapping.ts";
import { shiftAndScale } from "./kernels/scale.ts";
import { mappedEntries, vectorMapping } from "./vector-stage.ts";

/**
 * `(x − offset) · factor` for each feature, where a factor is no number `(x − offset) ÷ spread`; sparse vectors stay sparse, and are refused where there is an offset.
 */
export function scaled(
  stage: string,
  columns: { readonly input: string; readonly output: string },
  size: number,
  {
    offset,
    factor,
    spread,
  }: {
    readonly offset: Float64Array | undefined;
    readonly factor: Float64Array | undefined;
    /** Of which factors are made. */
    readonly spread?: Float64Array;
  },
): Mapping {
  const offsets = offset ?? new Float64Array(size);
  const factors = factor?.slice() ?? new Float64Array(size).fill(1);
  // 1 ÷ what is below 5.6e-309 is no number, and of what is above 4.5e307 one of fewer digits: two factors are.
  const more = factors.map((one, feature) => {
    const isWhole = one === 0 || (one >= 2 ** -1022 && one < Number.POSITIVE_INFINITY);
    if (isWhole || spread === undefined) return 1;
    const first = one < 1 ? 2 ** -10 : 2 ** 1000;
    factors[feature] = first;
    return 1 / (spread[feature]! * first);
  });
  const isMore = more.some((one) => one !== 1);
  return vectorMapping({
    ...columns,
    size,
    dense: (rows, out) => {
      shiftAndScale(rows.data, rows.rows, size, offsets, factors, out.data);
      if (isMore) for (let at = 0; at < rows.rows * size; at++) out.data[at]! *= more[at % size]!;
    },
    sparse: (rows) => {
      if (offset !== undefined) throw offsetOfSparse(stage, columns.input);
      return mappedEntries(rows, (value, index) => value * factors[index]! * more[index]!);
    },
  });
}

function offsetOfSparse(stage: string, input: string): TypeError {
  return new TypeError(
    `Cannot transform column ${JSON.stringify(input)} by ${stage} as taking the mean away makes all numbers of a vector differ from 0: ` +
      "got sparse vectors; set withMean or withCentering to false",
  );
}
