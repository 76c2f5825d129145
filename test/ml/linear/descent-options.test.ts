import { expect, test } from "vitest";
import { sgdClassifier, sgdRegressor } from "../../../ml/mod.ts";

test("options out of range are refused by name", () => {
  for (const [name, value] of [
    ["learningRate", 0],
    ["batchRows", 0.5],
    ["maxIterations", 0],
    ["tolerance", -1],
    ["regularization", -0.1],
    ["l1Ratio", 1.1],
  ] as const) {
    expect(() => sgdRegressor({ [name]: value })).toThrow(name);
    expect(() => sgdClassifier({ [name]: value })).toThrow(name);
  }
});
