import { expect, test } from "vitest";
import { number, stageKind } from "../../../ml/mod.ts";

const make = (): never => {
  throw new Error("not made here");
};

test("two kinds of one name are refused", () => {
  stageKind({ name: "stageKindTest", version: 1, parameters: {}, make });
  expect(() => stageKind({ name: "stageKindTest", version: 1, parameters: {}, make })).toThrow(
    'Cannot make the stage "stageKindTest" known as names must differ: got it twice; take another name',
  );
});

test("learned values must be of the kinds that a kind says, and pass its check", () => {
  const kind = stageKind({
    name: "stageKindLearned",
    version: 1,
    parameters: { most: number({ default: 2 }) },
    learned: { means: "float64", labels: "texts?" },
    check: ({ means }, { most }) => (means.length <= most ? undefined : `it must have ${most} means at most`),
    make,
  });
  const means = new Float64Array(2);
  const { most } = kind.read({});
  expect(() => kind.mustHaveLearned({ means }, { most })).not.toThrow();
  expect(() => kind.mustHaveLearned({ means, labels: ["a"] }, { most })).not.toThrow();
  expect(() => kind.mustHaveLearned({}, { most })).toThrow(
    "Cannot make a model of stageKindLearned as its learned means must be float64: got nothing; fit it again",
  );
  expect(() => kind.mustHaveLearned({ means: new Float32Array(2) }, { most })).toThrow("got float32");
  expect(() => kind.mustHaveLearned({ means: [1] as never }, { most })).toThrow("got object");
  expect(() => kind.mustHaveLearned({ means, lables: ["a"] }, { most })).toThrow(
    'as there is no learned "lables": known are means, labels',
  );
  expect(() => kind.mustHaveLearned({ means: new Float64Array(3) }, { most })).toThrow(
    "as it must have 2 means at most",
  );
});
