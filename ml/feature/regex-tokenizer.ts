import { columnName, integer, text, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { type Tokenizing, tokenizing } from "./tokens.ts";

export interface RegexTokenizerOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Tokens`. */
  readonly output?: Output;
  /** A regular expression, with the flags `u` and `g`. Default `"\\s+"`. */
  readonly pattern?: string;
  /** Whether the pattern matches what is between tokens, and not the tokens. Default true. */
  readonly gaps?: boolean;
  /** Shorter tokens are left out, UTF-16 code units. Default 1. */
  readonly minTokenLength?: number;
  /** Whether texts are made lower case first. Default true. */
  readonly toLowercase?: boolean;
}

const kind = stageKind({
  name: "regexTokenizer",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    pattern: text("\\s+"),
    gaps: yesNo(true),
    minTokenLength: integer({ default: 1, min: 0, unit: "code units" }),
    toLowercase: yesNo(true),
  },
  make: ({ input, ...options }: { readonly input: string } & RegexTokenizerOptions<string>) =>
    regexTokenizer(input, options),
});

/**
 * Texts as lists of tokens by a regular expression, which matches tokens, or the gaps between them.
 *
 * @param input The column of texts.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { regexTokenizer } from "millrace/ml";
 * const rows = from([{ text: "Te,st. punct" }]);
 * console.log(await regexTokenizer("text", { pattern: "\\w+", gaps: false }).transform(rows).collect()); // ["te", "st", "punct"]
 * ```
 */
export function regexTokenizer<const Input extends string, const Output extends string = `${Input}Tokens`>(
  input: Input,
  options: RegexTokenizerOptions<Output> = {},
): Tokenizing<Input, Output> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Tokens` });
  const { output, pattern, gaps, minTokenLength, toLowercase } = parameters;
  const expression = compiled(pattern);
  const tokensOf = (given: string): string[] => {
    const lower = toLowercase ? given.toLowerCase() : given;
    const tokens = gaps ? lower.split(expression) : (lower.match(expression) ?? []);
    return tokens.filter((token) => token !== undefined && token.length >= minTokenLength);
  };
  return transformer(kind, parameters, tokenizing(kind.name, input, output, tokensOf));
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "gu");
  } catch (cause) {
    throw new SyntaxError(
      `Cannot set pattern in regexTokenizer as it must be a regular expression: got ${JSON.stringify(pattern)} ` +
        `(${cause instanceof Error ? cause.message : String(cause)}); escape what is meant as it is by \\`,
      { cause },
    );
  }
}
