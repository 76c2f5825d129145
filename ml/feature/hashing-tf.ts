import { valueColumn } from "../stages/columns.ts";
import { columnName, integer, yesNo } from "../stages/parameters.ts";
import type { Columns, SparseVector } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { murmur3OfText } from "./kernels/murmur3.ts";
import { sparseCounts } from "./term-counts.ts";
import { mustBeTokens, type TokensOrAbsent } from "./tokens.ts";

export interface HashingTFOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Counts`. */
  readonly output?: Output;
  /** How many numbers a vector has, at least 1. Default 262,144. */
  readonly numFeatures?: number;
  /** Whether it counts only that a term is there. Default false. */
  readonly binary?: boolean;
}

const kind = stageKind({
  name: "hashingTF",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    numFeatures: integer({ default: 2 ** 18, min: 1, max: 2 ** 31 - 1 }),
    binary: yesNo(false),
  },
  make: ({ input, ...options }: { readonly input: string } & HashingTFOptions<string>) => hashingTF(input, options),
});

/**
 * How often each term comes in a list, as a sparse vector: the place of a term is its hash, so nothing is learned, and some terms may
 * share one.
 *
 * @param input The column of tokens.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { hashingTF } from "millrace/ml";
 * const [row] = await hashingTF("words").transform(from([{ words: ["a", "b", "a"] }])).collect();
 * console.log(row?.wordsCounts.values.length); // 2
 * ```
 * @see Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; the hash is Flink ML's (MurmurHash3).
 */
export function hashingTF<const Input extends string, const Output extends string = `${Input}Counts`>(
  input: Input,
  options: HashingTFOptions<Output> = {},
): Transformer<Columns<Input, TokensOrAbsent>, { [Name in NoInfer<Output>]: SparseVector }> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Counts` });
  const { output, numFeatures, binary } = parameters;
  const countsOf = (tokens: readonly string[]): SparseVector => {
    const counts = new Map<number, number>();
    for (const token of tokens) {
      const index = remainder(murmur3OfText(token), numFeatures);
      counts.set(index, binary ? 1 : (counts.get(index) ?? 0) + 1);
    }
    return sparseCounts(numFeatures, counts);
  };
  return transformer(kind, parameters, {
    reads: [input],
    adds: [output],
    open: () => (batch) => [
      valueColumn(
        batch.values(input).map((value) => (value === null ? null : countsOf(mustBeTokens(kind.name, input, value)))),
        { kind: "any" },
      ),
    ],
  });
}

function remainder(hash: number, divisor: number): number {
  const rest = hash % divisor;
  return rest < 0 ? rest + divisor : rest;
}
