import type { Dataset } from "../../core/mod.ts";
import { Turns } from "../learner/turns.ts";
import { atScale, Extent } from "../matrix/extent.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { columnName, integer, number, readParameters } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { allRows } from "./all-rows.ts";
import { NearPairs, type NearPlaces } from "./near-pairs.ts";

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
 * for other rows. All rows are kept in memory; up to n² ÷ 2 distances are computed for n rows.
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
  const rows = await allRows("dbscan", dataset, features, run);
  const pairs = nearPairs(rows, distance);
  const turns = new Turns({ signal: run.signal });
  const neighbours = new Uint32Array(rows.rows).fill(1);
  for (const block of pairs.blocks()) {
    countNeighbours(block, neighbours);
    await turns.give();
  }
  const cores = neighbours.map((count) => (count >= minNeighbours ? 1 : 0));
  const density = new Density(cores);
  for (const block of pairs.blocks()) {
    density.join(block);
    await turns.give();
  }
  const found = density.number(pairs.order);
  if (density.hasBorders) {
    for (const block of pairs.blocks()) {
      density.reach(block, pairs.order, found.labels);
      await turns.give();
    }
  }
  return found;
}

/** Of rows times a power of two where the square of the distance would be infinite or 0. */
function nearPairs(rows: Matrix, distance: number): NearPairs {
  const extent = new Extent();
  extent.add(Float64Array.of(distance));
  const scale = extent.scale();
  const data = atScale(rows.data, scale);
  const place = data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return new NearPairs({ ...rows, data }, distance * scale);
  throw new RangeError(
    `Cannot set distance in dbscan as it must be a number in the size of the rows, too: got ${distance} beside ${rows.data[place]}; ` +
      "scale features, by maxAbsScaler for instance, or make it larger",
  );
}

/** Calls `see` with the places of each pair. */
function eachPair({ start, ends, found }: NearPlaces, see: (place: number, other: number) => void): void {
  let at = 0;
  for (let row = 0; row < ends.length; row++) for (; at < ends[row]!; at++) see(start + row, found[at]!);
}

function countNeighbours({ start, ends, found }: NearPlaces, neighbours: Uint32Array): void {
  let at = 0;
  for (let row = 0; row < ends.length; row++) {
    neighbours[start + row]! += ends[row]! - at;
    for (; at < ends[row]!; at++) neighbours[found[at]!]!++;
  }
}

/** Cores that are neighbours, in sets; all by their places. */
class Density {
  readonly #cores: Uint32Array;
  /** Towards the core that stands for a set. */
  readonly #parents: Uint32Array;
  /** Whether rows that are no cores lie near cores. */
  hasBorders = false;

  constructor(cores: Uint32Array) {
    this.#cores = cores;
    this.#parents = cores.map((_, place) => place);
  }

  join(block: NearPlaces): void {
    const cores = this.#cores;
    eachPair(block, (place, other) => {
      if (cores[place] === 1 && cores[other] === 1) this.#unite(place, other);
      else if (cores[place] !== cores[other]) this.hasBorders = true;
    });
  }

  #unite(one: number, other: number): void {
    const [a, b] = [this.#root(one), this.#root(other)];
    if (a !== b) this.#parents[Math.max(a, b)] = Math.min(a, b);
  }

  #root(place: number): number {
    const parents = this.#parents;
    let at = place;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  /**
   * The clusters with their cores alone.
   *
   * @param order The row at each place.
   */
  number(order: Int32Array): DensityClusters {
    const rows = order.length;
    const [places, labels, cores] = [new Int32Array(rows), new Int32Array(rows).fill(-1), new Uint8Array(rows)];
    order.forEach((row, place) => {
      places[row] = place;
    });
    const numbers = new Int32Array(rows).fill(-1);
    let clusters = 0;
    for (let row = 0; row < rows; row++) {
      if (this.#cores[places[row]!] === 0) continue;
      const root = this.#root(places[row]!);
      if (numbers[root] === -1) numbers[root] = clusters++;
      cores[row] = 1;
      labels[row] = numbers[root]!;
    }
    return { labels, clusters, cores };
  }

  /** Rows that are no cores come to the first cluster of those whose cores are near; pairs are not kept for that, they may be too many. */
  reach(block: NearPlaces, order: Int32Array, labels: Int32Array): void {
    const cores = this.#cores;
    eachPair(block, (place, other) => {
      if (cores[place] === cores[other]) return;
      const isCore = cores[place] === 1;
      const border = order[isCore ? other : place]!;
      const label = labels[order[isCore ? place : other]!]!;
      if (labels[border] === -1 || label < labels[border]!) labels[border] = label;
    });
  }
}
