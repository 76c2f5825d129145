import { type SparseRows, sparseColumn, vectorColumn } from "../stages/columns.ts";
import { columnName, columnNames } from "../stages/parameters.ts";
import type { AssembledColumns, Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";

export interface InteractionOptions<Output extends string> {
  /** The column that it adds. Default `"features"`. */
  readonly output?: Output;
}

const kind = stageKind({
  name: "interaction",
  version: 1,
  parameters: { inputs: columnNames(), output: columnName("features") },
  make: ({ inputs, ...options }: { readonly inputs: readonly string[] } & InteractionOptions<string>) =>
    interaction(inputs, options),
});

/**
 * All products of one number of each column: of `[1, 2]` and `[3, 4]` those are `[3, 4, 6, 8]`. Sparse where one of the columns is.
 *
 * @param inputs Columns of numbers or vectors.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { interaction } from "millrace/ml";
 * const rows = from([{ a: [1, 2], b: [3, 4] }]);
 * console.log(await interaction(["a", "b"]).transform(rows).collect()); // features: [3, 4, 6, 8]
 * ```
 */
export function interaction<const Input extends string, const Output extends string = "features">(
  inputs: readonly Input[],
  options: InteractionOptions<Output> = {},
): Transformer<Columns<Input, NumberValue | VectorValue>, { [Name in NoInfer<Output>]: AssembledColumns<Input> }> {
  const parameters = kind.read({ inputs, ...options });
  return transformer(kind, parameters, {
    reads: inputs,
    adds: [parameters.output],
    open: () => (batch) => {
      const parts = inputs.map((input) => entriesOf(batch, input));
      const product = parts.slice(1).reduce((rows, next) => productOf(rows, next.rows), parts[0]!.rows);
      if (parts.some(({ isSparse }) => isSparse)) return [sparseColumn(product)];
      // Rows without a vector have no entries at all; all others have every one.
      const data = batch.room(batch.rowCount * product.size).fill(0);
      for (let row = 0; row < batch.rowCount; row++) {
        for (let at = product.starts[row]!; at < product.starts[row + 1]!; at++)
          data[row * product.size + product.indices[at]!] = product.values[at]!;
      }
      return [vectorColumn({ data, rows: batch.rowCount, columns: product.size })];
    },
  });
}

interface Part {
  readonly rows: SparseRows;
  readonly isSparse: boolean;
}

/** Vectors with all their entries, zeros of dense ones too. */
function entriesOf(batch: StageBatch, input: string): Part {
  const sparse = batch.sparse(input);
  if (sparse !== undefined) return { rows: sparse, isSparse: true };
  const { data, rows, columns } = batch.vectors(input);
  const starts = Int32Array.from({ length: rows + 1 }, (_, row) => row * columns);
  const indices = Int32Array.from({ length: data.length }, (_, at) => at % columns);
  return { rows: { size: columns, starts, indices, values: data }, isSparse: false };
}

/** Each entry of a row times each of the same row of another, those of the other one nearer to each other. */
function productOf(left: SparseRows, right: SparseRows): SparseRows {
  const starts = new Int32Array(left.starts.length);
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let a = left.starts[row]!; a < left.starts[row + 1]!; a++) {
      for (let b = right.starts[row]!; b < right.starts[row + 1]!; b++) {
        indices.push(left.indices[a]! * right.size + right.indices[b]!);
        values.push(left.values[a]! * right.values[b]!);
      }
    }
    starts[row + 1] = indices.length;
  }
  return { size: left.size * right.size, starts, indices: Int32Array.from(indices), values: Float64Array.from(values) };
}
