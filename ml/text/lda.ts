import { vectorColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import type { FitInput } from "../stages/fit-input.ts";
import type { Mapping } from "../stages/mapping.ts";
import { choice, columnName, integer, number, optional } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { documentTopics } from "./kernels/document-topics.ts";
import { expectedTerms, firstTopics, type LdaGrowth, LdaTraining, type TermCounts } from "./lda-training.ts";

/** Options of `lda`. */
export interface LdaOptions<Features extends string, Output extends string> {
  /** The column of counts of terms, as `countVectorizer` gives. Default `"features"`. */
  readonly features?: Features;
  /** The column of the shares that topics have of a document. Default `"topics"`. */
  readonly output?: Output;
  /** How many topics, from 2. Default 10. */
  readonly topics?: number;
  /** α > 0: the larger, the more topics a document has. Default 1 / topics. */
  readonly documentPrior?: number;
  /** η > 0: the larger, the more terms a topic has. Default 1 / topics. */
  readonly termPrior?: number;
  /** `"online"`, the default: topics change behind each batch of documents. `"batch"`: behind each pass over all. */
  readonly method?: "online" | "batch";
  /** Documents of a batch, from 1; `"online"` only. Default 128. */
  readonly batchSize?: number;
  /** τ₀ ≥ 0: how little the first batches count; `"online"` only. Default 10. */
  readonly offset?: number;
  /** κ, above 0.5 up to 1: how fast batches come to count less; `"online"` only. Default 0.7. */
  readonly decay?: number;
  /** Passes over the documents, from 1. Default 10. */
  readonly maxIterations?: number;
  /** How often the topics of a document are computed at most, from 1. Default 100. */
  readonly maxDocumentIterations?: number;
  /** They are known where they change by less on average, ≥ 0. Default 0.001. */
  readonly tolerance?: number;
  /** The same seed begins with the same topics. Default 0. */
  readonly seed?: number;
}

/** Topics that were learned. */
export interface Topics {
  /** λ: how much each topic has of each term; divided by their sum over the terms they are the topic's shares. */
  readonly topics: Float64Array; // [topics × terms]
  readonly terms: number;
}

const onlineOnly = {
  batchSize: optional(integer({ min: 1, unit: "documents" })),
  offset: optional(number({ min: 0 })),
  decay: optional(number({ above: 0.5, max: 1 })),
};

const kind = stageKind({
  name: "lda",
  version: 1,
  parameters: {
    features: columnName("features"),
    output: columnName("topics"),
    topics: integer({ default: 10, min: 2, max: 65_536, unit: "topics" }),
    documentPrior: optional(number({ above: 0 })),
    termPrior: optional(number({ above: 0 })),
    method: choice(["online", "batch"]),
    ...onlineOnly,
    maxIterations: integer({ default: 10, min: 1, unit: "passes" }),
    maxDocumentIterations: integer({ default: 100, min: 1 }),
    tolerance: number({ default: 1e-3, min: 0 }),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { topics: "float64", terms: "number" },
  check: ({ topics, terms }, parameters) =>
    terms > 0 && topics.length === terms * parameters.topics && topics.every((value) => value > 0)
      ? undefined
      : "each topic must have something of each term",
  make: (options: LdaOptions<string, string>) => lda(options),
});

/**
 * Topics of documents by latent Dirichlet allocation: a document is a mixture of topics, a topic one of terms. It adds the shares that topics have
 * of a document. Documents are read pass by pass, so there may be more than memory holds.
 *
 * @throws RangeError where a count is negative, NaN or infinite.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { lda } from "millrace/ml";
 * const counts = from([[3, 2, 0, 0], [4, 1, 0, 0], [0, 0, 2, 3], [0, 0, 1, 4]].map((features) => ({ features })));
 * const model = await lda({ topics: 2, method: "batch", maxIterations: 20 }).fit(counts);
 * const [a, b, c] = await model.transform(counts).collect();
 * console.log(Math.abs(a!.topics[0]! - b!.topics[0]!) < 0.1, Math.abs(a!.topics[0]! - c!.topics[0]!) > 0.5); // true true
 * ```
 * @see Blei, Ng, Jordan, “Latent Dirichlet Allocation”, JMLR 3, 2003; Hoffman, Blei, Bach, “Online Learning for Latent Dirichlet Allocation”, NIPS
 *   2010, algorithm 2. As scikit-learn's LatentDirichletAllocation, which begins the topics of a document at random.
 */
export function lda<const Features extends string = "features", const Output extends string = "topics">(
  options: LdaOptions<Features, Output> = {},
): Estimator<
  Columns<Features, VectorValue>,
  { [Name in Output]: Float64Array },
  Model<Columns<Features, VectorValue>, { [Name in Output]: Float64Array }, Topics>
> {
  const parameters = kind.read(options);
  const { features, output, topics, method, batchSize = 128, offset = 10, decay = 0.7, ...how } = parameters;
  mustBeOnline(method, options);
  const growth: LdaGrowth = {
    ...how,
    topics,
    documentPrior: how.documentPrior ?? 1 / topics,
    termPrior: how.termPrior ?? 1 / topics,
    online: method === "online" ? { batchSize, offset, decay } : undefined,
  };
  return estimator(kind, parameters, {
    reads: [features],
    adds: [output],
    resumes: 1,
    fit: async (input) => {
      const { documents, terms } = await sizesOf(input, features);
      const training = new LdaTraining(growth, firstTopics(terms, topics, how.seed), documents);
      const earlier = (await input.kept()) as { topics: Float64Array; updates: number; passes: number } | undefined;
      if (earlier !== undefined) training.goOn(earlier.topics, earlier.updates);
      for (let pass = earlier?.passes ?? 0; pass < how.maxIterations; pass++) {
        await input.pass((batch) => {
          const counts = countsOf(batch, features, terms);
          for (let row = 0; row < batch.rowCount; row++)
            if (!batch.isAbsent(features, row)) training.learn(counts, row);
        });
        training.endPass();
        await input.keep(() => ({ ...training.kept(), passes: pass + 1 }));
      }
      return { topics: turned(training.topics, terms, topics), terms };
    },
    model: (learned) => topicsMapping(learned, growth, { features, output }),
  });
}

function mustBeOnline(method: string, options: object): void {
  if (method === "online") return;
  for (const name of Object.keys(onlineOnly)) {
    if ((options as Readonly<Record<string, unknown>>)[name] === undefined) continue;
    throw new RangeError(`Cannot set ${name} in lda as method must be "online": got "batch"; leave it out`);
  }
}

async function sizesOf(input: FitInput, features: string): Promise<{ documents: number; terms: number }> {
  let [documents, terms] = [0, 0];
  await input.pass((batch) => {
    const given = terms === 0 ? undefined : terms;
    const sparse = batch.sparse(features, given);
    terms = sparse?.size ?? batch.vectors(features, given).columns;
    const { starts, values } = countsOf(batch, features, terms);
    for (let row = 0; row < batch.rowCount; row++) {
      if (batch.isAbsent(features, row)) continue;
      documents++;
      const wrong = values.subarray(starts[row]!, starts[row + 1]!).find((count) => !isCount(count));
      if (wrong !== undefined) throw notCount(batch.firstRow + row, features, wrong);
    }
  });
  return { documents, terms };
}

function isCount(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

function notCount(row: number, features: string, got: number): RangeError {
  return new RangeError(
    `Cannot learn topics in lda as counts must be finite and not negative: got ${got} in row ${row} of ${JSON.stringify(features)}; give counts of terms, as countVectorizer does`,
  );
}

/** Counts that are not 0, of rows that are sparse or dense. */
function countsOf(batch: StageBatch, features: string, terms: number): TermCounts {
  const sparse = batch.sparse(features, terms);
  if (sparse !== undefined) return sparse;
  const { data } = batch.vectors(features, terms);
  const starts = new Int32Array(batch.rowCount + 1);
  let entries = 0;
  for (let at = 0; at < batch.rowCount * terms; at++) if (data[at] !== 0) entries++;
  const [indices, values] = [new Int32Array(entries), new Float64Array(entries)];
  entries = 0;
  for (let row = 0; row < batch.rowCount; row++) {
    for (let term = 0; term < terms; term++) {
      const value = data[row * terms + term]!;
      if (value === 0) continue;
      indices[entries] = term;
      values[entries++] = value;
    }
    starts[row + 1] = entries;
  }
  return { starts, indices, values };
}

/** [a × b] as [b × a]. */
function turned(values: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}

function topicsMapping(
  { topics: learned, terms }: Topics,
  { topics, documentPrior, maxDocumentIterations, tolerance }: LdaGrowth,
  { features, output }: { readonly features: string; readonly output: string },
): Mapping {
  const weights = expectedTerms(turned(learned, topics, terms), topics);
  return {
    reads: [features],
    adds: [output],
    types: () => [{ kind: "vector", size: topics }],
    open: () => {
      const [shares, next] = [new Float64Array(topics), new Float64Array(topics)];
      return (batch) => {
        const { starts, indices, values } = countsOf(batch, features, terms);
        const data = batch.room(batch.rowCount * topics);
        for (let row = 0; row < batch.rowCount; row++) {
          const [from, to] = [starts[row]!, starts[row + 1]!];
          const gamma = data.subarray(row * topics, (row + 1) * topics);
          if (values.subarray(from, to).every(isCount)) {
            const rooms = [gamma, shares, next] as const;
            documentTopics(
              indices,
              values,
              from,
              to,
              weights,
              documentPrior,
              maxDocumentIterations,
              tolerance,
              ...rooms,
            );
            const sum = gamma.reduce((all, value) => all + value, 0);
            for (let t = 0; t < topics; t++) gamma[t]! /= sum;
          } else gamma.fill(Number.NaN);
        }
        return [vectorColumn({ data, rows: batch.rowCount, columns: topics })];
      };
    },
  };
}
