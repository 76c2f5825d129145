import { type Column, valueAt } from "../../core/mod.ts";
import { valueColumn } from "../stages/columns.ts";
import { columnName, columnNames, integer, optional } from "../stages/parameters.ts";
import type { Columns, SparseVector } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { murmur3OfText } from "./kernels/murmur3.ts";
import { sparseCounts } from "./term-counts.ts";

export interface FeatureHasherOptions<Input extends string, Output extends string> {
  /** The column that it adds. Default `"features"`. */
  readonly output?: Output;
  /** Columns of numbers that name a category each, as those of texts and truth do. Default: none. */
  readonly categorical?: readonly Input[];
  /** How many numbers a vector has, at least 1. Default 262,144. */
  readonly numFeatures?: number;
}

const kind = stageKind({
  name: "featureHasher",
  version: 1,
  parameters: {
    inputs: columnNames(),
    output: columnName("features"),
    categorical: optional(columnNames()),
    numFeatures: integer({ default: 2 ** 18, min: 1, max: 2 ** 31 - 1 }),
  },
  make: ({ inputs, ...options }: { readonly inputs: readonly string[] } & FeatureHasherOptions<string, string>) =>
    featureHasher(inputs, options),
});

/**
 * Columns of numbers and categories as one sparse vector: a number stands at the hash of its column's name, a category (a text, truth, or
 * a number of a categorical column) is a 1 at the hash of `name=value`. What meets in one place is added; nothing comes of null.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { featureHasher } from "millrace/ml";
 * const rows = from([{ carrier: "AA", miles: 300 }]);
 * const [row] = await featureHasher(["carrier", "miles"], { numFeatures: 1000 }).transform(rows).collect();
 * console.log(row?.features.values.length); // 2
 * ```
 * @see Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; the hash is Flink ML's (MurmurHash3).
 */
export function featureHasher<const Input extends string, const Output extends string = "features">(
  inputs: readonly Input[],
  options: FeatureHasherOptions<Input, Output> = {},
): Transformer<
  Columns<Input, string | number | boolean | bigint | null | undefined>,
  { [Name in NoInfer<Output>]: SparseVector }
> {
  const parameters = kind.read({ inputs, ...options });
  const { output, categorical = [], numFeatures } = parameters;
  const other = categorical.find((column) => !(inputs as readonly string[]).includes(column));
  if (other !== undefined) {
    throw new RangeError(
      `Cannot set categorical in featureHasher as it must name some of its columns: got ${JSON.stringify(other)}; add it to them`,
    );
  }
  return transformer(kind, parameters, {
    reads: inputs,
    adds: [output],
    absent: "own",
    open: () => (batch) => {
      const hashed = inputs.map((input) => hashing(input, batch.column(input), categorical.includes(input)));
      const vectors = Array.from({ length: batch.rowCount }, (_, row) => {
        const sums = new Map<number, number>();
        for (const entryOf of hashed) {
          const entry = entryOf(row);
          if (entry === undefined) continue;
          const index = Math.abs(entry.hash) % numFeatures;
          sums.set(index, (sums.get(index) ?? 0) + entry.value);
        }
        return sparseCounts(numFeatures, sums);
      });
      return [valueColumn(vectors, { kind: "any" })];
    },
  });
}

interface Entry {
  readonly hash: number;
  readonly value: number;
}

/** What a row's value of a column adds; undefined where there is none. */
function hashing(input: string, column: Column, isCategorical: boolean): (row: number) => Entry | undefined {
  const hashOfName = murmur3OfText(input);
  return (row) => {
    const value = valueAt(column, row);
    if (value === null) return undefined;
    if (!isCategorical && (typeof value === "number" || typeof value === "bigint"))
      return { hash: hashOfName, value: Number(value) };
    if (["string", "number", "boolean", "bigint"].includes(typeof value))
      return { hash: murmur3OfText(`${input}=${String(value)}`), value: 1 };
    throw new TypeError(
      `Cannot hash column ${JSON.stringify(input)} as it must hold numbers, texts or truth: got ${JSON.stringify(value).slice(0, 80)}; use assemble for vectors`,
    );
  };
}
