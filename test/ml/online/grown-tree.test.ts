import { expect, test } from "vitest";
import { hoeffdingTreeClassifier } from "../../../ml/mod.ts";
import { checkGrownTree } from "../../../ml/online/grown-tree.ts";
import { streamOf } from "./facts.ts";
import { versionsOf } from "./online-suite.ts";

const [tree] = versionsOf(hoeffdingTreeClassifier({ grace: 50, tau: 0.3 }).learner, streamOf(1500, 2), 1500);

test("arrays that make no tree are refused, those from a file as well: no way down may end in a circle", () => {
  expect(tree!.children.length).toBeGreaterThan(3);
  expect(checkGrownTree(tree!)).toBeUndefined();
  const changed = <Values extends Int32Array | Float64Array>(values: Values, at: number, value: number): Values => {
    const copy = values.slice() as Values;
    copy[at] = value;
    return copy;
  };
  const wrong = "it must be a whole tree, of features and classes that there are";
  expect(checkGrownTree({ ...tree!, children: changed(tree!.children, 0, tree!.children.length) })).toBe(wrong);
  const inner = tree!.children.findLastIndex((child) => child > 0);
  expect(checkGrownTree({ ...tree!, children: changed(tree!.children, inner, inner) })).toBe(wrong);
  expect(checkGrownTree({ ...tree!, features: changed(tree!.features, 0, 4) })).toBe(wrong);
  expect(checkGrownTree({ ...tree!, watched: changed(tree!.watched, 0, -1) })).toBe(wrong);
  expect(checkGrownTree({ ...tree!, moments: tree!.moments.slice(1) })).toBe(wrong);
  expect(checkGrownTree({ ...tree!, depths: tree!.depths.slice(1) })).toBe(wrong);
});
