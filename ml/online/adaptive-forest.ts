import { adwin } from "../drift/adwin.ts";
import type { DriftDetector, DriftTask } from "../drift/detector.ts";
import { HoeffdingTree, type SavedTree, type TreeGrowth } from "./hoeffding-tree.ts";
import { Poisson } from "./poisson.ts";

/** How a forest that adapts grows. */
export interface ForestGrowth {
  readonly tree: TreeGrowth;
  readonly trees: number;
  /** How often a tree learns from a row, on average. */
  readonly rate: number;
  readonly warningDelta: number;
  readonly driftDelta: number;
  readonly seed: number;
}

export interface SavedForest {
  readonly members: readonly SavedMember[];
  readonly random: number;
  /** Trees that were begun. */
  readonly begun: number;
}

interface SavedMember {
  readonly seed: number;
  readonly tree: SavedTree;
  readonly second: { readonly seed: number; readonly tree: SavedTree } | null;
  readonly warning: unknown;
  readonly drift: unknown;
  readonly right: number;
  readonly rows: number;
}

/** A tree of the forest, what is thought of it, and who may take its place. */
interface Member {
  tree: HoeffdingTree;
  second: HoeffdingTree | undefined;
  warning: DriftTask;
  drift: DriftTask;
  /** Rows that it has answered rightly, of those that it has answered. */
  right: number;
  rows: number;
}

/**
 * Hoeffding trees of features that are drawn for each leaf. Each learns from a row as often as a Poisson number says; where its errors
 * give warning a second tree begins beside it, which takes its place where they drift.
 */
export class AdaptiveForest {
  readonly #growth: ForestGrowth;
  readonly #random: Poisson;
  readonly #members: Member[];
  readonly #warning: DriftDetector;
  readonly #drift: DriftDetector;
  readonly #shares: Float64Array;
  #begun = 0;

  /** @param begun Trees that it begins with, those of a model. */
  constructor(growth: ForestGrowth, saved?: SavedForest, begun: readonly HoeffdingTree[] = []) {
    this.#growth = growth;
    this.#warning = adwin({ delta: growth.warningDelta });
    this.#drift = adwin({ delta: growth.driftDelta });
    this.#shares = new Float64Array(growth.tree.classes);
    this.#random = new Poisson(growth.rate, saved?.random ?? growth.seed);
    this.#members =
      saved?.members.map((one) => this.#restored(one)) ??
      Array.from({ length: growth.trees }, (_, at) => this.#member(begun[at] ?? this.#begin()));
    this.#begun = saved?.begun ?? this.#begun;
  }

  save(): SavedForest {
    const saved = ({ tree, second, warning, drift, right, rows }: Member): SavedMember => ({
      seed: tree.growth.seed,
      tree: tree.save(),
      second: second === undefined ? null : { seed: second.growth.seed, tree: second.save() },
      warning: warning.save(),
      drift: drift.save(),
      right,
      rows,
    });
    return { members: this.#members.map(saved), random: this.#random.state, begun: this.#begun };
  }

  /** Its trees, and how much the answer of each counts. */
  get trees(): readonly { readonly tree: HoeffdingTree; readonly vote: number }[] {
    return this.#members.map((member) => ({ tree: member.tree, vote: voteOf(member) }));
  }

  learn(data: Float64Array, start: number, target: number, weight: number): void {
    for (const member of this.#members) {
      const times = this.#random.next() * weight;
      const learns = times > 0;
      if (learns) member.second?.learn(data, start, target, times);
      const answered = learns
        ? member.tree.learn(data, start, target, times)
        : this.#answerOf(member.tree, data, start);
      const isRight = answered === target;
      member.rows++;
      if (isRight) member.right++;
      if (!learns) continue;
      const error = isRight ? 0 : 1;
      if (member.warning.add(error) === "drift") member.second = this.#begin();
      if (member.drift.add(error) === "drift") Object.assign(member, this.#member(member.second ?? this.#begin()));
    }
  }

  shares(data: Float64Array, start: number, out: Float64Array, at: number): void {
    out.fill(0, at, at + this.#shares.length);
    for (const member of this.#members) addVote(member.tree, voteOf(member), data, start, this.#shares, out, at);
  }

  #answerOf(tree: HoeffdingTree, data: Float64Array, start: number): number {
    const shares = this.#shares;
    tree.shares(data, start, shares, 0);
    let best = 0;
    for (let k = 1; k < shares.length; k++) if (shares[k]! > shares[best]!) best = k;
    return best;
  }

  #begin(): HoeffdingTree {
    return new HoeffdingTree({ ...this.#growth.tree, seed: this.#growth.seed + 104_729 * this.#begun++ });
  }

  #member(tree: HoeffdingTree): Member {
    return { tree, second: undefined, warning: this.#warning.open(), drift: this.#drift.open(), right: 0, rows: 0 };
  }

  #restored({ seed, tree, second, warning, drift, right, rows }: SavedMember): Member {
    const growth = this.#growth.tree;
    return {
      tree: new HoeffdingTree({ ...growth, seed }, tree),
      second: second === null ? undefined : new HoeffdingTree({ ...growth, seed: second.seed }, second.tree),
      warning: this.#warning.open(warning),
      drift: this.#drift.open(drift),
      right,
      rows,
    };
  }
}

/** The share of rows that it answered rightly; 1 before the first, or where it never was right. */
function voteOf({ right, rows }: Pick<Member, "right" | "rows">): number {
  return right === 0 ? 1 : right / rows;
}

/** Adds the shares of classes that a tree gives, all together as much as its vote. */
export function addVote(
  tree: HoeffdingTree,
  vote: number,
  data: Float64Array,
  start: number,
  shares: Float64Array,
  out: Float64Array,
  at: number,
): void {
  tree.shares(data, start, shares, 0);
  let sum = 0;
  for (let k = 0; k < shares.length; k++) sum += shares[k]!;
  if (sum > 0) for (let k = 0; k < shares.length; k++) out[at + k] = out[at + k]! + (vote * shares[k]!) / sum;
}
