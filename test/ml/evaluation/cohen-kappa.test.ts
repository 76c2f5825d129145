import { expect, test } from "vitest";
import { cohenKappa } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("kappa is that of scikit-learn, whatever it costs to be how far apart, by weight", () => {
  for (const { labels, predictions, weights, expected } of facts.classes) {
    for (const [at, { kappa, linear, quadratic }] of expected.entries()) {
      const rows = { labels, predictions, weights: at === 0 ? undefined : weights };
      const got = (["equal", "linear", "quadratic"] as const).map((cost) => cohenKappa(rows, { weights: cost }));
      expectNear(got, [kappa, linear, quadratic]);
    }
  }
});

test("the order of classes may be named: how far they are apart goes by it", () => {
  const rows = { labels: ["low", "high", "mid"], predictions: ["low", "mid", "mid"] };
  const classes = ["low", "mid", "high"];
  expect(cohenKappa(rows, { weights: "linear", classes })).not.toBe(cohenKappa(rows, { weights: "linear" }));
  expect(() => cohenKappa(rows, { weights: "square" as "linear" })).toThrow(/quadratic/);
});
