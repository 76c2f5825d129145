import type { ClassifierCoefficients, LinearCoefficients } from "../../linear/learned.ts";
import { type BinaryLinear, binaryClasses } from "../../online/binary-linear.ts";
import type { Value } from "../file/graph.ts";
import { addClass, addProbabilities, linearScores, notFinite } from "./answers.ts";
import { type Exporter, type Exporting, learnedOf, textOf } from "./exported.ts";

function numbers(to: Exporting, mean: (value: Value) => Value = (value) => value): void {
  const { coefficients, intercept } = learnedOf<LinearCoefficients & Record<string, never>>(to);
  const features = to.numbers(textOf(to, "features"), coefficients.length);
  const value = mean(linearScores(to, features, coefficients, Float64Array.of(intercept)));
  to.addNumbers(textOf(to, "prediction"), to.graph.add("Add", [value, notFinite(to, features)]));
}

function classes(to: Exporting): void {
  const { classes, coefficients, intercepts } = learnedOf<ClassifierCoefficients & Record<string, never>>(to);
  const count = intercepts.length;
  const features = to.numbers(textOf(to, "features"), coefficients.length / count);
  const scores = linearScores(to, features, coefficients, intercepts);
  const answers = { classes, unknown: notFinite(to, features) };
  addClass(to, scores, count, answers);
  if ("probability" in to.stage.parameters) addProbabilities(to, scores, count, answers);
}

/** Two classes by one function, as those have that learn on. */
function binary(to: Exporting): void {
  const { coefficients, intercept } = learnedOf<BinaryLinear & Record<string, never>>(to);
  const features = to.numbers(textOf(to, "features"), coefficients.length);
  const scores = linearScores(to, features, coefficients, Float64Array.of(intercept));
  const answers = { classes: binaryClasses, unknown: notFinite(to, features), ofZero: "second" } as const;
  addClass(to, scores, 1, answers);
  addProbabilities(to, scores, 1, answers);
}

/** A binomial family's mean is the logistic function, all others' the exponential one. */
function generalized(to: Exporting): void {
  numbers(to, (value) => to.graph.add(to.stage.parameters.family === "binomial" ? "Sigmoid" : "Exp", [value]));
}

export const linearModels: Readonly<Record<string, Exporter>> = {
  linearRegression: (to) => numbers(to),
  ridge: (to) => numbers(to),
  lasso: (to) => numbers(to),
  elasticNet: (to) => numbers(to),
  sgdRegressor: (to) => numbers(to),
  generalizedLinearRegression: generalized,
  logisticRegression: classes,
  linearSvc: classes,
  sgdClassifier: classes,
  onlineLogisticRegression: binary,
  onlineSgdClassifier: binary,
  passiveAggressiveClassifier: binary,
  passiveAggressiveRegressor: (to) => numbers(to),
  onlineSoftmaxRegression: classes,
};
