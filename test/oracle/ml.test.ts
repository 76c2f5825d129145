import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { classifierReplays } from "./ml/classifiers.ts";
import { descentReplays } from "./ml/descents.ts";
import type { FactsFile } from "./ml/fact.ts";
import { featureReplays } from "./ml/features.ts";
import { moreReplays } from "./ml/more-learners.ts";
import { onlineReplays } from "./ml/online-learners.ts";
import { otherReplays } from "./ml/other-learners.ts";
import replay from "./ml.ts";

const contentOf = (name: string): FactsFile =>
  JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8"));

test("all facts of Flink ML and of scikit-learn about stages of features hold", async () => {
  for (const [name, count] of [
    ["ml-flink", 33],
    ["ml-sklearn", 3],
  ] as const) {
    const { facts, ...others } = contentOf(name);
    const about = facts.filter((fact) => Object.hasOwn(featureReplays, fact.algorithm ?? `sklearn.${fact.estimator}`));
    expect(about).toHaveLength(count);
    const results = await replay({ ...others, facts: about });
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  }
});

test("the facts of scikit-learn about classifiers, isotonic lines, components and clusters hold", async () => {
  const { facts, ...others } = contentOf("ml-sklearn");
  const known = { ...classifierReplays, ...otherReplays, ...moreReplays };
  const about = facts.filter(({ estimator }) => Object.hasOwn(known, `sklearn.${estimator}`));
  expect(about).toHaveLength(21);
  const results = await replay({ ...others, facts: about });
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
});

test("the facts of Flink ML about learners that learn on, and about its own descent and naive Bayes, hold", async () => {
  const { facts } = contentOf("ml-flink");
  const known = { ...onlineReplays, ...descentReplays };
  const about = facts.filter(({ algorithm }) => Object.hasOwn(known, algorithm ?? ""));
  expect(about).toHaveLength(8);
  expect((await replay({ facts: about })).filter(({ passed }) => !passed)).toEqual([]);
});

test("metrics of two classes are those of Flink ML and of scikit-learn", async () => {
  for (const name of ["ml-flink", "ml-sklearn"]) {
    const { facts } = contentOf(name);
    const about = facts.filter((fact) => /Evaluator|^metrics/.test(fact.algorithm ?? fact.estimator ?? ""));
    expect(about).toHaveLength(1);
    expect((await replay({ facts: about })).filter(({ passed }) => !passed)).toEqual([]);
  }
});

test("a wrong number, a row too many, another size and an algorithm without a name here are failures", async () => {
  const one = { id: "one", algorithm: "DCT", params: {}, input: [[1, 1, 1, 1]], tolerance: { abs: 0.001 } };
  const sparse = { id: "two", algorithm: "HashingTF", params: { numFeatures: 1 }, input: [["a"]], tolerance: {} };
  const facts = [
    { ...one, expected: [[2, 0, 0, 0]] },
    { ...one, expected: [[2, 0, 0, 0.002]] },
    { ...one, expected: [[2, 0, 0, 0], [0]] },
    { ...one, expected: [[2, 0, 0]] },
    { ...sparse, expected: [{ size: 1, indices: [0], values: [1] }] },
    { ...sparse, expected: [[1]] },
    { ...sparse, expected: [{ size: 2, indices: [0], values: [1] }] },
    { ...one, algorithm: "Magic", expected: [] },
    { ...one, algorithm: "SQLTransformer", expected: [] },
    { ...one, params: { inverze: true }, expected: [[2, 0, 0, 0]] },
  ];
  const results = await replay({ facts });
  expect(results.map(({ passed }) => passed)).toEqual([
    true,
    false,
    false,
    false,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(results[7]!.got).toBe("not there yet: Magic");
  expect(results[8]!.got).toBe("not supported: it waits for SQL");
});
