import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { randomOf } from "../../../ml/learner/random.ts";
import { loadModel, similarWords, word2Vec } from "../../../ml/mod.ts";
import { skipGram } from "../../../ml/text/kernels/skip-gram.ts";
import { Alias, WordTraining } from "../../../ml/text/word-training.ts";
import { uniform } from "../learner/random-rows.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test("a step goes along the gradient of its likelihood, by numbers", () => {
  const random = uniform(3);
  const draw = () => Float64Array.from({ length: 5 * 3 }, () => random());
  const [vectors, outputs] = [draw(), draw()];
  const targets = Int32Array.of(2, 0, 4);
  const likelihood = (v: Float64Array, o: Float64Array): number => {
    const dot = (target: number) => [0, 1, 2].reduce((sum, i) => sum + v[3 + i]! * o[target * 3 + i]!, 0);
    return Math.log(sigmoid(dot(2))) + Math.log(sigmoid(-dot(0))) + Math.log(sigmoid(-dot(4)));
  };
  const [v, o] = [vectors.slice(), outputs.slice()];
  const rate = 1e-6;
  skipGram(v, o, 3, 1, targets, 3, rate, new Float64Array(3));
  const slope = (values: Float64Array, at: number): number => {
    const before = values[at]!;
    values[at] = before + 1e-6;
    const more = likelihood(vectors, outputs);
    values[at] = before - 1e-6;
    const less = likelihood(vectors, outputs);
    values[at] = before;
    return (more - less) / 2e-6;
  };
  for (let at = 0; at < 15; at++) {
    expect((v[at]! - vectors[at]!) / rate).toBeCloseTo(slope(vectors, at), 4);
    expect((o[at]! - outputs[at]!) / rate).toBeCloseTo(slope(outputs, at), 4);
  }
});

test("numbers are drawn by their weights", () => {
  const weights = Float64Array.of(1, 0, 5, 2, 2);
  const alias = new Alias(weights);
  const random = randomOf(8);
  const counts = new Float64Array(5);
  for (let k = 0; k < 100_000; k++) counts[alias.draw(random)]!++;
  weights.forEach((weight, at) => expect(counts[at]! / 100_000).toBeCloseTo(weight / 10, 2));
  expect(counts[1]).toBe(0);
});

/** The program as one reads it in the paper, of arrays of arrays, with the same draws. */
function plain(documents: readonly (readonly number[])[], counts: readonly number[], passes: number) {
  const [size, window, negatives, first, sample] = [4, 2, 3, 0.05, 0.01];
  const random = randomOf(11);
  const vectors = counts.map(() => Array.from({ length: size }, () => (random.next() - 0.5) / size));
  const outputs = counts.map(() => Array.from({ length: size }, () => 0));
  const alias = new Alias(Float64Array.from(counts, (count) => count ** 0.75));
  const all = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (const document of documents) {
      const rate = first * Math.max(1e-4, 1 - seen / (all * passes + 1));
      seen += document.length;
      const kept = document.filter((word) => {
        const share = counts[word]! / all;
        return random.next() < (Math.sqrt(share / sample) + 1) * (sample / share);
      });
      kept.forEach((center, at) => {
        const reach = 1 + Math.floor(random.next() * window);
        kept.forEach((context, other) => {
          if (other === at || Math.abs(other - at) > reach) return;
          const drawn = Array.from({ length: negatives }, () => alias.draw(random)).filter((word) => word !== center);
          const u = vectors[context]!;
          const step = u.map(() => 0);
          [center, ...drawn].forEach((target, k) => {
            const v = outputs[target]!;
            const pull = rate * (Number(k === 0) - sigmoid(u.reduce((sum, x, i) => sum + x * v[i]!, 0)));
            u.forEach((x, i) => {
              step[i]! += pull * v[i]!;
              v[i]! += pull * x;
            });
          });
          step.forEach((x, i) => {
            u[i]! += x;
          });
        });
      });
    }
  }
  return vectors;
}

test("vectors are those of the plain program", () => {
  const random = uniform(4);
  const documents = Array.from({ length: 30 }, () =>
    Array.from({ length: 12 }, () => Math.floor(((random() + 1) / 2) ** 2 * 7)),
  );
  const counts = Array.from({ length: 7 }, (_, word) => documents.flat().filter((one) => one === word).length);
  const how = { size: 4, window: 2, negatives: 3, learningRate: 0.05, sample: 0.01, seed: 11 };
  const training = new WordTraining(how, Float64Array.from(counts), 3);
  for (let pass = 0; pass < 3; pass++) for (const document of documents) training.learn(document);
  const known = plain(documents, counts, 3).flat();
  known.forEach((value, at) => expect(training.vectors[at]).toBeCloseTo(value, 12));
});

/** Words of five subjects; a document is of one of them, with words of all between. */
const random = uniform(21);
const draw = (below: number) => Math.floor(((random() + 1) / 2) * below);
const documents = Array.from({ length: 600 }, () => {
  const subject = draw(5);
  return {
    words: Array.from({ length: 20 }, () => (random() > 0.4 ? `common${draw(4)}` : `subject${subject}-${draw(6)}`)),
  };
});
const gensim: { readonly within: number; readonly between: number } = JSON.parse(
  readFileSync(new URL("gensim.json", import.meta.url), "utf8"),
);

/** Mean cosines of words of one subject, and of two. */
function cosines(learned: { readonly words: readonly string[]; readonly vectors: Float64Array }) {
  const own = learned.words.filter((word) => word.startsWith("subject"));
  const [within, between]: [number[], number[]] = [[], []];
  for (const word of own) {
    for (const { word: other, similarity } of similarWords(learned, word, 100)) {
      if (own.includes(other)) (word.slice(0, 8) === other.slice(0, 8) ? within : between).push(similarity);
    }
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { within: mean(within), between: mean(between) };
}

test("words that come together are as near, and others as far, as those of gensim", async () => {
  for (const seed of [0, 1]) {
    const { learned } = await word2Vec("words", { size: 16, maxIterations: 20, seed }).fit(from(documents));
    const { within, between } = cosines(learned);
    expect(within - between).toBeGreaterThan(gensim.within - gensim.between - 0.1);
    for (const subject of [0, 3]) {
      const near = similarWords(learned, `subject${subject}-1`, 5).map(({ word }) => word.slice(0, 8));
      expect(near).toEqual(Array.from({ length: 5 }, () => `subject${subject}`));
    }
  }
});

test("the same rows, options and seed give the same vectors, however they are read; a saved model adds the same means", async () => {
  const make = (seed: number) => word2Vec("words", { size: 6, maxIterations: 2, output: "mean", seed });
  const model = await make(1).fit(from(documents));
  expect((await make(1).fit(from(documents), { memoryBytes: 0, run: { batchRows: 7 } })).learned).toEqual(
    model.learned,
  );
  expect((await make(2).fit(from(documents))).learned.vectors).not.toEqual(model.learned.vectors);
  const asked = from([
    { words: ["common1", "never seen", "common2"] },
    { words: [] },
    { words: null },
    { words: ["common1"] },
  ]);
  const rows = await model.transform(asked).collect();
  const of = (word: string) => {
    const at = model.learned.words.indexOf(word);
    return [...model.learned.vectors.subarray(6 * at, 6 * at + 6)];
  };
  const [one, other] = [of("common1"), of("common2")];
  expect([...rows[0]!.mean]).toEqual(one.map((value, i) => (value + other[i]!) / 2));
  expect([...rows[1]!.mean]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(rows[2]!.mean).toBe(null);
  expect([...rows[3]!.mean]).toEqual(one);
  const folder = await temporaryFolder("word2vec-");
  try {
    await model.save(folder);
    expect(await (await make(1).load(folder)).transform(asked).collect()).toEqual(rows);
    expect((await loadModel(folder)).kind).toBe("word2Vec");
  } finally {
    await deleteFolder(folder);
  }
});

test("words that come too rarely, and what are no words, are named", async () => {
  await expect(word2Vec("words").fit(from([{ words: ["a", "b"] }]))).rejects.toThrow(
    "some must come 5 times: got 2 different words, none so often",
  );
  await expect(word2Vec("words").fit(from([{ words: "a b" as never }]))).rejects.toThrow("must hold lists of texts");
  expect(() => word2Vec("words", { size: 0 })).toThrow("size");
  expect(() => word2Vec("words", { negatives: 0 })).toThrow("negatives");
  const learned = { words: ["a", "b"], vectors: Float64Array.of(1, 0, 0, 0) };
  expect(similarWords(learned, "a", 5)).toEqual([{ word: "b", similarity: 0 }]);
  expect(() => similarWords(learned, "c", 1)).toThrow('got "c", not among 2 words');
});
