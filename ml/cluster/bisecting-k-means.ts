import { type Unsupervised, unsupervised } from "../learner/unsupervised.ts";
import { atScale, Extent } from "../matrix/extent.ts";
import { columnName, integer, number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { bisectingKMeans as train } from "./bisecting-training.ts";
import type { KMeansOptions } from "./k-means.ts";
import { descend } from "./kernels/descend.ts";
import type { ClusterTree } from "./learned.ts";

/** Options of `bisectingKMeans`: k are the clusters at most, and runs, passes and tolerance those of each split. */
export type BisectingKMeansOptions<Features extends string, Prediction extends string> = Omit<
  KMeansOptions<Features, Prediction>,
  "centres"
>;

const kind = stageKind({
  name: "bisectingKMeans",
  version: 1,
  parameters: {
    features: columnName("features"),
    weight: optional(columnName()),
    prediction: columnName("prediction"),
    k: integer({ min: 1, unit: "clusters" }),
    starts: integer({ default: 1, min: 1, unit: "runs" }),
    maxIterations: integer({ default: 300, min: 1, unit: "passes" }),
    tolerance: number({ default: 1e-4, min: 0, unit: "mean variances of the features" }),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { centres: "float64", left: "int32", right: "int32", inertia: "number" },
  check: checkTree,
  make: (options: BisectingKMeansOptions<string, string>) => bisectingKMeans(options),
});

/** Says what is wrong with a tree that leads nowhere, or in circles. */
function checkTree({ centres, left, right }: ClusterTree): string | undefined {
  const nodes = left.length;
  if (nodes === 0 || right.length !== nodes || centres.length === 0 || centres.length % nodes !== 0)
    return "it must have a centre and children for each of its nodes";
  const isBehind = (child: number, node: number): boolean => child > node && child < nodes;
  return left.every((child, node) => child === -1 || (isBehind(child, node) && isBehind(right[node]!, node)))
    ? undefined
    : "children must come behind their parent";
}

/**
 * Bisecting k-means: all rows are one cluster, and the one with the largest inertia is split in two by k-means until there are k; fewer
 * where rows do not differ enough. A row belongs to the leaf to which the nearer centre of each split leads; clusters are numbered from
 * left to right. Each iteration of a split is a pass over the rows, so data may be larger than memory.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bisectingKMeans } from "millrace/ml";
 * const points = from([[0, 0], [0, 1], [9, 9], [9, 8]].map((features) => ({ features })));
 * const model = await bisectingKMeans({ k: 2 }).fit(points);
 * const [a, b, c] = await model.transform(points).collect();
 * console.log(model.learned.inertia, a!.prediction === b!.prediction, a!.prediction === c!.prediction); // 1 true false
 * ```
 * @see Steinbach, Karypis, Kumar, “A Comparison of Document Clustering Techniques”, KDD Workshop on Text Mining 2000; scikit-learn and Spark ML,
 *   `BisectingKMeans` (Spark splits all clusters of a level at once).
 */
export function bisectingKMeans<
  const Features extends string = "features",
  const Prediction extends string = "prediction",
>(
  options: BisectingKMeansOptions<Features, Prediction>,
): Unsupervised<Features, { [Name in Prediction]: number }, ClusterTree> {
  const parameters = kind.read(options);
  const { features, weight, prediction, ...how } = parameters;
  const learner = {
    name: kind.name,
    labels: "none" as const,
    resumes: 2,
    train: (columns: number) => train(columns, { ...how, name: kind.name }),
  };
  return unsupervised(kind, parameters, { features, weight, adds: prediction }, learner, (tree) => ({
    size: tree.centres.length / tree.left.length,
    adds: [{ name: prediction }],
    open: () => {
      const clusters = clustersOf(tree);
      // As it was trained: so that squares of distances are numbers.
      const extent = new Extent();
      extent.add(tree.centres);
      const scale = extent.scale();
      const centres = atScale(tree.centres, scale);
      return ({ data, rows, columns }) => {
        const leaves = new Int32Array(rows);
        descend(atScale(data, scale), rows, columns, centres, tree.left, tree.right, leaves);
        return [Float64Array.from(leaves, (leaf) => clusters[leaf]!)];
      };
    },
  }));
}

/** The number of each leaf, from left to right. */
function clustersOf({ left, right }: ClusterTree): Int32Array {
  const clusters = new Int32Array(left.length);
  let count = 0;
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (left[node]! < 0) clusters[node] = count++;
    else open.push(right[node]!, left[node]!);
  }
  return clusters;
}
