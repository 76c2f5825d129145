import { describe, expect, test } from "vitest";
import { classMetrics } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

describe("metrics of classes", () => {
  test("are those of scikit-learn on random rows, with weights", () => {
    for (const { labels, predictions, weights, expected } of facts.classes) {
      for (const [at, want] of expected.entries()) {
        const rows = { labels, predictions, weights: at === 0 ? undefined : weights };
        const { accuracy, balancedAccuracy, kappa, matthews, confusion, classes, macro, weighted } = want;
        const got = classMetrics(rows);
        expectNear(got, { accuracy, balancedAccuracy, kappa, matthews });
        expectNear(got.confusion.data, confusion.flat());
        expectNear(
          [
            got.classes.map(({ precision }) => precision),
            got.classes.map(({ recall }) => recall),
            got.classes.map(({ f1 }) => f1),
            got.classes.map(({ support }) => support),
          ],
          classes,
        );
        const means = ({ precision, recall, f1 }: typeof got.macro): number[] => [precision, recall, f1];
        expectNear([means(got.macro), means(got.weighted)], [macro, weighted]);
      }
    }
  });

  test("one class that all are taken for is right, and agrees no more than by chance", () => {
    const metrics = classMetrics({ labels: ["a", "a"], predictions: ["a", "a"] });
    expect(metrics).toMatchObject({ accuracy: 1, balancedAccuracy: 1, kappa: Number.NaN, matthews: 0 });
    const missing = classMetrics({ labels: ["a", "b"], predictions: ["a", "a"] }, { classes: ["a", "b", "c"] });
    expect(missing.classes[2]).toEqual({ class: "c", precision: 0, recall: 0, f1: 0, support: 0 });
    expect(missing.balancedAccuracy).toBe(0.5);
  });
});
