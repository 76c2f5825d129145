import { inverseOf } from "../../feature/vector-stage.ts";
import { type Exporter, type Exporting, learnedOf, textOf } from "./exported.ts";

/** `(x − offset) · factor`, a number of each feature. */
function scale(to: Exporting, offset: Float64Array | undefined, factor: Float64Array | undefined): void {
  const { graph } = to;
  const [input, output] = [textOf(to, "input"), textOf(to, "output")];
  const size = (offset ?? factor)?.length;
  let value = to.numbers(input, size);
  if (offset !== undefined) value = graph.add("Sub", [value, graph.constant("offset", offset, [1, offset.length])]);
  if (factor !== undefined) value = graph.add("Mul", [value, graph.constant("factor", factor, [1, factor.length])]);
  to.addLike(output, input, value);
}

const standardScaler: Exporter = (to) => {
  const { withMean, withStd, convention } = to.stage.parameters;
  const { mean, std } = learnedOf<{ mean: Float64Array; std: Float64Array }>(to);
  scale(
    to,
    withMean === true ? mean : undefined,
    withStd === true ? std.map(inverseOf(convention as string)) : undefined,
  );
};

const maxAbsScaler: Exporter = (to) => {
  const { most } = learnedOf<{ most: Float64Array }>(to);
  scale(to, undefined, most.map(inverseOf(textOf(to, "convention"))));
};

const robustScaler: Exporter = (to) => {
  const { withCentering, withScaling, convention } = to.stage.parameters;
  const { medians, ranges } = learnedOf<{ medians: Float64Array; ranges: Float64Array }>(to);
  const factor = withScaling === true ? ranges.map(inverseOf(convention as string)) : undefined;
  scale(to, withCentering === true ? medians : undefined, factor);
};

const minMaxScaler: Exporter = (to) => {
  const { graph } = to;
  const { min, max, convention } = to.stage.parameters as { min: number; max: number; convention: string };
  const { least, most } = learnedOf<{ least: Float64Array; most: Float64Array }>(to);
  const constant = convention === "sklearn" ? min : (min + max) / 2;
  const factor = least.map((low, feature) => (low < most[feature]! ? (max - min) / (most[feature]! - low) : 0));
  const offset = least.map((low, feature) => (factor[feature] === 0 ? 0 : low - min / factor[feature]!));
  const [input, output] = [textOf(to, "input"), textOf(to, "output")];
  const size = [1, least.length];
  const moved = graph.add("Sub", [to.numbers(input, least.length), graph.constant("offset", offset, size)]);
  const scaled = graph.add("Mul", [moved, graph.constant("factor", factor, size)]);
  // A constant feature is 0 here whatever comes, and NaN where that was NaN.
  const ground = factor.map((one) => (one === 0 ? constant : 0));
  to.addLike(output, input, graph.add("Add", [scaled, graph.constant("ground", ground, size)]));
};

const normalizer: Exporter = (to) => {
  const { graph } = to;
  const p = to.stage.parameters.p as number;
  const [input, output] = [textOf(to, "input"), textOf(to, "output")];
  const value = to.numbers(input, undefined);
  const absolute = graph.add("Abs", [value]);
  const axes = graph.integers("axes", [1]);
  const one = (name: string, number: number): string => graph.constant(name, [number], [1, 1]);
  const sum = (of: string): string => graph.add("ReduceSum", [of, axes], { keepdims: 1 });
  const norm =
    p === Number.POSITIVE_INFINITY
      ? graph.add("ReduceMax", [absolute, axes], { keepdims: 1 })
      : graph.add("Pow", [sum(graph.add("Pow", [absolute, one("p", p)])), one("1/p", 1 / p)]);
  const isZero = graph.add("Equal", [norm, one("zero", 0)]);
  const divisor = graph.add("Where", [isZero, one("one", 1), norm]);
  to.addVectors(output, graph.add("Div", [value, divisor]), to.sizeOf(input));
};

const elementwiseProduct: Exporter = (to) => {
  scale(to, undefined, Float64Array.from(to.stage.parameters.factors as readonly number[]));
};

const binarizer: Exporter = (to) => {
  const { graph } = to;
  const [input, output] = [textOf(to, "input"), textOf(to, "output")];
  const threshold = graph.constant("threshold", [to.stage.parameters.threshold as number], [1, 1]);
  const isAbove = graph.add("Greater", [to.numbers(input, undefined), threshold]);
  to.addLike(output, input, graph.add("Cast", [isAbove], { to: 11 }));
};

export const scalers: Readonly<Record<string, Exporter>> = {
  standardScaler,
  onlineStandardScaler: standardScaler,
  minMaxScaler,
  maxAbsScaler,
  robustScaler,
  normalizer,
  elementwiseProduct,
  binarizer,
};
