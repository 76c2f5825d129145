import { AdaptiveWindow, type SavedWindow } from "../drift/adaptive-window.ts";
import { HoeffdingTree, type SavedTree, type TreeGrowth } from "./hoeffding-tree.ts";
import { isDue, judged, sharesOf, splitOf } from "./leaf-growth.ts";
import { ObservedLeaf, type SavedLeaf, type SplitOffer } from "./observed-leaf.ts";

/** How a tree that adapts grows. */
export interface AdaptiveGrowth extends TreeGrowth {
  /** How likely a window of errors may be cut where nothing has changed. */
  readonly driftDelta: number;
  /** Two subtrees are compared once both have answered more rows. */
  readonly leastRows: number;
  /** How likely the better of two subtrees may not be the better. */
  readonly switchDelta: number;
}

/** A leaf, or a split with the subtrees below it. */
interface Node {
  readonly depth: number;
  /** Of a leaf. */
  readonly leaf: ObservedLeaf | undefined;
  readonly feature: number;
  readonly threshold: number;
  /** At or below the threshold, and above: none of a leaf, else two. */
  readonly children: Node[];
  /** 1 for each of the newest rows that it has answered wrongly, 0 for others, as far back as their mean is the same. */
  readonly errors: AdaptiveWindow;
  /** A subtree that learns beside it since its errors have grown. */
  alternate: Node | undefined;
}

/** A node by the numbers of others in the list; none has number 0, the root. */
interface SavedNode extends Pick<Node, "depth" | "feature" | "threshold"> {
  readonly leaf: SavedLeaf | null;
  readonly children: readonly number[];
  readonly errors: SavedWindow;
  readonly alternate: number;
}

export type SavedAdaptiveTree = readonly SavedNode[];

/** Values of errors between two looks, and before the first. */
const look = { clock: 32, grace: 10 };

interface Row {
  readonly data: Float64Array;
  readonly start: number;
  readonly target: number;
  readonly weight: number;
}

/**
 * A Hoeffding tree each of whose nodes watches its errors: where they grow, a second subtree begins beside the node, learns from the
 * same rows, and takes its place once it is better, or is given up once it is worse.
 */
export class AdaptiveTree {
  readonly #growth: AdaptiveGrowth;
  readonly #scores: Float64Array;
  #root: Node;

  constructor(growth: AdaptiveGrowth, saved?: SavedAdaptiveTree) {
    this.#growth = growth;
    this.#scores = new Float64Array(growth.classes);
    this.#root =
      saved === undefined ? this.#leafOf(new Float64Array(growth.classes), 0) : restored(saved, this.#window());
  }

  /** One that begins as a tree that there is. */
  static of(tree: HoeffdingTree, growth: AdaptiveGrowth): AdaptiveTree {
    const { features, thresholds, children, leaves } = tree.save();
    const made = new AdaptiveTree(growth);
    const nodeAt = (at: number, depth: number): Node => {
      const child = children[at]!;
      if (child === 0) return { ...made.#leafOf(new Float64Array(0), depth), leaf: new ObservedLeaf(leaves[at]!) };
      const below = [nodeAt(child, depth + 1), nodeAt(child + 1, depth + 1)];
      return made.#node({ depth, feature: features[at]!, threshold: thresholds[at]!, children: below });
    };
    made.#root = nodeAt(0, 0);
    return made;
  }

  save(): SavedAdaptiveTree {
    const saved: SavedNode[] = [];
    const put = (node: Node): number => {
      const at = saved.length;
      saved.push(undefined as never);
      const { depth, feature, threshold, leaf, children, errors, alternate } = node;
      saved[at] = {
        ...{ depth, feature, threshold, errors: errors.save(), leaf: leaf === undefined ? null : savedLeaf(leaf) },
        children: children.map(put),
        alternate: alternate === undefined ? 0 : put(alternate),
      };
      return at;
    };
    put(this.#root);
    return saved;
  }

  /** The tree that answers, without what learns beside it. Its leaves are those at work. */
  main(): HoeffdingTree {
    const nodes: Node[] = [this.#root];
    const firsts: number[] = [];
    for (let at = 0; at < nodes.length; at++) {
      const { children } = nodes[at]!;
      firsts.push(children.length === 0 ? 0 : nodes.length);
      nodes.push(...children);
    }
    const saved: SavedTree = {
      features: Int32Array.from(nodes, ({ feature }) => feature),
      thresholds: Float64Array.from(nodes, ({ threshold }) => threshold),
      children: Int32Array.from(firsts),
      leaves: nodes.map(({ leaf }) => leaf ?? null),
    };
    return new HoeffdingTree(this.#growth, saved);
  }

  /** Learns from a row whose weight is above 0. */
  learn(data: Float64Array, start: number, target: number, weight: number): void {
    this.#root = this.#learnTree(this.#root, { data, start, target, weight });
  }

  /** Numbers of classes, the larger the likelier, none negative. */
  shares(data: Float64Array, start: number, out: Float64Array, at: number): void {
    sharesOf(leafBelow(this.#root, data, start), this.#growth.answers, data, start, out, at);
  }

  /** A whole tree, or one beside a node, learns from a row; gives what is in its place then. */
  #learnTree(top: Node, row: Row): Node {
    const scores = this.#scores;
    const leaf = leafBelow(top, row.data, row.start);
    sharesOf(leaf, this.#growth.answers, row.data, row.start, scores, 0);
    let best = 0;
    for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
    // Who has seen nothing is not right by chance.
    return this.#learnBelow(top, row, leaf.total > 0 && best === row.target ? 0 : 1);
  }

  #learnBelow(node: Node, row: Row, error: number): Node {
    const { errors } = node;
    const before = errors.mean;
    const isWorse = errors.add(error) && errors.mean > before;
    if (node.leaf !== undefined) return this.#grown(node, node.leaf, row);
    if (isWorse) node.alternate = this.#leafOf(new Float64Array(this.#growth.classes), node.depth);
    else if (node.alternate !== undefined) {
      const better = this.#better(node, node.alternate);
      if (better === node.alternate) return this.#learnTree(better, row);
      if (better === node) node.alternate = undefined;
    }
    if (node.alternate !== undefined) node.alternate = this.#learnTree(node.alternate, row);
    const side = row.data[row.start + node.feature]! <= node.threshold ? 0 : 1;
    node.children[side] = this.#learnBelow(node.children[side]!, row, error);
    return node;
  }

  /** The better of two subtrees, where it is known. */
  #better(one: Node, other: Node): Node | undefined {
    const { leastRows, switchDelta } = this.#growth;
    const [rows, others] = [one.errors.width, other.errors.width];
    if (rows <= leastRows || others <= leastRows) return undefined;
    const [rate, apart] = [one.errors.mean, one.errors.mean - other.errors.mean];
    const bound = Math.sqrt(2 * rate * (1 - rate) * Math.log(2 / switchDelta) * (1 / rows + 1 / others));
    if (bound < apart) return other;
    return bound < -apart ? one : undefined;
  }

  #grown(node: Node, leaf: ObservedLeaf, { data, start, target, weight }: Row): Node {
    const { answers, maxDepth } = this.#growth;
    if (answers === "adaptive") judged(leaf, data, start, target, weight, this.#scores);
    leaf.watch(data, start, target, weight);
    const { total } = leaf;
    if (node.depth >= maxDepth || !isDue(leaf, total, this.#growth)) return node;
    const split = splitOf(leaf, total, this.#growth);
    return split === undefined ? node : this.#split(node.depth, split);
  }

  #split(depth: number, { feature, threshold, below, above }: SplitOffer): Node {
    const children = [this.#leafOf(below, depth + 1), this.#leafOf(above, depth + 1)];
    return this.#node({ depth, feature, threshold, children });
  }

  #leafOf(weights: Float64Array, depth: number): Node {
    const all = Int32Array.from({ length: this.#growth.columns }, (_, feature) => feature);
    const leaf = ObservedLeaf.of(weights, depth, all);
    return { ...this.#node({ depth, feature: 0, threshold: 0, children: [] }), leaf };
  }

  #node(parts: Pick<Node, "depth" | "feature" | "threshold" | "children">): Node {
    return { ...parts, leaf: undefined, errors: this.#window()(), alternate: undefined };
  }

  #window(): (saved?: SavedWindow) => AdaptiveWindow {
    const options = { ...look, delta: this.#growth.driftDelta };
    return (saved) => new AdaptiveWindow(options, saved);
  }
}

function leafBelow(top: Node, data: Float64Array, start: number): ObservedLeaf {
  let node = top;
  while (node.leaf === undefined) node = node.children[data[start + node.feature]! <= node.threshold ? 0 : 1]!;
  return node.leaf;
}

function restored(saved: SavedAdaptiveTree, window: (saved: SavedWindow) => AdaptiveWindow): Node {
  const nodeAt = (at: number): Node => {
    const { depth, feature, threshold, leaf, children, errors, alternate } = saved[at]!;
    return {
      ...{ depth, feature, threshold, leaf: leaf === null ? undefined : new ObservedLeaf(leaf) },
      children: children.map(nodeAt),
      errors: window(errors),
      alternate: alternate === 0 ? undefined : nodeAt(alternate),
    };
  };
  return nodeAt(0);
}

function savedLeaf({ depth, weights, right, features, moments }: ObservedLeaf): SavedLeaf {
  return { depth, weights, right, features, moments };
}
