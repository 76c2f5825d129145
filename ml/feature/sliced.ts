import type { SparseRows } from "../stages/columns.ts";
import type { Mapping } from "../stages/mapping.ts";
import { vectorMapping } from "./vector-stage.ts";

/** Vectors of the numbers at some indices, in their order; shorter vectors are refused. */
export function slicedMapping(
  stage: string,
  columns: { readonly input: string; readonly output: string },
  indices: Int32Array,
): Mapping {
  const least = indices.reduce((most, index) => Math.max(most, index + 1), 0);
  const check = (size: number): void => {
    if (size < least) throw tooShort(stage, columns.input, least, size);
  };
  return vectorMapping({
    ...columns,
    width: () => indices.length,
    dense: ({ data, rows, columns: size }, out) => {
      check(size);
      for (let row = 0, at = 0; row < rows; row++) {
        for (let k = 0; k < indices.length; k++, at++) out.data[at] = data[row * size + indices[k]!]!;
      }
    },
    sparse: (rows) => {
      check(rows.size);
      return slicedSparse(rows, indices);
    },
  });
}

function slicedSparse({ starts, indices, values }: SparseRows, taken: Int32Array): SparseRows {
  const places = new Map(Array.from(taken, (index, place) => [index, place]));
  const out: { starts: Int32Array; indices: number[]; values: number[] } = {
    starts: new Int32Array(starts.length),
    indices: [],
    values: [],
  };
  for (let row = 0; row + 1 < starts.length; row++) {
    const entries: [place: number, value: number][] = [];
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const place = places.get(indices[at]!);
      if (place !== undefined) entries.push([place, values[at]!]);
    }
    for (const [place, value] of entries.sort(([a], [b]) => a - b)) {
      out.indices.push(place);
      out.values.push(value);
    }
    out.starts[row + 1] = out.indices.length;
  }
  return {
    size: taken.length,
    starts: out.starts,
    indices: Int32Array.from(out.indices),
    values: Float64Array.from(out.values),
  };
}

function tooShort(stage: string, input: string, least: number, size: number): RangeError {
  return new RangeError(
    `Cannot transform column ${JSON.stringify(input)} by ${stage} as its vectors must have ${least} numbers or more: got ${size}; look at the indices`,
  );
}
