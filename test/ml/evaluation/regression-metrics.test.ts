import { describe, expect, test } from "vitest";
import { regressionMetrics } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

describe("metrics of regressions", () => {
  test("are those of scikit-learn on random rows, of huge and tiny scale, constant, with weights", () => {
    for (const { labels, predictions, weights, expected } of facts.regression) {
      for (const [at, want] of expected.entries()) {
        const rows = { labels, predictions, weights: at === 0 ? undefined : weights };
        const { pinball: _pinball, deviances: _deviances, ...numbers } = want;
        expectNear(regressionMetrics(rows), numbers, `${labels.length} rows, ${at}`);
      }
    }
  });

  test("bias is what was less what was predicted; the logarithm of −1 is none", () => {
    const metrics = regressionMetrics({ labels: [1, -1], predictions: [0, -1], weights: [3, 1] });
    expect(metrics.bias).toBe(0.75);
    expect(metrics.meanSquaredLogError).toBeNaN();
    expect(regressionMetrics({ labels: [2, 2], predictions: [2, 2] }).r2).toBe(1);
    expect(regressionMetrics({ labels: [2, 2], predictions: [2, 3] }).r2).toBe(0);
  });

  test("what cannot be evaluated is refused", () => {
    expect(() => regressionMetrics({ labels: [1], predictions: [Number.POSITIVE_INFINITY] })).toThrow(
      "its predictions must be finite numbers: got Infinity in row 0",
    );
  });
});
