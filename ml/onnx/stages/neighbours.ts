import type { KeptClasses, KeptRows } from "../../neighbours/learned.ts";
import type { Value } from "../file/graph.ts";
import { addClass, notFinite } from "./answers.ts";
import { type Exporter, type Exporting, learnedOf, textOf } from "./exported.ts";

/**
 * The mean of what the k nearest of the kept rows have in a table, by their votes: rows × the table's columns. Distances are summed
 * feature by feature, as they are here, in memory of rows that are asked × rows that are kept.
 */
function meanOfNearest(to: Exporting, features: Value, data: Float64Array, table: Value): Value {
  const { graph } = to;
  const { k, weights } = to.stage.parameters as { readonly k: number; readonly weights: string };
  const squares = graph.add("Neg", [squaredDistances(to, features, data)]);
  const [nearest, places] = graph.addTwo("TopK", [squares, graph.integers("k", [k])], { axis: 1 });
  const found = graph.add("Gather", [table, places], { axis: 0 }); // [rows, k, columns]
  const votes =
    weights === "uniform"
      ? graph.add("Cast", [graph.add("Equal", [places, places])], { to: 11 })
      : votesByDistance(to, nearest);
  const weighed = graph.add("Mul", [found, graph.add("Unsqueeze", [votes, graph.integers("last", [2])])]);
  const axis = graph.integers("axes", [1]);
  const sums = graph.add("ReduceSum", [weighed, axis], { keepdims: 0 });
  return graph.add("Div", [sums, graph.add("ReduceSum", [votes, axis], { keepdims: 1 })]);
}

/** From each row to each of those that are kept. */
function squaredDistances(to: Exporting, features: Value, data: Float64Array): Value {
  const { graph } = to;
  const columns = to.sizeOf(textOf(to, "features"));
  const rows = data.length / columns;
  let sum: Value | undefined;
  for (let column = 0; column < columns; column++) {
    const own = Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
    const asked = graph.add("Gather", [features, graph.integers("column", [column])], { axis: 1 });
    const apart = graph.add("Sub", [asked, graph.constant("kept", own, [1, rows])]);
    const square = graph.add("Mul", [apart, apart]);
    sum = sum === undefined ? square : graph.add("Add", [sum, square]);
  }
  return sum!;
}

/** 1 ÷ distance; neighbours at the very place of the row count alone. The numbers are negative squares. */
function votesByDistance({ graph }: Exporting, nearest: Value): Value {
  const one = (name: string, value: number): Value => graph.constant(name, [value], [1, 1]);
  const isThere = graph.add("Cast", [graph.add("Equal", [nearest, one("zero", 0)])], { to: 11 });
  const anyThere = graph.add("ReduceMax", [isThere, graph.integers("axes", [1])], { keepdims: 1 });
  const inverse = graph.add("Div", [one("one", 1), graph.add("Sqrt", [graph.add("Neg", [nearest])])]);
  return graph.add("Where", [graph.add("Greater", [anyThere, one("none", 0)]), isThere, inverse]);
}

const knnClassifier: Exporter = (to) => {
  const { graph } = to;
  const { features: data, labels, classes } = learnedOf<KeptClasses & Record<string, never>>(to);
  const features = to.numbers(textOf(to, "features"), data.length / labels.length);
  const isClass = Array.from(labels).flatMap((label) => Array.from(classes, (one) => Number(one === label)));
  const table = graph.constant("classes of rows", isClass, [labels.length, classes.length]);
  const shares = meanOfNearest(to, features, data, table);
  const unknown = notFinite(to, features);
  addClass(to, shares, classes.length, { classes, unknown });
  to.addVectors(textOf(to, "probability"), graph.add("Add", [shares, unknown]), classes.length);
};

const knnRegressor: Exporter = (to) => {
  const { graph } = to;
  const { features: data, labels } = learnedOf<KeptRows & Record<string, never>>(to);
  const features = to.numbers(textOf(to, "features"), data.length / labels.length);
  const mean = meanOfNearest(to, features, data, graph.constant("labels", labels, [labels.length, 1]));
  to.addNumbers(textOf(to, "prediction"), graph.add("Add", [mean, notFinite(to, features)]));
};

export const neighbourModels: Readonly<Record<string, Exporter>> = { knnClassifier, knnRegressor };
