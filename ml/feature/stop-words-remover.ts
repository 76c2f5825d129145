import { columnName, texts, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import { englishStopWords } from "./english-stop-words.ts";
import { type OfTokens, ofTokens } from "./tokens.ts";

export interface StopWordsRemoverOptions<Output extends string> {
  /** The column that it adds. Default: in the place of the one that it reads. */
  readonly output?: Output;
  /** The words that are left out. Default: 181 English ones. */
  readonly stopWords?: readonly string[];
  /** Whether words must be written alike. Default false. */
  readonly caseSensitive?: boolean;
}

const kind = stageKind({
  name: "stopWordsRemover",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    stopWords: texts(englishStopWords),
    caseSensitive: yesNo(false),
  },
  make: ({ input, ...options }: { readonly input: string } & StopWordsRemoverOptions<string>) =>
    stopWordsRemover(input, options),
});

/**
 * Lists of tokens without words that say little.
 *
 * @param input The column of tokens.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { stopWordsRemover } from "millrace/ml";
 * const rows = from([{ words: ["Mind", "the", "gap"] }]);
 * console.log(await stopWordsRemover("words").transform(rows).collect()); // { words: ["Mind", "gap"] }
 * ```
 */
export function stopWordsRemover<const Input extends string, const Output extends string = Input>(
  input: Input,
  options: StopWordsRemoverOptions<Output> = {},
): OfTokens<Input, Output> {
  const parameters = kind.read({ input, ...options, output: options.output ?? input });
  const { output, stopWords, caseSensitive } = parameters;
  const form = (word: string): string => (caseSensitive ? word : word.toLowerCase());
  const stops = new Set(stopWords.map(form));
  const change = (tokens: readonly string[]): string[] => tokens.filter((token) => !stops.has(form(token)));
  return transformer(kind, parameters, ofTokens(kind.name, input, output, change));
}
