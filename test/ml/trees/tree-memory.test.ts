import { expect, test } from "vitest";
import { randomOf } from "../../../ml/learner/random.ts";
import { matrixOf } from "../../../ml/matrix/matrix.ts";
import { Binner, edgesOf } from "../../../ml/trees/binning.ts";
import { Grower } from "../../../ml/trees/grower.ts";
import { RowPart } from "../../../ml/trees/row-part.ts";
import { gradientTargets } from "../../../ml/trees/targets.ts";
import { TreeBuilder } from "../../../ml/trees/tree.ts";
import { TreeMemory } from "../../../ml/trees/tree-memory.ts";
import { uniform } from "../learner/random-rows.ts";

function finished<Value>(steps: Generator<undefined, Value>): Value {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

test("more rows than sums have room for are refused", () => {
  expect(() => new TreeMemory(RowPart.whole(2 ** 26 + 1), 1, { scores: 1, histograms: 1 })).toThrow(
    "Cannot train trees as they learn from 67,108,864 rows at most: got 67,108,865; take a sample",
  );
});

test("a tree is the same however many histograms are kept", () => {
  const random = uniform(3);
  const features = matrixOf(Array.from({ length: 700 }, () => Array.from({ length: 5 }, () => random())));
  const trees = [1, 2, 3, 40].map((histograms) => {
    const memory = new TreeMemory(RowPart.whole(features.rows), features.columns, { scores: 1, histograms });
    const binner = new Binner(finished(edgesOf(features)), memory);
    binner.add({ features });
    const { gradients, hessians, list } = memory;
    for (let row = 0; row < features.rows; row++) {
      gradients[row] = Math.sin(9 * features.data[5 * row]!) * features.data[5 * row + 1]!;
      hessians[row] = 1;
      list[row] = row;
    }
    const limits = { maxLeaves: Number.POSITIVE_INFINITY, maxDepth: Number.POSITIVE_INFINITY };
    const least = { minLeafRows: 2, minLeafWeight: 0, minSplitRows: 2, l2: 0 };
    const none = { categorical: [], categorySmoothing: 0, outside: "moved" as const };
    const rules = { ...none, ...limits, ...least, featuresPerSplit: 5, splits: "best" as const };
    const targets = gradientTargets(memory, { gradients, hessians, shrinkage: 1 }, rules);
    const builder = new TreeBuilder(1);
    const { leaves } = finished(new Grower(binner.finish(), rules, targets, builder, randomOf(1)).grow(features.rows));
    expect(leaves.length).toBeGreaterThan(200);
    return builder.finish();
  });
  for (const tree of trees) expect(tree).toEqual(trees[0]);
});
