import { countText } from "../../core/display/mod.ts";
import { mustBeTokens, type TokensOrAbsent } from "../feature/tokens.ts";
import { vectorColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import type { FitInput } from "../stages/fit-input.ts";
import { columnName, integer, number } from "../stages/parameters.ts";
import type { Columns } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type KeptWords, WordTraining } from "./word-training.ts";

/** Options of `word2Vec`. */
export interface Word2VecOptions<Output extends string> {
  /** The column that it adds. Default: the name of the one that it reads, and `Vector`. */
  readonly output?: Output;
  /** Numbers of a vector, from 1. Default 100. */
  readonly size?: number;
  /** Words on each side that a word tells of at most, from 1. Default 5. */
  readonly window?: number;
  /** Words that come less often are left out, from 1. Default 5. */
  readonly minCount?: number;
  /** Words that are drawn for each true one, from 1. Default 5. */
  readonly negatives?: number;
  /** Passes over the documents, from 1. Default 5. */
  readonly maxIterations?: number;
  /** The first rate, above 0; it goes down to a ten-thousandth of it. Default 0.025. */
  readonly learningRate?: number;
  /** Words with a larger share of all words are seen less often, ≥ 0; 0: all are seen. Default 0.001. */
  readonly sample?: number;
  /** The same seed gives the same vectors. Default 0. */
  readonly seed?: number;
}

/** Vectors of words. */
export interface WordVectors {
  /** The most frequent first, equally frequent ones in the order of their texts. */
  readonly words: readonly string[];
  readonly vectors: Float64Array; // [words × size]
}

const kind = stageKind({
  name: "word2Vec",
  version: 1,
  parameters: {
    input: columnName(),
    output: columnName(),
    size: integer({ default: 100, min: 1, max: 65_536, unit: "numbers" }),
    window: integer({ default: 5, min: 1, unit: "words" }),
    minCount: integer({ default: 5, min: 1, unit: "times" }),
    negatives: integer({ default: 5, min: 1, max: 1000, unit: "words" }),
    maxIterations: integer({ default: 5, min: 1, unit: "passes" }),
    learningRate: number({ default: 0.025, above: 0 }),
    sample: number({ default: 1e-3, min: 0 }),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { words: "texts", vectors: "float64" },
  check: ({ words, vectors }, { size }) =>
    vectors.length === words.length * size ? undefined : "it must have a vector for each word",
  make: ({ input, ...options }: { readonly input: string } & Word2VecOptions<string>) => word2Vec(input, options),
});

/**
 * Vectors of words that tell which words are near: skip-gram with negative sampling. It adds the mean of the vectors of a list's words; those that
 * it does not know do not count, and a list of none has zeros. Documents are read pass by pass, in order, in one thread: the same
 * rows, options and seed give the same vectors.
 *
 * @param input The column of words, lists of texts, as `tokenizer` gives.
 * @throws RangeError where no word comes often enough.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { similarWords, word2Vec } from "millrace/ml";
 * const rows = from(Array.from({ length: 400 }, (_, at) => ({ words: at % 2 ? ["sun", "warm", "sea"] : ["ice", "cold", "snow"] })));
 * const model = await word2Vec("words", { size: 8, sample: 0, learningRate: 0.1 }).fit(rows);
 * console.log(["warm", "sea"].includes(similarWords(model.learned, "sun", 1)[0]!.word)); // true
 * ```
 * @see Mikolov, Sutskever, Chen, Corrado, Dean, “Distributed Representations of Words and Phrases and their Compositionality”, NIPS 2013; what is drawn
 *   when as in their program word2vec. Spark's Word2Vec learns by a hierarchical softmax.
 */
export function word2Vec<const Input extends string, const Output extends string = `${Input}Vector`>(
  input: Input,
  options: Word2VecOptions<Output> = {},
): Estimator<
  Columns<Input, TokensOrAbsent>,
  { [Name in Output]: Float64Array },
  Model<Columns<Input, TokensOrAbsent>, { [Name in Output]: Float64Array }, WordVectors>
> {
  const parameters = kind.read({ input, ...options, output: options.output ?? `${input}Vector` });
  const { output, size, minCount, maxIterations } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    resumes: 1,
    fit: async (rows) => {
      const { words, counts } = await frequentWords(rows, input, minCount);
      const places = new Map(words.map((word, at) => [word, at]));
      const training = new WordTraining(parameters, counts, maxIterations);
      const earlier = (await rows.kept()) as (KeptWords & { readonly passes: number }) | undefined;
      if (earlier !== undefined) training.goOn(earlier);
      for (let pass = earlier?.passes ?? 0; pass < maxIterations; pass++) {
        await rows.pass((batch) => {
          for (const document of batch.values(input)) {
            if (document === null || document === undefined) continue;
            training.learn((document as readonly string[]).map((word) => places.get(word)!).filter((at) => at >= 0));
          }
        });
        await rows.keep(() => ({ ...training.kept(), passes: pass + 1 }));
      }
      return { words, vectors: training.vectors };
    },
    model: ({ words, vectors }) => ({
      reads: [input],
      adds: [output],
      types: () => [{ kind: "vector", size }],
      open: () => {
        const places = new Map(words.map((word, at) => [word, at]));
        return (batch) => {
          const data = batch.room(batch.rowCount * size).fill(0);
          batch.values(input).forEach((value, row) => {
            if (value === null || value === undefined) return;
            const known = mustBeTokens(kind.name, input, value).map((word) => places.get(word));
            const out = data.subarray(row * size, (row + 1) * size);
            addMean(
              vectors,
              known.filter((at) => at !== undefined),
              out,
            );
          });
          return [vectorColumn({ data, rows: batch.rowCount, columns: size })];
        };
      },
    }),
  });
}

async function frequentWords(
  rows: FitInput,
  input: string,
  minCount: number,
): Promise<{ words: string[]; counts: Float64Array }> {
  const counts = new Map<string, number>();
  await rows.pass((batch) => {
    for (const value of batch.values(input)) {
      if (value === null || value === undefined) continue;
      for (const word of mustBeTokens(kind.name, input, value)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  });
  const frequent = [...counts].filter(([, count]) => count >= minCount);
  if (frequent.length === 0) {
    throw new RangeError(
      `Cannot learn vectors of words in ${kind.name} as some must come ${minCount} times: got ${counts.size} different words, none so often; lower minCount`,
    );
  }
  frequent.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return { words: frequent.map(([word]) => word), counts: Float64Array.from(frequent, ([, count]) => count) };
}

function addMean(vectors: Float64Array, words: readonly number[], out: Float64Array): void {
  const size = out.length;
  for (const word of words) for (let i = 0; i < size; i++) out[i]! += vectors[word * size + i]!;
  for (let i = 0; i < size && words.length > 0; i++) out[i]! /= words.length;
}

/**
 * The words whose vectors are most alike to that of a word, by the cosine between them: the most similar first, the word itself left out.
 *
 * @param count How many, at most.
 * @throws RangeError where it has no vector.
 * @example
 * ```ts
 * import { similarWords } from "millrace/ml";
 * const learned = { words: ["a", "b", "c"], vectors: Float64Array.of(1, 0, 0, 1, 1, 1) };
 * console.log(similarWords(learned, "a", 1)); // [{ word: "c", similarity: 0.7071067811865475 }]
 * ```
 */
export function similarWords(
  { words, vectors }: WordVectors,
  word: string,
  count: number,
): { readonly word: string; readonly similarity: number }[] {
  const place = words.indexOf(word);
  if (place < 0) {
    throw new RangeError(
      `Cannot tell which words are similar as the word must have a vector: got ${JSON.stringify(word)}, not among ${countText(words.length, "word")}; look at minCount`,
    );
  }
  const size = vectors.length / words.length;
  const dot = (one: number, other: number): number => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += vectors[one * size + i]! * vectors[other * size + i]!;
    return sum;
  };
  const norms = words.map((_, at) => Math.sqrt(dot(at, at)));
  const similar = words.map((other, at) => {
    const length = norms[at]! * norms[place]!;
    return { word: other, similarity: length === 0 ? 0 : dot(at, place) / length };
  });
  similar.splice(place, 1);
  return similar.sort((a, b) => b.similarity - a.similarity).slice(0, count);
}
