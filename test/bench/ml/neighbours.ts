import { fromColumns } from "../../../core/mod.ts";
import { agglomerativeClustering, dbscan, knnClassifier, type Matrix } from "../../../ml/mod.ts";
import type { BenchCase, Sample } from "../case.ts";
import { answered, type Held, tookSince, type Within } from "./rival.ts";

/** Vectors as a column of a dataset has them. */
export function vectorsOf({ data, columns, rows }: Matrix, count: number = rows): Float64Array[] {
  return Array.from({ length: count }, (_, row) => data.subarray(row * columns, (row + 1) * columns));
}

interface Clustering {
  readonly name: string;
  /** In scikit-learn's process. */
  readonly rival: string;
  readonly rows: number;
  readonly result: (vectors: Float64Array[]) => Promise<number>;
}

const clusterings: readonly Clustering[] = [
  ...(["ward", "average"] as const).map((linkage) => ({
    name: `agglomerativeClustering, ${linkage}`,
    rival: `agglomerativeClustering, ${linkage}`,
    rows: 3000,
    result: async (features: Float64Array[]): Promise<number> => {
      const { merges } = await agglomerativeClustering(fromColumns({ features }), { linkage });
      return merges.distances.reduce((sum, distance) => sum + distance, 0);
    },
  })),
  ...[6, 8].map((distance) => ({
    name: `dbscan, distance ${distance}`,
    rival: `dbscan, ${distance}`,
    rows: 5000,
    result: async (features: Float64Array[]): Promise<number> => {
      const { labels } = await dbscan(fromColumns({ features }), { distance });
      return labels.reduce((sum, label, row) => sum + (label + 2) * (row % 97), 0);
    },
  })),
];

/** Clusters of what must be in memory, from a dataset. */
export function clusteringCases(data: Held): BenchCase[] {
  return clusterings.map(({ name, rival, rows, result }) => {
    let own = 0;
    return {
      name: `${name}, ${rows} rows · ${data.columns} features`,
      rows,
      run: async (): Promise<Sample> => {
        const vectors = vectorsOf((await data.rows()).features, rows);
        const [cpu, wall] = [process.cpuUsage(), performance.now()];
        own = await result(vectors);
        return tookSince(cpu, wall);
      },
      rival: { name: "scikit-learn", run: () => answered(rival, data, () => own, { rel: 1e-9 } satisfies Within) },
    };
  });
}

/** 2,000 rows ask 20,000 others, by columns of vectors as a model does it. */
export function knnCase(data: Held): BenchCase {
  let own = 0;
  const few = Math.min(data.count, 20_000);
  return {
    name: `knnClassifier, 2,000 rows of ${few} · ${data.columns} features`,
    rows: 2000,
    run: async () => {
      const { features, classes, held: asked } = await data.rows();
      const known = fromColumns({ features: vectorsOf(features, few), label: classes.slice(0, few) });
      const model = await knnClassifier().fit(known);
      const queries = fromColumns({ features: vectorsOf(asked, 2000) });
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const answers = await model.transform(queries).collect();
      const took = tookSince(cpu, wall);
      own = answers.reduce((total, { probability }) => total + probability[1]!, 0);
      return took;
    },
    rival: { name: "scikit-learn", run: () => answered("knnClassifier", data, () => own, { rel: 1e-9 }) },
  };
}
