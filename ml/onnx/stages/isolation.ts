import { rounding } from "../../anomaly/isolation-forest.ts";
import { usualSplits } from "../../anomaly/isolation-training.ts";
import type { IsolationTrees } from "../../anomaly/learned.ts";
import { notFinite } from "./answers.ts";
import { type Exporter, learnedOf, textOf } from "./exported.ts";
import { treeSums } from "./trees.ts";

/** 2^−(splits ÷ the usual number), and whether that is above the threshold. */
export const isolationForest: Exporter = (to) => {
  const { graph } = to;
  const forest = learnedOf<IsolationTrees & Record<string, never>>(to);
  const one = (name: string, value: number): string => graph.constant(name, [value], [1, 1]);
  const features = to.numbers(textOf(to, "features"), forest.columns);
  const splits = treeSums(to, features, forest, {
    targets: 1,
    targetOf: () => 0,
    weightOf: (leaf) => forest.values[leaf]!,
  });
  const usual = usualSplits(forest);
  // Trees without a split sum up to 0, and so to 2^−1 by the constant.
  const exponent = graph.add("Sub", [
    one("none", usual === 0 ? -1 : 0),
    graph.add("Mul", [splits, one("1/usual", usual === 0 ? 0 : 1 / usual)]),
  ]);
  const score = graph.add("Pow", [one("2", 2), exponent]);
  const isAbove = graph.add("Greater", [score, one("threshold", forest.threshold + rounding)]);
  const unknown = notFinite(to, features);
  const prediction = graph.add("Add", [graph.add("Cast", [isAbove], { to: 11 }), unknown]);
  to.addNumbers(textOf(to, "prediction"), prediction);
  to.addNumbers(textOf(to, "score"), graph.add("Add", [score, unknown]));
};
