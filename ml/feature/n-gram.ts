import { columnName, integer } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { type OfTokens, ofTokens } from "./tokens.ts";

export interface NGramOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `NGrams`. */
  readonly output?: Output;
  /** Tokens of an n-gram, 1 or more. Default 2. */
  readonly n?: number;
}

const kind = stageKind({
  name: "nGram",
  version: 1,
  parameters: { input: columnName(), output: columnName(), n: integer({ default: 2, min: 1, unit: "tokens" }) },
  make: ({ input, ...options }: { readonly input: string } & NGramOptions<string>) => nGram(input, options),
});

/**
 * Lists of tokens as lists of all runs of n tokens, with a space between them; none where there are fewer.
 *
 * @param input The column of tokens.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { nGram } from "millrace/ml";
 * console.log(await nGram("words").transform(from([{ words: ["a", "b", "c"] }])).collect()); // wordsNGrams: ["a b", "b c"]
 * ```
 */
export function nGram<const Input extends string, const Output extends string = `${Input}NGrams`>(
  input: Input,
  options: NGramOptions<Output> = {},
): OfTokens<Input, Output> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}NGrams` });
  const { output, n } = parameters;
  const runs = (tokens: readonly string[]): string[] =>
    Array.from({ length: Math.max(tokens.length - n + 1, 0) }, (_, start) => tokens.slice(start, start + n).join(" "));
  return transformer(kind, parameters, ofTokens(kind.name, input, output, runs));
}
