import { valueColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import { columnName, integer, number, yesNo } from "../stages/parameters.ts";
import type { Columns, SparseVector } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { sparseCounts } from "./term-counts.ts";
import { mustBeTokens, type TokensOrAbsent } from "./tokens.ts";

export interface CountVectorizerOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Counts`. */
  readonly output?: Output;
  /** Terms of the vocabulary at most, the most frequent ones, at least 1. Default 262,144. */
  readonly vocabularySize?: number;
  /** In how many documents a term must be at least: a count, or below 1 a share of them. Default 1. */
  readonly minDF?: number;
  /** In how many documents it may be at most: a count of at least 1, or below 1 a share. Default: in all. */
  readonly maxDF?: number;
  /** How often a term must be in a document to be counted in it: a count, or below 1 a share of the document. Default 1. */
  readonly minTF?: number;
  /** Whether it counts only that a term is there. Default false. */
  readonly binary?: boolean;
}

const kind = stageKind({
  name: "countVectorizer",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    vocabularySize: integer({ default: 2 ** 18, min: 1, max: 2 ** 31 - 1, unit: "terms" }),
    minDF: number({ default: 1, min: 0, unit: "documents, or a share of them below 1" }),
    maxDF: number({
      default: Number.POSITIVE_INFINITY,
      min: 0,
      max: Number.POSITIVE_INFINITY,
      unit: "documents, or a share of them below 1",
    }),
    minTF: number({ default: 1, min: 0, unit: "times, or a share of a document below 1" }),
    binary: yesNo(false),
  },
  learned: { vocabulary: "texts" },
  make: ({ input, ...options }: { readonly input: string } & CountVectorizerOptions<string>) =>
    countVectorizer(input, options),
});

/**
 * How often each term of a vocabulary comes in a list, as a sparse vector. The vocabulary is learned: the terms that come most often in
 * all documents first, equally frequent ones in the order of their texts.
 *
 * @param input The column of tokens.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { countVectorizer } from "millrace/ml";
 * const rows = from([{ words: ["a", "b", "a"] }, { words: ["a"] }]);
 * const model = await countVectorizer("words").fit(rows);
 * console.log(model.learned.vocabulary); // ["a", "b"]
 * ```
 * @see Apache Flink ML, `CountVectorizer`.
 */
export function countVectorizer<const Input extends string, const Output extends string = `${Input}Counts`>(
  input: Input,
  options: CountVectorizerOptions<Output> = {},
): Estimator<
  Columns<Input, TokensOrAbsent>,
  { [Name in NoInfer<Output>]: SparseVector },
  Model<
    Columns<Input, TokensOrAbsent>,
    { [Name in NoInfer<Output>]: SparseVector },
    { readonly vocabulary: readonly string[] }
  >
> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Counts` });
  const { output, vocabularySize, minDF, maxDF, minTF, binary } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: () => {
      const terms = new Terms();
      return {
        add: (batch) => {
          for (const value of batch.values(input)) {
            if (value !== null) terms.add(mustBeTokens(kind.name, input, value));
          }
        },
        finish: () => ({ vocabulary: terms.vocabulary({ size: vocabularySize, minDF, maxDF }) }),
      };
    },
    model: ({ vocabulary }) => ({
      reads: [input],
      adds: [output],
      open: () => {
        const places = new Map(vocabulary.map((term, place) => [term, place]));
        const countsOf = (tokens: readonly string[]): SparseVector => {
          const least = minTF < 1 ? minTF * tokens.length : minTF;
          const counts = new Map([...countsIn(tokens, places)].filter(([, count]) => count >= least));
          if (binary) for (const place of counts.keys()) counts.set(place, 1);
          return sparseCounts(vocabulary.length, counts);
        };
        return (batch) => [
          valueColumn(
            batch
              .values(input)
              .map((value) => (value === null ? null : countsOf(mustBeTokens(kind.name, input, value)))),
            { kind: "any" },
          ),
        ];
      },
    }),
  });
}

function countsIn(tokens: readonly string[], places: ReadonlyMap<string, number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const token of tokens) {
    const place = places.get(token);
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** How often terms come, and in how many documents. */
class Terms {
  readonly #terms = new Map<string, { count: number; documents: number; last: number }>();
  #documents = 0;

  add(tokens: readonly string[]): void {
    this.#documents++;
    for (const token of tokens) {
      let term = this.#terms.get(token);
      if (term === undefined) {
        term = { count: 0, documents: 0, last: 0 };
        this.#terms.set(token, term);
      }
      term.count++;
      if (term.last !== this.#documents) term.documents++;
      term.last = this.#documents;
    }
  }

  vocabulary({
    size,
    minDF,
    maxDF,
  }: {
    readonly size: number;
    readonly minDF: number;
    readonly maxDF: number;
  }): string[] {
    const bound = (share: number): number => (share < 1 ? share * this.#documents : share);
    const [least, most] = [bound(minDF), bound(maxDF)];
    return [...this.#terms]
      .filter(([, { documents }]) => documents >= least && documents <= most)
      .sort(([a, { count: countOfA }], [b, { count: countOfB }]) => countOfB - countOfA || (a < b ? -1 : 1))
      .slice(0, size)
      .map(([term]) => term);
  }
}
