import type { Value } from "../file/graph.ts";
import { type Exporting, textOf } from "./exported.ts";

/** 0 for a row of finite numbers, NaN for another: added to an answer it makes it NaN, as models do. Rows × 1. */
export function notFinite({ graph }: Exporting, features: Value): Value {
  const zeros = graph.add("Mul", [features, graph.constant("zero", [0], [1, 1])]);
  return graph.add("ReduceSum", [zeros, graph.integers("axes", [1])], { keepdims: 1 });
}

/** What classes are called. */
interface ClassColumns {
  readonly classes: Float64Array;
  /** Rows × 1, 0 or NaN; undefined where rows with missing features have answers. */
  readonly unknown: Value | undefined;
  /** Which class one score of exactly 0 is of. Default: the first. */
  readonly ofZero?: "second";
}

/** The class of the largest score, of one score the second class from above 0 on. Scores: rows × their number. */
export function addClass(
  to: Exporting,
  scores: Value,
  count: number,
  { classes, unknown, ofZero }: ClassColumns,
): void {
  const { graph } = to;
  const one = (name: string, value: number): Value => graph.constant(name, [value], [1, 1]);
  const found =
    count > 1
      ? graph.add(
          "Gather",
          [
            graph.constant("classes", classes, [classes.length, 1]),
            graph.add("ArgMax", [scores], { axis: 1, keepdims: 0 }),
          ],
          { axis: 0 },
        )
      : graph.add("Where", [
          graph.add(ofZero === "second" ? "GreaterOrEqual" : "Greater", [scores, one("boundary", 0)]),
          one("second", classes[1]!),
          one("first", classes[0]!),
        ]);
  to.addNumbers(textOf(to, "prediction"), unknown === undefined ? found : graph.add("Add", [found, unknown]));
}

/** Probabilities of scores that are log likelihoods up to a constant; of one score the logistic function. */
export function addProbabilities(
  to: Exporting,
  scores: Value,
  count: number,
  { classes, unknown }: ClassColumns,
): void {
  const { graph } = to;
  let shares: Value;
  if (count > 1) shares = graph.add("Softmax", [scores], { axis: 1 });
  else {
    const both = graph.add("Concat", [graph.add("Neg", [scores]), scores], { axis: 1 });
    shares = graph.add("Sigmoid", [both]);
  }
  const known = unknown === undefined ? shares : graph.add("Add", [shares, unknown]);
  to.addVectors(textOf(to, "probability"), known, classes.length);
}

/** Scores of linear functions, a row of coefficients for each: rows × functions. */
export function linearScores(
  { graph }: Exporting,
  features: Value,
  coefficients: Float64Array,
  intercepts: Float64Array,
): Value {
  const functions = intercepts.length;
  const columns = coefficients.length / functions;
  const turned = new Float64Array(coefficients.length);
  for (let k = 0; k < functions; k++) {
    for (let c = 0; c < columns; c++) turned[c * functions + k] = coefficients[k * columns + c]!;
  }
  const product = graph.add("MatMul", [features, graph.constant("coefficients", turned, [columns, functions])]);
  return graph.add("Add", [product, graph.constant("intercepts", intercepts, [1, functions])]);
}
