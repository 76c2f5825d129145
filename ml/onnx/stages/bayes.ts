import type { CategoricalBayes, GaussianBayes, LinearBayes } from "../../bayes/learned.ts";
import type { Value } from "../file/graph.ts";
import { addClass, addProbabilities, linearScores, notFinite } from "./answers.ts";
import { type Exporter, type Exporting, learnedOf, textOf } from "./exported.ts";

function answer(to: Exporting, features: Value, scores: Value, classes: Float64Array): void {
  const answers = { classes, unknown: notFinite(to, features) };
  addClass(to, scores, classes.length, answers);
  addProbabilities(to, scores, classes.length, answers);
}

function ofCounts(to: Exporting, seen: (features: Value) => Value = (features) => features): void {
  const { classes, coefficients, intercepts } = learnedOf<LinearBayes & Record<string, never>>(to);
  const features = to.numbers(textOf(to, "features"), coefficients.length / classes.length);
  answer(to, features, linearScores(to, seen(features), coefficients, intercepts), classes);
}

function bernoulli(to: Exporting): void {
  const { graph } = to;
  const one = (name: string, value: number): Value => graph.constant(name, [value], [1, 1]);
  const threshold = to.stage.parameters.threshold as number;
  ofCounts(to, (features) => {
    const isThere = graph.add("Greater", [features, one("threshold", threshold)]);
    return graph.add("Where", [isThere, one("there", 1), one("absent", 0)]);
  });
}

function gaussian(to: Exporting): void {
  const { graph } = to;
  const { classes, logPriors, means, variances } = learnedOf<GaussianBayes & Record<string, never>>(to);
  const [count, columns] = [classes.length, means.length / classes.length];
  const constants = logPriors.map((prior, k) =>
    variances
      .subarray(k * columns, (k + 1) * columns)
      .reduce((sum, variance) => sum - Math.log(2 * Math.PI * variance) / 2, prior),
  );
  const features = to.numbers(textOf(to, "features"), columns);
  const rows = graph.add("Unsqueeze", [features, graph.integers("axes", [1])]);
  const apart = graph.add("Sub", [rows, graph.constant("means", means, [1, count, columns])]);
  const halves = variances.map((variance) => -0.5 / variance);
  const weighed = graph.add("Mul", [
    graph.add("Mul", [apart, apart]),
    graph.constant("-1/(2·variances)", halves, [1, count, columns]),
  ]);
  const sums = graph.add("ReduceSum", [weighed, graph.integers("axes", [2])], { keepdims: 0 });
  answer(to, features, graph.add("Add", [sums, graph.constant("constants", constants, [1, count])]), classes);
}

/** Which of the learned values each feature has, times how far their likelihoods are from that of a value that was never seen. */
function categorical(to: Exporting): void {
  const { graph } = to;
  const learned = learnedOf<CategoricalBayes & Record<string, never>>(to);
  const { classes, logPriors, starts, values, logLikelihoods, logUnseen } = learned;
  const [count, columns] = [classes.length, starts.length - 1];
  const columnOf = Array.from(values, (_, at) => starts.findLastIndex((start) => start <= at));
  const [apart, ofUnseen] = [new Float64Array(count * values.length), logPriors.slice()];
  for (let k = 0; k < count; k++) {
    const unseen = logUnseen.subarray(k * columns, (k + 1) * columns);
    ofUnseen[k]! += unseen.reduce((sum, one) => sum + one, 0);
    columnOf.forEach((column, at) => {
      apart[k * values.length + at] = logLikelihoods[k * values.length + at]! - unseen[column]!;
    });
  }
  const features = to.numbers(textOf(to, "features"), columns);
  const taken = graph.add("Gather", [features, graph.integers("columns", columnOf)], { axis: 1 });
  const isValue = graph.add("Equal", [taken, graph.constant("values", values, [1, values.length])]);
  const has = graph.add("Cast", [isValue], { to: 11 });
  answer(to, features, linearScores(to, has, apart, ofUnseen), classes);
}

export const bayesModels: Readonly<Record<string, Exporter>> = {
  gaussianNaiveBayes: gaussian,
  multinomialNaiveBayes: (to) => ofCounts(to),
  complementNaiveBayes: (to) => ofCounts(to),
  bernoulliNaiveBayes: bernoulli,
  categoricalNaiveBayes: categorical,
};
