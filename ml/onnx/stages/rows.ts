import type { Clusters } from "../../cluster/learned.ts";
import type { Components } from "../../decompose/learned.ts";
import type { WeightedCentres } from "../../online/online-k-means.ts";
import { linearScores, notFinite } from "./answers.ts";
import { type Exporter, type Exporting, learnedOf, textOf } from "./exported.ts";

function nearest(to: Exporting, centres: Float64Array, k: number): void {
  const { graph } = to;
  const columns = centres.length / k;
  const features = to.numbers(textOf(to, "features"), columns);
  const rows = graph.add("Unsqueeze", [features, graph.integers("axes", [1])]);
  const apart = graph.add("Sub", [rows, graph.constant("centres", centres, [1, k, columns])]);
  const squares = graph.add("Mul", [apart, apart]);
  const distances = graph.add("ReduceSum", [squares, graph.integers("axes", [2])], { keepdims: 0 });
  const least = graph.add("ArgMin", [distances], { axis: 1, keepdims: 1 });
  const number = graph.add("Cast", [least], { to: 11 });
  to.addNumbers(textOf(to, "prediction"), graph.add("Add", [number, notFinite(to, features)]));
}

const kMeans: Exporter = (to) => {
  const { centres } = learnedOf<Clusters & Record<string, never>>(to);
  nearest(to, centres, to.stage.parameters.k as number);
};

const onlineKMeans: Exporter = (to) => {
  const { centres, weights } = learnedOf<WeightedCentres & Record<string, never>>(to);
  nearest(to, centres, weights.length);
};

const components: Exporter = (to) => {
  const { components, mean, explainedVariance } = learnedOf<Components & Record<string, never>>(to);
  const whiten = to.stage.parameters.whiten === true;
  const columns = mean.length;
  const count = explainedVariance.length;
  const [input, output] = [textOf(to, "input"), textOf(to, "output")];
  const features = to.numbers(input, columns);
  const centred = to.graph.add("Sub", [features, to.graph.constant("mean", mean, [1, columns])]);
  const scales = explainedVariance.map((variance) => (whiten ? Math.sqrt(variance) || 1 : 1));
  const scaled = components.map((value, at) => value / scales[Math.floor(at / columns)]!);
  const projected = linearScores(to, centred, scaled, new Float64Array(count));
  to.addVectors(output, to.graph.add("Add", [projected, notFinite(to, features)]), count);
};

export const rowModels: Readonly<Record<string, Exporter>> = {
  kMeans,
  onlineKMeans,
  pca: components,
  truncatedSvd: components,
};
