import { countText } from "../data/count-text.ts";
import type { TickFormat } from "./axis/axis.ts";
import type { ChartOptions } from "./svg/chart-options.ts";

/** What was merged with what, as `agglomerativeClustering` of `millrace/ml` has it: 0 … n − 1 are the leaves, n + k is what merge k made. */
export interface DendrogramView {
  readonly labels: ArrayLike<string>; // [n]
  readonly left: ArrayLike<number>; // [n − 1]
  readonly right: ArrayLike<number>; // [n − 1]
  /** How far the two were from each other, ascending. */
  readonly distances: ArrayLike<number>; // [n − 1]
}

/** How a dendrogram is drawn. */
export interface DendrogramOptions extends ChartOptions {
  /** Leaves at most, from 2; where there are more, what was merged first is one leaf, with how many it holds. Default 40. */
  readonly most?: number;
  /** Merges at this distance or farther hold clusters together that are no longer one: those below have a color each. */
  readonly cut?: number;
  /** What the distances are, with their unit. */
  readonly valueLabel?: string;
  /** Text of a distance. Default digits. */
  readonly format?: TickFormat;
}

/** A leaf that is drawn, or two nodes that are joined. */
export interface DendrogramNode {
  /** Leaves above it: of a leaf its number, of a merge the middle of its two. */
  readonly place: number;
  /** 0 for a leaf. */
  readonly distance: number;
  readonly children: readonly [DendrogramNode, DendrogramNode] | undefined;
  /** The cluster that it is of, counted from above; undefined above the cut, and where there is none. */
  readonly cluster: number | undefined;
}

export interface DrawnDendrogram {
  /** From the top to the bottom. */
  readonly leaves: readonly string[];
  /** Every merge that is drawn, children before their parents. */
  readonly merges: readonly DendrogramNode[];
  readonly root: DendrogramNode | undefined;
}

/** The merges that are drawn, and where. */
export function drawnDendrogram(
  view: DendrogramView,
  { most = 40, cut }: Pick<DendrogramOptions, "most" | "cut">,
): DrawnDendrogram {
  const count = view.labels.length;
  mustBeMerges(view, count);
  // What these merges made is drawn; the others are below a leaf.
  const first = Math.max(0, count - 1 - (Math.max(2, Math.floor(most)) - 1));
  const sizes = sizesOf(view, count);
  const leaves: string[] = [];
  const merges: DendrogramNode[] = [];
  let clusters = 0;
  const isWhole = (node: number): boolean => cut !== undefined && (node < count || view.distances[node - count]! < cut);
  // Each merge is met twice: on the way down, and when both of its children are there.
  const open: { readonly node: number; readonly cluster: number | undefined; readonly met: boolean }[] =
    count === 0 ? [] : [{ node: 2 * count - 2, cluster: undefined, met: false }];
  const done: DendrogramNode[] = [];
  while (open.length > 0) {
    const { node, cluster: above, met } = open.pop()!;
    const cluster = met ? above : (above ?? (isWhole(node) ? clusters++ : undefined));
    const merge = node - count;
    if (merge < first) {
      done.push({ place: leaves.length, distance: 0, children: undefined, cluster });
      leaves.push(merge < 0 ? String(view.labels[node]) : `(${sizes[node]!.toLocaleString("en-US")})`);
    } else if (met) {
      const [right, left] = [done.pop()!, done.pop()!];
      const place = (left.place + right.place) / 2;
      const made = { place, distance: view.distances[merge]!, children: [left, right] as const, cluster };
      merges.push(made);
      done.push(made);
    } else {
      open.push({ node, cluster, met: true });
      open.push({ node: view.right[merge]!, cluster, met: false });
      open.push({ node: view.left[merge]!, cluster, met: false });
    }
  }
  return { leaves, merges, root: done[0] };
}

function sizesOf({ left, right }: DendrogramView, count: number): Int32Array {
  const sizes = new Int32Array(Math.max(0, 2 * count - 1)).fill(1);
  for (let merge = 0; merge < count - 1; merge++) sizes[count + merge] = sizes[left[merge]!]! + sizes[right[merge]!]!;
  return sizes;
}

function mustBeMerges({ left, right, distances }: DendrogramView, count: number): void {
  const merges = Math.max(0, count - 1);
  if (left.length !== merges || right.length !== merges || distances.length !== merges) {
    throw new RangeError(
      `Cannot draw a dendrogram as ${countText(count, "leaf", "leaves")} must have ${countText(merges, "merge")}: got ${left.length} left, ${right.length} right and ` +
        `${distances.length} distances; give one label for each row that was clustered`,
    );
  }
  const used = new Uint8Array(2 * count);
  for (let merge = 0; merge < merges; merge++) {
    for (const node of [left[merge]!, right[merge]!]) {
      if (Number.isInteger(node) && node >= 0 && node < count + merge && used[node]! === 0) {
        used[node] = 1;
        continue;
      }
      throw new RangeError(
        `Cannot draw a dendrogram as a merge must join two nodes made before it, each once: got node ${node} in merge ${merge}; ` +
          "give the merges as agglomerativeClustering has them",
      );
    }
  }
}
