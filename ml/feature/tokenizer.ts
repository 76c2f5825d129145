import { columnName } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { type Tokenizing, tokenizing } from "./tokens.ts";

export interface TokenizerOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Tokens`. */
  readonly output?: Output;
}

const kind = stageKind({
  name: "tokenizer",
  version: 1,
  parameters: { input: columnName(), output: columnName() },
  make: ({ input, ...options }: { readonly input: string } & TokenizerOptions<string>) => tokenizer(input, options),
});

/**
 * Texts as lists of words: in lower case, cut at each space. Two spaces in a row have an empty word between them, as in Flink ML;
 * empty ones at the end are left out.
 *
 * @param input The column of texts.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { tokenizer } from "millrace/ml";
 * console.log(await tokenizer("text").transform(from([{ text: "Mind the gap" }])).collect()); // textTokens: ["mind", "the", "gap"]
 * ```
 */
export function tokenizer<const Input extends string, const Output extends string = `${Input}Tokens`>(
  input: Input,
  options: TokenizerOptions<Output> = {},
): Tokenizing<Input, Output> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Tokens` });
  return transformer(kind, parameters, tokenizing(kind.name, input, parameters.output, words));
}

function words(text: string): string[] {
  const tokens = text.toLowerCase().split(/[ \t\n\v\f\r]/);
  while (tokens.length > 1 && tokens.at(-1) === "") tokens.pop();
  return tokens;
}
