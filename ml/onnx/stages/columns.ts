import { tensor, type Value } from "../file/graph.ts";
import { type Exporter, learnedOf, textOf } from "./exported.ts";

const assemble: Exporter = (to) => {
  const { inputs, sizes, output } = to.stage.parameters as {
    inputs: readonly string[];
    sizes: readonly number[] | undefined;
    output: string;
  };
  const values = inputs.map((input, at) => to.numbers(input, sizes?.[at]));
  const size = inputs.reduce((sum, input) => sum + to.sizeOf(input), 0);
  to.addVectors(output, to.graph.add("Concat", values, { axis: 1 }), size);
};

const vectorSlicer: Exporter = (to) => {
  const { indices } = to.stage.parameters as { indices: readonly number[] };
  const value = to.numbers(textOf(to, "input"), undefined);
  const taken = to.graph.add("Gather", [value, to.graph.integers("indices", indices)], { axis: 1 });
  to.addVectors(textOf(to, "output"), taken, indices.length);
};

/** Texts that were not seen get the number behind the last, as with `handleInvalid: "keep"`. */
const stringIndexer: Exporter = (to) => {
  const { labels } = learnedOf<{ labels: readonly string[] }>(to);
  const number = to.graph.addMl("LabelEncoder", [to.texts(textOf(to, "input"))], {
    keys_strings: labels,
    values_tensor: tensor("float64", [...labels.keys()], [labels.length]),
    default_tensor: tensor("float64", [labels.length], [1]),
  });
  to.addNumbers(textOf(to, "output"), number);
};

const imputer: Exporter = (to) => {
  const { graph } = to;
  const { surrogates } = learnedOf<{ surrogates: Float64Array }>(to);
  const missing = to.stage.parameters.missingValue as number | undefined;
  const [input, output] = [textOf(to, "input"), textOf(to, "output")];
  const value = to.numbers(input, surrogates.length);
  const nan = graph.add("IsNaN", [value]);
  const isMissing =
    missing === undefined || Number.isNaN(missing)
      ? nan
      : graph.add("Or", [nan, graph.add("Equal", [value, graph.constant("missing", [missing], [1, 1])])]);
  const filled = [isMissing, graph.constant("surrogates", surrogates, [1, surrogates.length]), value];
  to.addLike(output, input, graph.add("Where", filled));
};

const selector: Exporter = (to) => {
  const { indices, features } = learnedOf<{ indices: Int32Array; features: number }>(to);
  const value = to.numbers(textOf(to, "input"), features);
  const taken = to.graph.add("Gather", [value, to.graph.integers("indices", [...indices])], { axis: 1 });
  to.addVectors(textOf(to, "output"), taken, indices.length);
};

/** Numbers that no category has are NaN throughout, unless they are a category of their own. */
const oneHotEncoder: Exporter = (to) => {
  const { graph } = to;
  const { dropLast, handleInvalid } = to.stage.parameters;
  const { categories } = learnedOf<{ categories: number }>(to);
  const count = categories + (handleInvalid === "keep" ? 1 : 0);
  const numbersOf = (length: number): Value => graph.constant("categories", [...Array(length).keys()], [1, length]);
  const oneOf = (value: Value, length: number): Value =>
    graph.add("Cast", [graph.add("Equal", [value, numbersOf(length)])], { to: 11 });
  const value = to.numbers(textOf(to, "input"), 1);
  const found = graph.add("ReduceSum", [oneOf(value, categories), graph.integers("axes", [1])], { keepdims: 1 });
  const isFound = graph.add("Greater", [found, graph.constant("none", [0], [1, 1])]);
  const other = handleInvalid === "keep" ? categories : Number.NaN;
  const number = graph.add("Where", [isFound, value, graph.constant("other", [other], [1, 1])]);
  const size = dropLast === true ? count - 1 : count;
  // A number less itself is 0, or NaN where there is no category.
  const vectors = graph.add("Add", [oneOf(number, size), graph.add("Sub", [number, number])]);
  to.addVectors(textOf(to, "output"), vectors, size);
};

export const columnStages: Readonly<Record<string, Exporter>> = {
  assemble,
  vectorSlicer,
  varianceThresholdSelector: selector,
  univariateFeatureSelector: selector,
  stringIndexer,
  oneHotEncoder,
  imputer,
};
