import { choice, integer, number, type Parameter } from "../stages/parameters.ts";
import { mustFit } from "./checks.ts";
import { classAnswer, targetsOf } from "./class-answer.ts";
import { type GrownTree, grownTree, treeOf } from "./grown-tree.ts";
import type { HoeffdingTree, TreeGrowth } from "./hoeffding-tree.ts";
import type { LeafGrowth } from "./leaf-growth.ts";
import { classesAdds, classesOf, type OnlineClassesOptions, onlineClassesParameters } from "./online-classifier.ts";
import type { Answer, OnlineLearner } from "./online-learner.ts";

/** Options of trees that grow with the rows of a stream. */
export interface OnlineTreeOptions<F extends string, L extends string, P extends string, Q extends string>
  extends OnlineClassesOptions<F, L, P, Q> {
  /** A leaf looks for a split each time that so many more rows have come to it. Default 200. */
  readonly grace?: number;
  /** δ: how likely the better of two splits may not be the better, above 0 and below 1. Default 1e-7. */
  readonly delta?: number;
  /** Splits are taken for equally good where the Hoeffding bound is less, bits. Default 0.05. */
  readonly tau?: number;
  /** Levels below the root at most. Default 100. */
  readonly maxDepth?: number;
  /**
   * How a leaf answers: by `"majority"`, by `"naive Bayes"` of normal distributions, or, `"adaptive"`, the default, by that of the two
   * which has been right as often.
   */
  readonly answers?: "adaptive" | "majority" | "naive Bayes";
}

/** Parameters that they have. */
export const onlineTreeParameters: typeof onlineClassesParameters & {
  readonly grace: Parameter<number>;
  readonly delta: Parameter<number>;
  readonly tau: Parameter<number>;
  readonly maxDepth: Parameter<number>;
  readonly answers: Parameter<LeafGrowth["answers"]>;
} = {
  ...onlineClassesParameters,
  grace: integer({ default: 200, min: 1, unit: "rows" }),
  delta: number({ default: 1e-7, above: 0, below: 1 }),
  tau: number({ default: 0.05, min: 0, unit: "bits" }),
  maxDepth: integer({ default: 100, min: 0, unit: "levels" }),
  answers: choice(["adaptive", "majority", "naive Bayes"]),
};

/** A tree at work. */
interface GrowingTree {
  learn(data: Float64Array, start: number, target: number, weight: number): void;
  shares(data: Float64Array, start: number, out: Float64Array, at: number): void;
  /** The tree that answers. */
  main(): HoeffdingTree;
  save(): unknown;
}

interface Read extends LeafGrowth {
  readonly prediction: string;
  readonly probability: string;
  readonly classes: readonly number[] | undefined;
  readonly maxDepth: number;
}

/** The learner of such trees. @param grow A tree that begins anew, from what was saved, or from another tree. */
export function treeLearner(
  name: string,
  parameters: Read,
  grow: (growth: TreeGrowth, saved: unknown, initial: HoeffdingTree | undefined) => GrowingTree,
): OnlineLearner<GrownTree> {
  const classes = classesOf(parameters);
  const { grace, delta, tau, maxDepth, answers } = parameters;
  const growthOf = (columns: number, count: number): TreeGrowth => ({
    ...{ classes: count, columns, grace, delta, tau, maxDepth, answers },
    subspace: columns,
    seed: 0,
  });
  return {
    name,
    labels: "classes",
    classes,
    adds: () => classesAdds(parameters, classes),
    sizeOf: ({ size }) => size,
    answerOf: (learned) => {
      const tree = treeOf(learned, growthOf(learned.size, learned.classes.length));
      return classAnswer(learned.classes, byTree(tree));
    },
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit(name, columns, initial.size);
      const growth = growthOf(columns, classes.length);
      const begins = saved === undefined && initial !== undefined ? treeOf(initial, growth) : undefined;
      const tree = grow(growth, saved, begins);
      const targets = targetsOf(classes);
      return {
        learn: ({ features: { data }, labels, weights }, from, to) => {
          const numbers = targets(labels!, from, to);
          for (let row = from; row < to; row++) {
            const weight = weights === undefined ? 1 : weights[row]!;
            if (weight > 0) tree.learn(data, row * columns, numbers[row]!, weight);
          }
        },
        endBatch: () => undefined,
        learned: () => grownTree(tree.main(), classes),
        save: () => tree.save(),
        answer: classAnswer(classes, byTree(tree)),
      };
    },
  };
}

function byTree(tree: Pick<GrowingTree, "shares">): Answer {
  return ({ features: { data, columns } }, row, out, at) => tree.shares(data, row * columns, out, at);
}
