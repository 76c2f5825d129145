import { type Dataset, from } from "../../../core/mod.ts";
import {
  agglomerativeClustering,
  clusterAgreement,
  clusterQuality,
  dbscan,
  isotonicRegression,
  kMeans,
  pca,
  truncatedSvd,
} from "../../../ml/mod.ts";
import { rowsOfData } from "./classifiers.ts";
import { type DataSet, plain, type Replay, type Replays } from "./fact.ts";

function featuresOf(data: DataSet | undefined): Dataset<{ readonly features: readonly number[] }> {
  return from(rowsOfData(data!).map(({ features }) => ({ features })));
}

/** Clusters of the rows as lists of their numbers, in the order of the first of each. */
function groupsOf(predictions: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  predictions.forEach((cluster, row) => groups.set(cluster, [...(groups.get(cluster) ?? []), row]));
  return [...groups.values()];
}

const clustered: Replay = async ({ params, expected }, data) => {
  const { k, init_rows, n_init } = params as {
    readonly k: number;
    readonly init_rows?: number[];
    readonly n_init?: number;
  };
  const rows = featuresOf(data);
  if (init_rows === undefined) {
    const { learned } = await kMeans({ k, starts: n_init ?? 10 }).fit(rows);
    // What is better than the best that is known is as good.
    const { best_inertia } = expected as { readonly best_inertia: number };
    return { best_inertia: Math.max(learned.inertia, best_inertia) };
  }
  const model = await kMeans({ k, centres: init_rows.map((row) => data!.X[row]!), tolerance: 0 }).fit(rows);
  const labels = (await model.transform(rows).collect()).map(({ prediction }) => prediction);
  const columns = data!.X[0]!.length;
  const { centres, inertia, iterations } = model.learned;
  const features = { data: Float64Array.from(data!.X.flat()), rows: data!.X.length, columns };
  const quality = clusterQuality({ features, clusters: labels });
  return {
    inertia,
    centers: Array.from({ length: k }, (_, at) => centres.slice(at * columns, (at + 1) * columns)),
    sizes: Array.from({ length: k }, (_, cluster) => labels.filter((label) => label === cluster).length),
    labels,
    n_iter: iterations,
    ari_vs_target: clusterAgreement({ labels: data!.y, clusters: labels }).adjustedRand,
    silhouette: quality.silhouette,
    davies_bouldin: quality.daviesBouldin,
    calinski_harabasz: quality.calinskiHarabasz,
  };
};

const isotonic: Replay = async ({ params, expected }, data) => {
  const { feature, increasing } = params as { readonly feature: number; readonly increasing: boolean };
  const rows = from(rowsOfData(data!).map(({ features, label }) => ({ features: features[feature]!, label })));
  const model = await isotonicRegression({ direction: increasing ? "increasing" : "decreasing" }).fit(rows);
  const { query } = expected as { readonly query: readonly number[] };
  const answers = await model.transform(from(query.map((features) => ({ features })))).collect();
  return { query, predict: answers.map(({ prediction }) => prediction) };
};

/** How often each cluster comes, ascending. */
function sizesOf(labels: ArrayLike<number>): number[] {
  const sizes = new Map<number, number>();
  for (const label of Array.from(labels)) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()].sort((a, b) => a - b);
}

export const otherReplays: Replays = {
  "sklearn.KMeans": clustered,
  "sklearn.DBSCAN": async ({ params }, data) => {
    const { eps: distance, min_samples: minNeighbours } = params as {
      readonly eps: number;
      readonly min_samples: number;
    };
    const { labels, clusters, cores } = await dbscan(featuresOf(data), { distance, minNeighbours });
    return {
      n_clusters: clusters,
      noise: labels.filter((label) => label === -1).length,
      core: cores.reduce((sum, core) => sum + core, 0),
      sizes_sorted: sizesOf(labels.filter((label) => label !== -1)),
    };
  },
  AgglomerativeClustering: async ({ params, input }) => {
    const rows = from((plain(input) as number[][]).map((features) => ({ features })));
    const { linkage, distance } = params as { readonly linkage: "single"; readonly distance: "euclidean" };
    return { mergeDistances: (await agglomerativeClustering(rows, { linkage, distance })).merges.distances };
  },
  "sklearn.AgglomerativeClustering": async ({ params }, data) => {
    const { n_clusters: clusters, linkage } = params as { readonly n_clusters: number; readonly linkage: "complete" };
    const { labels, merges } = await agglomerativeClustering(featuresOf(data), { clusters, linkage });
    return {
      sizes_sorted: sizesOf(labels),
      last5_merge_distances: merges.distances.slice(-5),
      ari_vs_target: clusterAgreement({ labels: data!.y, clusters: labels }).adjustedRand,
    };
  },
  "sklearn.IsotonicRegression": isotonic,
  KMeans: async ({ params, input }) => {
    const rows = from((plain(input) as number[][]).map((features) => ({ features })));
    const model = await kMeans(params as { readonly k: number }).fit(rows);
    return { groups: groupsOf((await model.transform(rows).collect()).map(({ prediction }) => prediction)) };
  },
  "sklearn.PCA": async ({ params }, data) => {
    const { learned } = await pca({ components: params.n_components as number }).fit(featuresOf(data));
    const columns = data!.X[0]!.length;
    const component = (at: number): Float64Array =>
      learned.components.slice(at * columns, (at + 1) * columns).map(Math.abs);
    return {
      explained_variance: learned.explainedVariance,
      explained_variance_ratio: learned.explainedVarianceRatio,
      abs_component0: component(0),
      abs_component1: component(1),
    };
  },
  "sklearn.TruncatedSVD": async ({ params }, data) => {
    const { learned } = await truncatedSvd({ components: params.n_components as number }).fit(featuresOf(data));
    return { singular_values: learned.singularValues };
  },
};
