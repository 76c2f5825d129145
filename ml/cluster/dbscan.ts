import type { Dataset } from "../../core/mod.ts";
import { columnName, integer, number, readParameters } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { allRows } from "./all-rows.ts";
import { neighboursOf } from "./kernels/neighbours-of.ts";

export interface DbscanOptions<Features extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** How far neighbours are from a row at most, euclidean, above 0. Default 0.5. */
  readonly distance?: number;
  /** Neighbours that make a row a core, itself included, 1 or more. Default 5. */
  readonly minNeighbours?: number;
}

export interface DensityClusters {
  /** The cluster of each row, numbered in the order in which their first cores come; −1 where it is noise. */
  readonly labels: Int32Array;
  readonly clusters: number;
  /** 1 for rows with enough neighbours. */
  readonly cores: Uint8Array;
}

const parameters = {
  features: columnName("features"),
  distance: number({ default: 0.5, above: 0 }),
  minNeighbours: integer({ default: 5, min: 1, unit: "rows" }),
};

/**
 * Clusters of rows that lie close together, of any shape: rows with enough neighbours are cores, cores that are neighbours are in one
 * cluster, with all their neighbours; what is left is noise. A row between two clusters is in that which is found first. There is no model
 * for other rows. All rows are kept in memory; n² distances are computed for n rows.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { dbscan } from "millrace/ml";
 * const rows = from([0, 0.1, 0.2, 5, 9, 9.1].map((x) => ({ features: [x] })));
 * console.log((await dbscan(rows, { minNeighbours: 2 })).labels); // [0, 0, 0, -1, 1, 1]
 * ```
 * @see Ester, Kriegel, Sander, Xu, "A density-based algorithm for discovering clusters", KDD 1996.
 */
export async function dbscan<Row extends Columns<Features, VectorValue>, const Features extends string = "features">(
  dataset: Dataset<Row>,
  options: DbscanOptions<Features> = {},
  run: Pick<FitOptions, "signal" | "run"> = {},
): Promise<DensityClusters> {
  const { features, distance, minNeighbours } = readParameters("dbscan", parameters, options);
  mustBeRows(dataset, "cluster");
  const { data, rows, columns } = await allRows("dbscan", dataset, features, run);
  const found = new Int32Array(rows);
  const near = (row: number): number => neighboursOf(data, rows, columns, row, distance ** 2, found);
  const cores = Uint8Array.from({ length: rows }, (_, row) => (near(row) >= minNeighbours ? 1 : 0));
  const labels = new Int32Array(rows).fill(-1);
  let clusters = 0;
  for (let row = 0; row < rows; row++) {
    if (cores[row] === 0 || labels[row] !== -1) continue;
    spread(row, clusters++, { near, found, cores, labels });
  }
  return { labels, clusters, cores };
}

interface Spreading {
  readonly near: (row: number) => number;
  /** Where `near` puts the neighbours. */
  readonly found: Int32Array;
  readonly cores: Uint8Array;
  readonly labels: Int32Array;
}

/** Puts a core, its neighbours, the neighbours of those that are cores, and so on, into a cluster. */
function spread(first: number, cluster: number, { near, found, cores, labels }: Spreading): void {
  const waiting = [first];
  labels[first] = cluster;
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    const count = near(row);
    for (let at = 0; at < count; at++) {
      const neighbour = found[at]!;
      if (labels[neighbour] !== -1) continue;
      labels[neighbour] = cluster;
      if (cores[neighbour] === 1) waiting.push(neighbour);
    }
  }
}
