import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryMetrics } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

describe("binaryMetrics", () => {
  test("are those of scikit-learn on random rows, with ties and weights", () => {
    for (const { labels, scores, weights, expected } of facts.binary) {
      for (const [at, want] of expected.entries()) {
        const rows = { labels, scores, weights: at === 0 ? undefined : weights };
        const { roc: _roc, turns: _turns, pr: _pr, ...numbers } = want;
        expectNear(binaryMetrics(rows), numbers, `binary ${labels.length}, ${at}`);
      }
    }
  });

  test("by Flink's convention are those of its own test, with each score once, with ties, and with weights", () => {
    const labels = [1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1];
    const each = [0.9, 0.8, 0.7, 0.75, 0.6, 0.65, 0.55, 0.4, 0.3, 0.35, 0.2, 0.1];
    const tied = [0.9, 0.9, 0.9, 0.75, 0.6, 0.9, 0.9, 0.4, 0.3, 0.9, 0.2, 0.1];
    const weights = [0.8, 0.7, 0.5, 1.2, 1.3, 1.5, 1.4, 0.3, 0.5, 1.9, 1.2, 1.0];
    const flink = { convention: "flink" } as const;
    expectNear(binaryMetrics({ labels, scores: each }, flink), {
      areaUnderPR: 0.7691481137909708,
      ks: 0.3714285714285714,
      areaUnderROC: 0.6571428571428571,
    });
    expectNear(binaryMetrics({ labels, scores: tied }, flink), {
      areaUnderROC: 0.8571428571428571,
      areaUnderPR: 0.9377705627705628,
      ks: 0.8571428571428571,
      areaUnderLorenz: 0.6488095238095237,
    });
    expectNear(binaryMetrics({ labels, scores: tied, weights }, flink).areaUnderROC, 0.8911680911680911);
    expectNear(binaryMetrics({ labels, scores: tied, weights }).areaUnderROC, 0.8717948717948718);
  });

  test("the area under the ROC curve is the share of pairs in the right order, ties half, however many rows", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.boolean(),
            fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
            fc.nat(3),
          ),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        (rows) => {
          const [labels, scores, weights] = [0, 1, 2].map((at) => rows.map((row) => row[at])) as [
            boolean[],
            number[],
            number[],
          ];
          weights[0] = 1;
          let [right, all] = [0, 0];
          for (const [a, isPositive] of labels.entries()) {
            for (const [b, other] of labels.entries()) {
              if (!isPositive || other) continue;
              const weight = weights[a]! * weights[b]!;
              all += weight;
              right += scores[a]! > scores[b]! ? weight : scores[a]! === scores[b]! ? weight / 2 : 0;
            }
          }
          expectNear(binaryMetrics({ labels, scores, weights }).areaUnderROC, all === 0 ? Number.NaN : right / all);
        },
      ),
    ));

  test("of one class say what there is, and NaN where there is nothing", () => {
    const metrics = binaryMetrics({ labels: [1, 1], scores: [0.9, 0.2] });
    expect(metrics).toMatchObject({
      areaUnderROC: Number.NaN,
      accuracy: 0.5,
      balancedAccuracy: 0.5,
      recall: 0.5,
      precision: 1,
    });
    expect(metrics).toMatchObject({ specificity: 0, areaUnderPR: 1, averagePrecision: 1, matthews: 0 });
    expect(binaryMetrics({ labels: [0], scores: [7] })).toMatchObject({
      logLoss: Number.NaN,
      brier: Number.NaN,
      precision: 0,
    });
  });

  test.each([
    [{ labels: [], scores: [] }, "there must be rows: got none"],
    [{ labels: [1, 0], scores: [1] }, "there must be a value of each for every row: got 2 labels and 1 scores"],
    [{ labels: [1, 2], scores: [1, 1] }, "its labels must be 0 or 1: got 2 in row 1"],
    [{ labels: ["yes"], scores: [1] }, 'its labels must be 0 or 1: got "yes" in row 0'],
    [{ labels: [1], scores: [Number.NaN] }, "its scores must be finite numbers: got NaN in row 0"],
    [{ labels: [1], scores: [1], weights: [-1] }, "its weights must be numbers ≥ 0: got -1 in row 0"],
    [{ labels: [1], scores: [1], weights: [0] }, "some row must count: got weights that are all 0"],
    [{ labels: 5, scores: [1] }, "labels must be an array: got 5"],
  ])("refuse what cannot be evaluated: %o", (rows, message) => {
    expect(() => binaryMetrics(rows as never)).toThrow(`Cannot evaluate a binary classification as ${message}`);
  });

  test("options are checked", () => {
    expect(() => binaryMetrics({ labels: [1], scores: [1] }, { convention: "flnk" as "flink" })).toThrow(/flink/);
  });
});
