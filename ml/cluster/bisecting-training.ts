import { squaredDistance } from "../kernels/nearest.ts";
import { changedRows } from "../learner/changed-rows.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { earlierState, milestone, within } from "../learner/milestones.ts";
import { Extent } from "../matrix/extent.ts";
import { zeros } from "../matrix/matrix.ts";
import { blockRows } from "../stages/row-blocks.ts";
import { kMeans } from "./k-means-training.ts";
import { descend } from "./kernels/descend.ts";
import type { Clusters, ClusterTree } from "./learned.ts";
import { timesScale } from "./scaled-rows.ts";

/** How clusters are split. */
export interface BisectingTraining {
  readonly name: string;
  readonly k: number;
  /** Runs of k-means for each split; the best one counts. */
  readonly starts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** Splits the cluster with the largest inertia until there are k, or no cluster has rows that differ. */
export function* bisectingKMeans(columns: number, how: BisectingTraining): Training<ClusterTree> {
  const extent = new Extent();
  yield ({ features }) => extent.add(features.data);
  const scale = extent.scale();
  if (scale === 1) return yield* bisections(columns, how);
  const { centres, inertia, ...tree } = yield* timesScale(bisections(columns, how), scale);
  return { ...tree, centres: centres.map((value) => value / scale), inertia: inertia / scale / scale };
}

function* bisections(columns: number, how: BisectingTraining): Training<ClusterTree> {
  const earlier = yield* earlierState<Partial<KeptTree>>();
  const tree = new GrowingTree(columns);
  // What was kept within a split is of the next one only.
  let ofSplit = earlier?.centres === undefined ? undefined : earlier;
  if (ofSplit !== undefined) tree.goOn(ofSplit as KeptTree);
  else {
    const root = kMeans(columns, { ...how, k: 1, starts: 1 });
    tree.begin(yield* within(root, () => ({}), earlier));
  }
  while (tree.leaves < how.k) {
    const leaf = tree.largest();
    if (leaf === undefined) break;
    const split = changedRows(kMeans(columns, { ...how, k: 2, seed: how.seed + leaf }), (rows) =>
      tree.rowsOf(rows, leaf),
    );
    const { centres } = yield* within(split, () => tree.kept(), ofSplit);
    ofSplit = undefined;
    tree.split(leaf, centres);
    yield (rows) => tree.measure(rows);
    yield* milestone(() => tree.kept());
  }
  return tree.finish();
}

/** Where splits can go on. */
type KeptTree = Omit<ClusterTree, "inertia"> & { readonly inertias: Float64Array };

class GrowingTree {
  readonly #columns: number;
  readonly #centres: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #inertias: number[] = [];
  readonly #found = new Int32Array(blockRows);

  constructor(columns: number) {
    this.#columns = columns;
  }

  begin(root: Clusters): void {
    this.goOn({
      centres: root.centres,
      left: Int32Array.of(-1),
      right: Int32Array.of(-1),
      inertias: Float64Array.of(root.inertia),
    });
  }

  /** From where an earlier one was. */
  goOn({ centres, left, right, inertias }: KeptTree): void {
    this.#centres.push(...centres);
    this.#left.push(...left);
    this.#right.push(...right);
    this.#inertias.push(...inertias);
  }

  kept(): KeptTree {
    const { centres, left, right } = this.finish();
    return { centres, left, right, inertias: Float64Array.from(this.#inertias) };
  }

  get leaves(): number {
    return (this.#left.length + 1) / 2;
  }

  /** The leaf with the largest inertia; undefined where none can be split. */
  largest(): number | undefined {
    let best: number | undefined;
    this.#inertias.forEach((inertia, node) => {
      if (this.#left[node] === -1 && inertia > (best === undefined ? 0 : this.#inertias[best]!)) best = node;
    });
    return best;
  }

  split(leaf: number, centres: Float64Array): void {
    this.#left[leaf] = this.#left.length;
    this.#right[leaf] = this.#left.length + 1;
    this.#left.push(-1, -1);
    this.#right.push(-1, -1);
    this.#centres.push(...centres);
    this.#inertias.push(0, 0);
  }

  /** Adds to the inertia of the two leaves that came last. */
  measure(rows: Rows): void {
    const { data, columns } = rows.features;
    const centres = Float64Array.from(this.#centres);
    const first = this.#left.length - 2;
    this.#leavesOf(rows).forEach((leaf, row) => {
      if (leaf < first) return;
      const apart = squaredDistance(data, row * columns, centres, leaf * columns, columns);
      this.#inertias[leaf]! += (rows.weights?.[row] ?? 1) * apart;
    });
  }

  finish(): ClusterTree {
    return {
      centres: Float64Array.from(this.#centres),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      inertia: this.#inertias.reduce((sum, inertia, node) => sum + (this.#left[node] === -1 ? inertia : 0), 0),
    };
  }

  #leavesOf({ features: { data, rows } }: Rows): Int32Array {
    const found = this.#found.subarray(0, rows);
    descend(data, rows, this.#columns, Float64Array.from(this.#centres), this.#left, this.#right, found);
    return found;
  }

  /** The rows of a leaf alone. */
  rowsOf(rows: Rows, leaf: number): Rows {
    const { data, columns } = rows.features;
    const leaves = this.#leavesOf(rows);
    const own = leaves.reduce((count, each) => count + Number(each === leaf), 0);
    const features = zeros(own, columns);
    const weights = rows.weights === undefined ? undefined : new Float64Array(own);
    let at = 0;
    leaves.forEach((each, row) => {
      if (each !== leaf) return;
      features.data.set(data.subarray(row * columns, (row + 1) * columns), at * columns);
      if (weights !== undefined) weights[at] = rows.weights![row]!;
      at++;
    });
    return { features, weights };
  }
}
