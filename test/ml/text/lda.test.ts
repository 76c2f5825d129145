import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { countVectorizer, lda, pipeline, tokenizer } from "../../../ml/mod.ts";
import { digamma } from "../../../ml/text/kernels/document-topics.ts";
import { LdaTraining } from "../../../ml/text/lda-training.ts";
import { uniform } from "../learner/random-rows.ts";

interface Fact {
  readonly options: Readonly<Record<string, number | string>>;
  readonly first: readonly (readonly number[])[];
  readonly topics: readonly (readonly number[])[];
  readonly shares: readonly (readonly number[])[];
  readonly perplexity: number;
}

const recorded: {
  readonly counts: readonly (readonly number[])[];
  readonly digamma: readonly (readonly [number, number])[];
  readonly facts: readonly Fact[];
} = JSON.parse(readFileSync(new URL("facts.json", import.meta.url), "utf8"));
const { counts } = recorded;
const [documents, terms, topics] = [counts.length, counts[0]!.length, 3];

/** The documents as entries, those of each one behind those of another. */
const entries = counts.flatMap((row, document) => row.flatMap((n, term) => (n === 0 ? [] : [{ document, term, n }])));
const sparse = {
  starts: Int32Array.from(
    { length: documents + 1 },
    (_, document) => entries.filter((entry) => entry.document < document).length,
  ),
  indices: Int32Array.from(entries, ({ term }) => term),
  values: Float64Array.from(entries, ({ n }) => n),
};

test("digamma is scipy's", () => {
  for (const [x, psi] of recorded.digamma) expect(Math.abs(digamma(x) - psi)).toBeLessThan(1e-13 * (1 + Math.abs(psi)));
});

test.each(recorded.facts)("topics, and shares of documents, are those of scikit-learn: $options", async (fact) => {
  const { learning_method, max_iter, batch_size, learning_offset, learning_decay } = fact.options as never;
  const own = {
    topics,
    documentPrior: Number(fact.options.doc_topic_prior ?? 1 / 3),
    termPrior: Number(fact.options.topic_word_prior ?? 1 / 3),
    online:
      learning_method === "batch"
        ? undefined
        : { batchSize: batch_size, offset: learning_offset, decay: learning_decay },
    maxDocumentIterations: 100,
    tolerance: 1e-3,
  };
  const first = Float64Array.from({ length: terms * topics }, (_, at) => fact.first[at % 3]![Math.floor(at / 3)]!);
  const training = new LdaTraining(own, first, documents);
  for (let pass = 0; pass < max_iter; pass++) {
    for (let document = 0; document < documents; document++) training.learn(sparse, document);
    training.endPass();
  }
  fact.topics.forEach((row, t) =>
    row.forEach((value, term) => expect(Math.abs(training.topics[term * 3 + t]! / value - 1)).toBeLessThan(5e-7)),
  );
  const learned = { topics: Float64Array.from(fact.topics.flat()), terms };
  const model = await lda({ topics, documentPrior: own.documentPrior, maxIterations: 1 }).fit(
    from(counts.map((features) => ({ features: [...features] }))),
  );
  Object.assign(model.learned, learned);
  const folder = await temporaryFolder("lda-");
  try {
    // A model that has what scikit-learn learned, by way of its files.
    await model.save(folder);
    const again = await lda({ topics }).load(folder);
    const rows = await again.transform(from(counts.map((features) => ({ features: [...features] })))).collect();
    rows.forEach(({ topics: shares }, document) =>
      shares.forEach((share, t) => expect(share).toBeCloseTo(fact.shares[document]![t]!, 8)),
    );
  } finally {
    await deleteFolder(folder);
  }
});

/** Documents of two subjects, some of both. */
const random = uniform(9);
const words = [
  ["boat", "sail", "wind", "harbour", "tide"],
  ["oven", "flour", "yeast", "dough", "crust"],
];
const texts = Array.from({ length: 300 }, (_, at) => {
  const mostly = at % 2;
  const text = Array.from({ length: 30 }, () => {
    const subject = (random() + 1) / 2 < 0.9 ? mostly : 1 - mostly;
    return words[subject]![Math.floor(((random() + 1) / 2) * 5)]!;
  });
  return { text: text.join(" "), mostly };
});

test.each(["online", "batch"] as const)("finds the subjects of texts, %s, whatever the seed", async (method) => {
  for (const seed of [0, 1, 2]) {
    const stages = pipeline([
      tokenizer("text", { output: "words" }),
      countVectorizer("words", { output: "features" }),
      lda({ topics: 2, method, seed }),
    ]);
    const model = await stages.fit(from(texts));
    const rows = await model.transform(from(texts)).collect();
    const first = rows.filter(({ topics: [one], mostly }) => one! > 0.5 === (mostly === 0)).length;
    expect(Math.max(first, 300 - first)).toBeGreaterThan(295);
    for (const { topics: shares } of rows) expect(shares[0]! + shares[1]!).toBeCloseTo(1, 12);
  }
});

test("dense and sparse counts, in memory or read again, give the same topics; a seed draws its own", async () => {
  const dense = from(counts.map((features) => ({ features: [...features] })));
  const thin = from(
    counts.map((row) => ({
      features: {
        size: terms,
        indices: row.flatMap((n, term) => (n === 0 ? [] : [term])),
        values: row.filter((n) => n !== 0),
      },
    })),
  );
  const make = (seed: number) => lda({ topics, batchSize: 20, maxIterations: 3, seed });
  const { learned } = await make(4).fit(dense);
  expect((await make(4).fit(thin)).learned).toEqual(learned);
  expect((await make(4).fit(thin, { memoryBytes: 0, run: { batchRows: 7 } })).learned).toEqual(learned);
  expect((await make(5).fit(dense)).learned).not.toEqual(learned);
});

test("a document without terms has the topics that it would have before it was read, one without counts none", async () => {
  const rows = from([{ features: [1, 2] }, { features: null }, { features: [0, 0] }, { features: [Number.NaN, 1] }]);
  const model = await lda({ topics: 2, maxIterations: 2 }).fit(from([{ features: [1, 2] }, { features: null }]));
  const [, none, empty, unknown] = await model.transform(rows).collect();
  expect(none!.topics).toBe(null);
  expect([...empty!.topics]).toEqual([0.5, 0.5]);
  expect([...unknown!.topics]).toEqual([Number.NaN, Number.NaN]);
});

test("what are no counts is refused, and options out of range", async () => {
  const learn = (features: number[]) => lda({ topics: 2 }).fit(from([{ features: [1, 1] }, { features }]));
  await expect(learn([1, -1])).rejects.toThrow("counts must be finite and not negative: got -1 in row 1");
  await expect(learn([Number.NaN, 1])).rejects.toThrow("got NaN in row 1");
  await expect(learn([Number.POSITIVE_INFINITY, 1])).rejects.toThrow("got Infinity in row 1");
  await expect(learn([1])).rejects.toThrow("features");
  expect(() => lda({ topics: 1 })).toThrow("topics");
  expect(() => lda({ decay: 0.5 })).toThrow("decay");
  expect(() => lda({ method: "batch", offset: 5 })).toThrow('method must be "online"');
});
