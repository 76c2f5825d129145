import { test } from "vitest";
import { precisionRecallCurve } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("a precision-recall curve is that of scikit-learn from its end to its beginning, by weight", () => {
  for (const { labels, scores, weights, expected } of facts.binary) {
    for (const [at, { pr }] of expected.entries()) {
      const { precisions, recalls } = precisionRecallCurve({ labels, scores, weights: at === 0 ? undefined : weights });
      expectNear([precisions, recalls], pr);
    }
  }
});
