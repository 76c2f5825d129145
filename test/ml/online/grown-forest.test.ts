import { expect, test } from "vitest";
import { adaptiveRandomForestClassifier } from "../../../ml/mod.ts";
import { checkGrownForest, treesOf } from "../../../ml/online/grown-forest.ts";
import { streamOf } from "./facts.ts";
import { versionsOf } from "./online-suite.ts";

test("trees lie one behind another, and come apart again", () => {
  const [forest] = versionsOf(adaptiveRandomForestClassifier({ trees: 3 }).learner, streamOf(600, 2), 600);
  expect(checkGrownForest(forest!)).toBeUndefined();
  const trees = treesOf(forest!);
  expect(trees.map(({ children }) => children.length).reduce((sum, length) => sum + length)).toBe(
    forest!.children.length,
  );
  expect(checkGrownForest({ ...forest!, votes: forest!.votes.slice(1) })).toContain("whole trees");
});
