import { expect, test } from "vitest";
import { numberLoss } from "../../../ml/trees/number-losses.ts";

test.each(["squaredError", "absoluteError", "quantile", "poisson", "gamma"] as const)(
  "the derivative of the loss %s is its slope",
  (name) => {
    const loss = numberLoss(name, 0.3);
    const [labels, weights] = [Float64Array.of(1.5, 4, 0.5), Float64Array.of(1, 2, 0.5)];
    const scores = Float64Array.of(0.7, 1.1, 2);
    const [gradients, hessians] = [new Float64Array(3), new Float64Array(3)];
    loss.derive(scores, labels, weights, { gradients, hessians, kernels: undefined as never });
    const moved = (row: number, by: number): number =>
      loss.loss(
        scores.map((score, at) => score + (at === row ? by : 0)),
        labels,
        weights,
      );
    for (let row = 0; row < 3; row++) {
      const step = 1e-5;
      expect(gradients[row]).toBeCloseTo((moved(row, step) - moved(row, -step)) / (2 * step), 6);
      if (loss.leafValue !== undefined) continue;
      expect(hessians[row]).toBeCloseTo((moved(row, step) - 2 * moved(row, 0) + moved(row, -step)) / step ** 2, 3);
    }
  },
);
